"""`advisor bench`: sums, verdicts, turns, calibrations and their pages; one run for real, marked `scaffold`."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.bench import rounds
from advisor.bench.calibration import as_data, as_yaml
from advisor.bench.citations import check_citations
from advisor.bench.claims import (
    BENCHMARKS,
    BENCHMARKS_BY_NAME,
    BenchCase,
    Benchmark,
    BenchProgram,
    Contestant,
    required_recipes,
)
from advisor.bench.environment import BenchEnvironment, merge_constraints, open_bench_folder, project_package
from advisor.bench.host import is_busy, parse_cpu_name
from advisor.bench.load import read_calibration
from advisor.bench.measure import BenchWorkerPool
from advisor.bench.record import (
    BYTES,
    BenchmarkResult,
    Calibration,
    Measurement,
    MeasurementRatio,
    MissingMeasurement,
    PublishedClaim,
)
from advisor.bench.rounds import MeasurementError, TurnResult, run_benchmark, turn_seconds
from advisor.bench.statistics import Spread, compute_spread, format_significant, quantile, ratio_spread, round_spread
from advisor.bench.svg import as_svg
from advisor.bench.table import calibration_elements
from advisor.bench.verdict import DEPENDS, DOES_NOT_HOLD, HOLDS, OPEN, format_spread, judge_claim
from advisor.bench.workers import BenchWorker
from advisor.errors import InputError
from advisor.page.bars import draw_bar
from advisor.page.style import TextStyle
from advisor.page.write import write_page
from advisor.scaffold.recipe import TEMPLATES, load_recipe
from tests import ROOT
from tests.conftest import Advise
from tests.packs import load_pack

PROGRAMS = TEMPLATES / "_bench"
SMALL = ROOT / "tests" / "cases" / "rulebook" / "small"

# What is said of the ratio a / b, and spreads around it: (p5, median, p95).
SAID = PublishedClaim("a takes 5-10x as long as b.", "article, somewhere", "a", "b", "x", 5, 10)


def measured(*spreads: tuple[float, float, float], statement: PublishedClaim | None = SAID) -> BenchmarkResult:
    found = [Spread(median, p5, p95, 9) for p5, median, p95 in spreads]
    results = [Measurement(f"case {number}", name, "ms", one if name == "a" else Spread(1, 1, 1, 9), 100)
               for number, one in enumerate(found) for name in ("a", "b")]
    compared = [MeasurementRatio(f"case {number}", "a", "b", one) for number, one in enumerate(found)]
    return BenchmarkResult("a-and-b", "a beside b", tuple(results), tuple(compared), statement, "Read it with care.")


def calibration(
    *measures: BenchmarkResult, gaps: tuple[MissingMeasurement, ...] = (), **conditions: object
) -> Calibration:
    said = {"cpu": "a processor", "cores": 2, "system": "a system", "python": "a Python", "network": "loopback",
            "load_before": 0.1, "load_after": 0.9, "busy": False, "packages": {"grpcio": "1.0"}, **conditions}
    return Calibration("2026-01-31T12:00:00Z", "0.1.0", 60.0, 9, said, measures, gaps)


# Spreads


@given(st.lists(st.floats(0, 1e9), min_size=1))
def test_a_spread_lies_within_its_values_and_in_order(values: list[float]) -> None:
    found = compute_spread(values)
    assert min(values) <= found.p5 <= found.median <= found.p95 <= max(values)
    assert found.samples == len(values)


def test_quantiles_lie_on_the_line_between_neighbours() -> None:
    assert [quantile([0.0, 10.0, 20.0], share) for share in (0, 0.25, 0.5, 1)] == [0, 5, 10, 20]
    assert quantile([7.0], 0.05) == 7


def test_ratios_compare_what_was_measured_in_one_round() -> None:
    """A machine that slows down for all alike changes no ratio."""
    assert ratio_spread([2, 20, 200], [1, 10, 100]) == Spread(2, 2, 2, 3)


@pytest.mark.parametrize(("value", "text"), [
    (0, "0"), (0.00123456, "0.0012"), (0.0456, "0.046"), (1.6, "1.60"), (24.15, "24.1"), (1234.5, "1,234")])
def test_a_number_is_shown_with_the_digits_that_say_something(value: float, text: str) -> None:
    assert format_significant(value) == text


def test_what_is_kept_has_four_digits_and_counts_stay_whole() -> None:
    assert round_spread(Spread(1.23456, 0.000123456, 98_765.4, 3)) == Spread(1.235, 0.0001235, 98_770, 3)
    assert round_spread(Spread(590_033, 59_033, 590_033, 1)) == Spread(590_033, 59_033, 590_033, 1)


# Verdicts


@pytest.mark.parametrize(("spreads", "word", "words"), [
    ([(1.4, 1.6, 1.9)], DOES_NOT_HOLD, ["less than that, 1.60x (1.40-1.90) at case 0"]),
    ([(5.5, 6, 7), (12, 13, 14)], HOLDS, ["as said, 6.00x (5.50-7.00) at case 0", "more than that, 13.0x"]),
    ([(5, 5.1, 11)], HOLDS, ["as said"]),
    ([(4, 6, 7)], OPEN, ["too spread to tell, 6.00x (4.00-7.00)"]),
    ([(1.4, 1.6, 1.9), (6, 7, 8)], DEPENDS, ["less than that, 1.60x", "as said, 7.00x"]),
    ([(1, 3, 6)], OPEN, ["too spread to tell, 3.00x (1.00-6.00)"]),
    ([(1.4, 1.6, 1.9), (1, 3, 6)], OPEN, ["less than that, 1.60x", "too spread to tell, 3.00x"]),
    ([(6, 7, 8), (1, 3, 6)], OPEN, ["as said, 7.00x"]),
    ([(1.4, 1.6, 1.9), (6, 7, 8), (1, 3, 6)], DEPENDS, ["too spread to tell, 3.00x"]),
    ([], OPEN, ["This run cannot tell."]),
])
def test_a_verdict_says_where_the_numbers_lie(
    spreads: list[tuple[float, float, float]], word: str, words: list[str],
) -> None:
    found = judge_claim(measured(*spreads))
    assert found.outcome == word
    for part in words:
        assert part in found.sentence


def test_a_statement_may_be_about_a_value_alone() -> None:
    said = PublishedClaim("a takes 1-5 ms.", "somewhere", "a", "", "ms", 1, 5)
    found = judge_claim(measured((0.1, 0.2, 0.3), (2, 3, 4), statement=said))
    assert found.outcome == DEPENDS
    assert "less than that, 0.20 ms (0.10-0.30) at case 0; as said, 3.00 ms" in found.sentence


def test_nothing_is_judged_of_which_nothing_is_said() -> None:
    assert judge_claim(measured((1, 2, 3), statement=None)).sentence == ""


def test_bytes_and_what_does_not_vary_are_shown_without_a_spread() -> None:
    assert format_spread(Spread(59_033, 59_033, 59_033, 1), "bytes") == "59,033 bytes"
    assert format_spread(Spread(2, 2, 2, 9), "x") == "2.00x"


# Claims


def test_claims_compare_and_judge_only_what_takes_part() -> None:
    for claim in BENCHMARKS:
        names = {contestant.name for contestant in claim.contestants}
        assert {name for pair in claim.compared for name in pair} <= names, claim.name
        if claim.statement:
            assert claim.statement.of in names
            assert not claim.statement.to or (claim.statement.of, claim.statement.to) in claim.compared
            assert claim.statement.at_least < claim.statement.at_most


def test_every_program_is_there_and_answers_to_what_its_claims_ask() -> None:
    for claim in BENCHMARKS:
        for contestant in claim.contestants:
            assert f'"{contestant.task}"' in (PROGRAMS / contestant.program.file).read_text(encoding="utf-8")


def test_programs_import_the_projects_under_the_names_that_these_are_given() -> None:
    packages = {project_package(recipe) for recipe in required_recipes(BENCHMARKS)}
    imported = {name for file in PROGRAMS.glob("*.py")
                for name in re.findall(r"\bfrom (bench_\w+)", file.read_text(encoding="utf-8"))}
    assert imported == packages


def test_every_recipe_that_is_measured_is_there() -> None:
    assert [load_recipe(recipe).pattern for recipe in required_recipes(BENCHMARKS)] == list(
        required_recipes(BENCHMARKS)
    )


# Turns

HERE, GONE = BenchProgram("here", "here.py", ()), BenchProgram("gone", "gone.py", ())
TWO = (Contestant("a", HERE, "slow"), Contestant("b", HERE, "quick"))
CLAIM = Benchmark("a-and-b", "a beside b", TWO, (BenchCase("small", 1), BenchCase("large", 9)), (("a", "b"),), SAID)


def test_contestants_take_turns_and_change_who_is_first() -> None:
    asked: list[str] = []

    def ask(contestant: Contestant, case: BenchCase, seconds: float) -> TurnResult:
        asked.append(f"{case.name} {contestant.name}")
        return TurnResult((2.0 if contestant.name == "a" else 1.0,), 10 * case.size)

    found = run_benchmark(CLAIM, ask, 1, lambda what: None, rounds=2)
    assert asked == ["small a", "small b", "large a", "large b", "small b", "small a", "large b", "large a"]
    assert [(one.case, one.of, one.to, one.spread.median) for one in found.measure.ratios] == [
        ("small", "a", "b", 2), ("large", "a", "b", 2)]
    assert [one.size_bytes for one in found.measure.results] == [10, 10, 90, 90]
    assert found.gaps == ()


def test_what_comes_out_the_same_every_time_is_measured_once() -> None:
    asked: list[str] = []

    def ask(contestant: Contestant, case: BenchCase, seconds: float) -> TurnResult:
        asked.append(contestant.name)
        return TurnResult((1.0,))

    run_benchmark(CLAIM._replace(is_exact=True), ask, 1, lambda what: None)
    assert len(asked) == 4


def test_a_program_that_is_gone_is_a_gap_and_is_not_asked_again() -> None:
    calls: list[str] = []

    def ask(contestant: Contestant, case: BenchCase, seconds: float) -> TurnResult:
        if contestant.program is GONE:
            calls.append(contestant.name)
            raise MeasurementError("no broker is there")
        return TurnResult((1.0,))

    claim = CLAIM._replace(contestants=(TWO[0], Contestant("b", GONE, "quick")))
    found = run_benchmark(claim, ask, 1, lambda what: None, rounds=3)
    assert calls == ["b"]
    assert {one.contestant for one in found.measure.results} == {"a"}
    assert found.measure.ratios == ()
    assert found.gaps == (MissingMeasurement("a-and-b", "b", "6 of 6 turns failed: no broker is there", True),)


def test_turns_that_fail_now_and_then_are_told_and_do_not_count() -> None:
    answers = iter(
        [TurnResult((9.0,)), TurnResult((), failed="a hiccup"), TurnResult((1.0,)), TurnResult((1.0,)),
         TurnResult((1.0,)), TurnResult((9.0,))]
    )
    claim = CLAIM._replace(cases=(BenchCase("small", 1),))
    found = run_benchmark(claim, lambda contestant, case, seconds: next(answers), 1, lambda what: None, rounds=3)
    assert found.measure.ratios[0].spread.samples == 2
    assert [gap.because for gap in found.gaps] == ["1 of 3 turns failed: a hiccup"]


def test_turns_share_the_time_and_none_is_shorter_than_makes_sense() -> None:
    assert turn_seconds([CLAIM], 40, rounds=10) == 1
    assert turn_seconds([CLAIM], 0.001) == rounds.MIN_TURN_S
    assert turn_seconds([CLAIM._replace(is_exact=True)], 40) == rounds.MIN_TURN_S


# Programs as processes

PROGRAM = """
from contextlib import asynccontextmanager
from pathlib import Path
import asyncio, os, sys
from turns import Turn, one_at_a_time, many_at_once, take_turns

async def call():
    await asyncio.sleep(0)

async def count(asked):
    return Turn([float(len(await one_at_a_time(call, asked.seconds)))], asked.size)

async def flood(asked):
    return Turn(await many_at_once(call, asked.seconds), 0)

async def fails(asked):
    raise ValueError("as told")

async def dies(asked):
    print("the password is s3cret", file=sys.stderr, flush=True)
    os._exit(3)

@asynccontextmanager
async def prepared():
    yield {"count": count, "flood": flood, "fails": fails, "dies": dies}
    Path("undone").touch()

take_turns(prepared, ("pytest",))
"""


@pytest.fixture
def worker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[BenchWorker]:
    monkeypatch.chdir(tmp_path)
    environment = {**os.environ, "PYTHONPATH": str(PROGRAMS), "PYTHONDONTWRITEBYTECODE": "1"}
    started = BenchWorker("some", [sys.executable, "-c", PROGRAM], environment, tmp_path / "some.log", "s3cret")
    yield started
    started.stop()


def test_a_program_answers_turn_by_turn_and_undoes_what_it_has_prepared(worker: BenchWorker, tmp_path: Path) -> None:
    assert worker.wait_until_ready() == {"pytest": pytest.__version__}
    first = worker.run_turn("count", BenchCase("small", 5), 0.0)
    assert first.values[0] >= 5
    assert first.size_bytes == 5
    assert worker.run_turn("flood", BenchCase("small", 5), 0.01).values[0] > 0
    worker.stop()
    assert (tmp_path / "undone").exists()


def test_a_call_that_fails_is_an_answer(worker: BenchWorker) -> None:
    worker.wait_until_ready()
    assert worker.run_turn("fails", BenchCase("small", 1), 0.0) == TurnResult((), failed="ValueError: as told")
    assert worker.run_turn("count", BenchCase("small", 1), 0.0).values


def test_a_program_that_dies_says_why_without_its_secrets(worker: BenchWorker) -> None:
    worker.wait_until_ready()
    with pytest.raises(MeasurementError, match=r"`some` ended: the password is \*\*\*$"):
        worker.run_turn("dies", BenchCase("small", 1), 0.0)


def test_a_crew_starts_a_program_when_it_is_asked_and_ends_it_in_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    program = BenchProgram("some", "measure_codec.py", ())
    python = tmp_path / "python"
    python.write_text(f"#!/bin/sh\nexport PYTHONPATH={PROGRAMS}\nexec {sys.executable} -c '{PROGRAM}'\n",
                      encoding="utf-8")
    python.chmod(0o755)
    with BenchWorkerPool(BenchEnvironment(tmp_path, python, ())) as crew:
        assert crew.run_turn(Contestant("a", program, "count"), BenchCase("small", 1), 0.0).values
        assert crew.packages == {"pytest": pytest.__version__}
        assert not (tmp_path / "undone").exists()
    assert (tmp_path / "undone").exists()


# The workshop


def test_locks_are_followed_where_they_agree() -> None:
    one = "# comment\ngrpcio==1.85.3\nprotobuf==7.36.2 ; python_version > '3'\n    # via grpcio\n"
    assert merge_constraints([one, "grpcio==1.85.3\nprotobuf==7.0.0\npytest==9\n"]) == ["grpcio==1.85.3", "pytest==9"]


def test_a_folder_that_holds_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("dear", encoding="utf-8")
    with pytest.raises(InputError, match="not empty"), open_bench_folder(str(tmp_path)):
        raise AssertionError("it was taken")
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_a_folder_is_kept_where_that_is_asked_for_and_else_gone(tmp_path: Path) -> None:
    with open_bench_folder(str(tmp_path / "kept")) as kept:
        (kept / "something").touch()
    with open_bench_folder(str(tmp_path / "kept")) as again, open_bench_folder("") as other:
        assert (again / "something").exists()
        (other / "something").touch()
    assert kept.exists()
    assert not other.exists()


def test_a_place_that_cannot_be_a_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(InputError, match="--keep"), open_bench_folder(str(tmp_path / "file")):
        raise AssertionError("it was taken")


# Conditions


def test_a_machine_is_busy_when_half_of_its_cores_are_wanted_by_others() -> None:
    assert not is_busy(None, 2)
    assert not is_busy(1.0, 2)
    assert is_busy(1.1, 2)


def test_the_name_of_a_processor_is_read_from_what_linux_says() -> None:
    assert parse_cpu_name("processor : 0\nmodel name\t: AMD  EPYC \nmodel name : other") == "AMD EPYC"
    assert parse_cpu_name("") == ""


# Calibrations

WHOLE = calibration(measured((1.4, 1.6, 1.9)), gaps=(MissingMeasurement("a-and-b", "c", "not measured", False),),
                    edited_projects=["rest"])


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    file = tmp_path / "calibration.yaml"
    file.write_text("".join(as_yaml(WHOLE)), encoding="utf-8")
    assert read_calibration(str(file)) == WHOLE


def test_every_number_has_a_line_of_its_own(tmp_path: Path) -> None:
    lines = "".join(as_yaml(WHOLE)).splitlines()
    assert sum('"contestant": "a"' in line or 'contestant: "a"' in line for line in lines) == 1
    assert '      - {case: "case 0", of: "a", to: "b", median: 1.6, p5: 1.4, p95: 1.9, samples: 9}' in lines


def test_any_text_is_written_so_that_it_stays_a_text(tmp_path: Path) -> None:
    odd = 'no: #"\n\u2028{yes}'
    file = tmp_path / "calibration.yaml"
    measure_ = measured((1, 1, 1))._replace(title=odd, note=odd)
    file.write_text("".join(as_yaml(calibration(measure_, cpu=odd))), encoding="utf-8")
    found = read_calibration(str(file))
    assert (found.measures[0].title, found.conditions["cpu"]) == (odd, odd)


BROKEN = {
    "no mapping": ("- 1\n", "1:1: This is not a calibration."),
    "another version": ("version: 9\n", "1:10: The `version` of a calibration is 1; here it is `9`."),
    "parts are missing": ("version: 1\n", "1:1: `measured` is missing."),
    "a word for a number": (
        "version: 1\nmeasured: {at: x, advisor: x, seconds: many, rounds: 1}\nconditions: {}\nmeasures: {}\n",
        "2:40: `seconds` must be a number."),
    "a number that is none": (
        "version: 1\nmeasured: {at: x, advisor: x, seconds: .inf, rounds: 1}\nconditions: {}\nmeasures: {}\n",
        "2:40: `seconds` must be a number"),
    "a measure without a title": (
        "version: 1\nmeasured: {at: x, advisor: x, seconds: 1, rounds: 1}\nconditions: {}\nmeasures:\n  one: {}\n",
        "5:8: `title` is missing."),
    "a list that is none": (
        "version: 1\nmeasured: {at: x, advisor: x, seconds: 1, rounds: 1}\nconditions: {}\n"
        "measures:\n  one: {title: x, results: 4}\n", "5:28: `results` must be a list."),
    "no YAML": ("version: [1\n", "expected"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_calibration_that_is_wrong_is_refused_with_its_place(name: str, tmp_path: Path) -> None:
    text, said = BROKEN[name]
    file = tmp_path / "calibration.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as refused:
        read_calibration(str(file))
    if name != "no YAML":
        assert f"{file}:{said}" in str(refused.value)


def test_all_faults_of_a_calibration_are_named_at_once(tmp_path: Path) -> None:
    file = tmp_path / "calibration.yaml"
    file.write_text("version: 1\nmeasured: {}\nconditions: {}\nmeasures: {one: {}, two: 2}\n", encoding="utf-8")
    with pytest.raises(InputError) as refused:
        read_calibration(str(file))
    assert len(refused.value.problems) == 6


# Pages

PIPE = TextStyle()
TERMINAL = TextStyle(80, True, True, True)


def page_of(shown: Calibration, style: TextStyle = PIPE) -> str:
    return "".join(write_page(calibration_elements(shown), style))


def test_the_table_holds_the_verdict_the_rows_and_the_conditions() -> None:
    text = page_of(WHOLE)
    assert "Said: a takes 5-10x as long as b. (article, somewhere)" in text
    assert "It does not hold here: less than that, 1.60x (1.40-1.90) at case 0." in text
    assert re.search(r"case 0  a  1\.60 ms \(1\.40-1\.90\), 100 B  #{24}  1\.60x \(1\.40-1\.90\) b\n", text)
    assert "a-and-b: c: not measured" in text
    assert "load average 0.1 before, 0.9 after\n" in text
    assert "not as they would be generated now: rest" in text
    assert "\x1b" not in text


def test_a_busy_machine_is_named_as_such() -> None:
    text = page_of(calibration(measured((6, 7, 8)), busy=True))
    assert "(busy: other work takes part in these numbers)" in text
    assert "But the machine was busy" in text


def test_a_calibration_cannot_move_the_cursor_or_leave_its_picture() -> None:
    evil = measured((1, 2, 3))._replace(name="\x1b[2J", title="</text><script>", note="\r::error::")
    for style in (PIPE, TERMINAL._replace(colour=False)):
        text = page_of(calibration(evil, cpu="\x1b]0;"), style)
        assert "\x1b" not in text
        assert "\r" not in text
        assert "\n::" not in text.replace(" ", "")
    picture = "".join(as_svg(calibration(evil, cpu="<script>")))
    assert "<script" not in picture
    assert not any(char < " " for char in picture.replace("\n", ""))
    ElementTree.fromstring(picture)


@pytest.mark.parametrize(("share", "smooth", "drawn"), [
    (1.0, False, "########"), (0.5, False, "####"), (0.001, False, "#"), (0.0, False, ""),
    (1.0, True, "████████"), (0.5, True, "████"), (0.32, True, "██▌"), (0.001, True, "▏"), (0.0, True, "")])
def test_a_bar_is_as_long_as_its_share(share: float, smooth: bool, drawn: str) -> None:
    assert draw_bar(share, 8, smooth=smooth) == drawn


def test_a_narrow_terminal_gets_numbers_and_no_bars() -> None:
    assert "#" not in page_of(WHOLE, TextStyle(width=40))
    assert "█" not in page_of(WHOLE, TERMINAL._replace(width=40))
    assert "█" in page_of(WHOLE, TERMINAL)


def test_a_picture_has_a_bar_for_every_result_within_its_width() -> None:
    root = ElementTree.fromstring("".join(as_svg(calibration(measured((0.001, 2, 90_000), (1, 2, 3))))))
    bars = [node for node in root.iter() if node.tag.endswith("rect")][1:]
    assert len(bars) == 4
    ends = [float(node.attrib["x"]) + float(node.attrib["width"]) for node in bars]
    assert max(ends) <= float(root.attrib["width"])


def test_a_picture_of_nothing_is_still_a_picture() -> None:
    ElementTree.fromstring("".join(as_svg(calibration())))


# Rules that cite

RULE = """
scenarios:
  - id: our-own
    title: Ours
    when: {waits: true}
    favours: {call: 1}
    because: We have measured it.
    source: {source}
"""


@contextmanager
def overlay(folder: Path, source: str, calibrated: bool) -> Iterator[Path]:
    folder.mkdir()
    (folder / "scenarios.yaml").write_text(
        RULE.replace("{source}", source), encoding="utf-8")
    if calibrated:
        (folder / "calibration.yaml").write_text("".join(as_yaml(WHOLE)), encoding="utf-8")
    yield folder


def cited_in(folder: Path) -> list[tuple[str, str, str]]:
    return [
        (fault.kind, fault.id, fault.cause) for fault in check_citations(load_pack(SMALL, [folder]), [SMALL, folder])
    ]


def test_a_rule_may_cite_a_measure_that_lies_beside_it(tmp_path: Path) -> None:
    with overlay(tmp_path / "team", '"calibration.yaml, a-and-b"', calibrated=True) as folder:
        assert cited_in(folder) == []


def test_a_measure_that_is_not_there_is_a_fault_of_the_rule(tmp_path: Path) -> None:
    with overlay(tmp_path / "team", '[article, "calibration.yaml, c-and-d"]', calibrated=True) as folder:
        assert cited_in(folder) == [
            ("not-measured", "our-own", "It cites the measure `c-and-d`, which is not in the calibration.")]


def test_a_calibration_that_is_not_there_is_a_fault_of_the_rule(tmp_path: Path) -> None:
    with overlay(tmp_path / "team", '"calibration.yaml, a-and-b"', calibrated=False) as folder:
        assert cited_in(folder) == [
            ("not-measured", "our-own", "It cites `calibration.yaml`, and there is none beside the rules.")]


def test_a_size_is_the_same_on_a_busy_machine() -> None:
    sizes = measured((6, 7, 8))
    sizes = sizes._replace(results=tuple(one._replace(unit=BYTES) for one in sizes.results))
    assert "But the machine was busy" not in page_of(calibration(sizes, busy=True))


@pytest.mark.parametrize("seconds", ["nan", "inf", "0.5", "1e9"])
def test_time_that_is_no_time_is_refused_before_anything_is_set_up(seconds: str, tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-m", "advisor", "bench", "--claim", "message-size", "--seconds", seconds,
                           "--keep", str(tmp_path / "k")], capture_output=True, text=True, check=False)
    assert (done.returncode, "--seconds" in done.stderr) == (2, True)
    assert not (tmp_path / "k").exists()


def test_what_a_busy_machine_has_shown_is_no_source(tmp_path: Path) -> None:
    with overlay(tmp_path / "team", '"calibration.yaml, a-and-b"', calibrated=True) as folder:
        busy = calibration(measured((1, 2, 3)), busy=True)
        (folder / "calibration.yaml").write_text("".join(as_yaml(busy)), encoding="utf-8")
        assert cited_in(folder) == [
            ("measured-while-busy", "our-own", "It cites the measure `a-and-b`, which was taken on a busy machine.")]


def test_a_calibration_beside_the_rules_changes_no_decision(tmp_path: Path) -> None:
    with overlay(tmp_path / "with", '"calibration.yaml, a-and-b"', calibrated=True) as one, \
            overlay(tmp_path / "without", '"calibration.yaml, a-and-b"', calibrated=False) as other:
        assert load_pack(SMALL, [one]).rules == load_pack(SMALL, [other]).rules


# The command


def test_a_claim_that_there_is_not_is_refused_with_the_nearest_one(run: Advise) -> None:
    done = run("bench", "--claim", "message-sise", "--claim", "x")
    assert done.code == 2
    assert "There is no claim `message-sise`. Did you mean `message-size`?" in done.err
    assert "There is no claim `x`." in done.err


def test_the_help_names_every_claim(run: Advise) -> None:
    told = " ".join(run("bench", "--help").out.replace("│", " ").split())
    assert all(name in told for name in BENCHMARKS_BY_NAME)


@pytest.fixture
def shown_before(tmp_path: Path) -> Path:
    file = tmp_path / "calibration.yaml"
    file.write_text("".join(as_yaml(WHOLE)), encoding="utf-8")
    return file


def test_what_was_measured_before_is_shown_in_every_format(run: Advise, shown_before: Path) -> None:
    assert "a beside b" in run("bench", "--show", str(shown_before)).out
    assert json.loads(run("bench", "--show", str(shown_before), "--format", "json").out) == as_data(WHOLE)
    ElementTree.fromstring(run("bench", "--show", str(shown_before), "--format", "svg").out)


def test_the_file_that_is_shown_is_not_overwritten(run: Advise, shown_before: Path) -> None:
    done = run("bench", "--show", str(shown_before), "--output", str(shown_before))
    assert done.code == 2
    assert "will not be overwritten" in done.err


def test_a_file_for_which_there_is_no_folder_is_refused_before_all_work(run: Advise, tmp_path: Path) -> None:
    done = run("bench", "--output", str(tmp_path / "nowhere" / "calibration.yaml"))
    assert done.code == 2
    assert done.err.startswith("error: ")


def test_a_fault_of_a_run_is_shown_and_remembered(run: Advise, tmp_path: Path) -> None:
    file = tmp_path / "calibration.yaml"
    broken = calibration(measured(), gaps=(MissingMeasurement("a-and-b", "c", "9 of 9 turns failed: gone", True),))
    file.write_text("".join(as_yaml(broken)), encoding="utf-8")
    done = run("bench", "--show", str(file))
    assert done.code == 2
    assert "a-and-b: c: 9 of 9 turns failed: gone" in done.out


# For real


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("shop")


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "advisor", "bench", *arguments]


def environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name != "AMQP_URL"}


def leftovers(shop: Path) -> list[str]:
    """Returns the processes that still run in the environment of a shop."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = entry.read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
        except OSError:
            continue
        if f"{shop}/.venv" in words:
            found.append(words)
    return found


@pytest.mark.scaffold
def test_a_short_run_measures_everything_that_needs_no_broker(shop: Path) -> None:
    file = shop.parent / "calibration.yaml"
    done = subprocess.run(command("--seconds", "5", "--keep", str(shop), "--output", str(file), "--format", "json"),
                          capture_output=True, text=True, env=environment(), check=False)
    assert done.returncode == 0, done.stderr
    found = read_calibration(str(file))
    assert json.loads(done.stdout) == as_data(found)
    assert [one.name for one in found.measures] == [claim.name for claim in BENCHMARKS]
    for one in found.measures:
        claim = BENCHMARKS_BY_NAME[one.name]
        wanted = [(case.name, contestant.name) for case in claim.cases for contestant in claim.contestants
                  if not contestant.program.needs]
        assert [(result.case, result.contestant) for result in one.results] == wanted
        assert one.ratios
        assert all(result.spread.p5 > 0 for result in one.results)
    assert {gap.because for gap in found.gaps} == {"not measured, for AMQP_URL is not set"}
    assert leftovers(shop) == []


@pytest.mark.scaffold
def test_an_interrupt_ends_everything(shop: Path) -> None:
    started = subprocess.Popen(command("--seconds", "60", "--keep", str(shop), "--claim", "rest-vs-grpc-latency"),
                               env=environment(), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    wait_until(lambda: len(leftovers(shop)) >= 4, started)  # two programs, each with a service
    started.send_signal(signal.SIGINT)
    _, errors = started.communicate(timeout=60)
    assert started.returncode == 130
    assert errors.rstrip().endswith("interrupted")
    assert "Traceback" not in errors
    assert leftovers(shop) == []


def wait_until(holds: Callable[[], bool], started: subprocess.Popen[str]) -> None:
    import time

    end = time.monotonic() + 120
    while not holds():
        assert started.poll() is None, started.communicate()[1]
        assert time.monotonic() < end
        time.sleep(0.1)
