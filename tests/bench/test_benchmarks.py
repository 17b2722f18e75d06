"""The benchmarks measure what they say: everybody decides the same way, and every draw follows from its seed."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
import yaml

from advisor.api import load_engine, load_pack, read_architecture
from advisor.engine import Engine
from advisor.model.pack import Pack
from benchmarks import cold_start, engines, peers, run, scale
from benchmarks.architectures import all_different, everyday
from benchmarks.handwritten import hand_written, source
from benchmarks.interactions import Facts, by_chance, distinct, realistic
from benchmarks.processes import Cost, FailedError, cost_of, environment_of
from benchmarks.rounds import Contestant, ratios, spread, table, verdict
from benchmarks.split import split
from benchmarks.sums import Scoreboard, completed, sum_of
from tests import ROOT

CASES = ROOT / "rules" / "communication" / "cases"
SEED = 11
MODULES = sorted(f"benchmarks.{path.stem}" for path in (ROOT / "benchmarks").glob("*.py") if path.stem != "__init__")
PEERS = {"zen": "zen-engine", "cel": "common-expression-language", "rule_engine": "rule-engine",
         "json_logic": "json-logic-qubit"}
WITHOUT_PEERS = f"import sys; sys.modules.update(dict.fromkeys({tuple(PEERS)!r})); "  # as if none were installed


@pytest.fixture(scope="module")
def engine() -> Engine:
    return load_engine()


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_pack()


def python(code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", code, *arguments], cwd=ROOT, capture_output=True, text=True,
                          check=False, timeout=120)


def first(count: int, items: Iterator[Any]) -> list[Any]:
    return list(islice(items, count))


def facts_of_cases() -> list[Facts]:
    return [case.get("facts", {}) for path in sorted(CASES.glob("*.yaml"))
            for case in yaml.safe_load(path.read_text(encoding="utf-8"))["cases"]]


def facts_of_all_kinds(engine: Engine, count: int) -> list[Facts]:
    drawn = (one.needs for one in realistic(SEED, varied=True))
    return [*facts_of_cases(), *first(count, distinct(drawn, by_chance(engine, SEED)))]


# Everybody decides the same way


@pytest.mark.parametrize("grouped", [True, False])
def test_the_hand_written_function_agrees_with_the_engine(engine: Engine, pack: Pack, grouped: bool) -> None:
    decide = hand_written(pack, grouped=grouped)
    compared = [(decide(facts), engine.winner(facts)) for facts in facts_of_all_kinds(engine, 4000)]
    assert [one for one in compared if one[0] != one[1]] == []
    assert {winner for _, winner in compared} == {*engine.patterns, None}


def test_every_rule_stands_in_the_hand_written_function(pack: Pack) -> None:
    deciding = {rule.id for rule in pack.rules if rule.favours or rule.excludes or pack.roles[rule.id] == "conflict"}
    for grouped in (True, False):
        text = source(pack, grouped=grouped)
        assert {name for name in deciding if f"# {name}\n" not in text} == set()


def test_the_hand_written_function_refuses_a_tie_break_that_it_does_not_know(pack: Pack) -> None:
    with pytest.raises(ValueError, match="one tie-break"):
        source(pack.model_copy(update={"precedence": ["platform"]}))


def test_every_peer_agrees_with_the_engine(engine: Engine, pack: Pack) -> None:
    for module in PEERS:
        pytest.importorskip(module)
    facts = facts_of_all_kinds(engine, 60)
    for peer in peers.peers(pack):
        assert [peer.decide(peer.prepared(one)) for one in facts] == [engine.winner(one) for one in facts], peer.name
    assert {peer.name for peer in peers.peers(pack)} == set(engines.LIMITS)


def test_a_sum_is_kept_within_what_every_peer_adds_exactly(pack: Pack) -> None:
    heavy = [rule.model_copy(update={"favours": dict.fromkeys(rule.favours, 10 ** 9)}) for rule in pack.rules]
    with pytest.raises(ValueError, match="exactly"):
        Scoreboard(pack.model_copy(update={"rules": heavy}))


def test_a_sum_loses_no_rule(pack: Pack) -> None:
    board = Scoreboard(pack)
    whole = sum_of(pack, board)
    amounts = [term.amount for terms in (whole.if_yes, whole.if_no, whole.always_asked) for term in terms]
    assert sorted(amounts) == sorted(map(board.amount, board.scoring))


def test_peers_get_what_follows_from_numbers(pack: Pack) -> None:
    facts = completed({"throughput_rps": 100_000}, pack)
    (bands,) = (bands for bands in pack.vocabulary.bands if bands.from_fact == "throughput_rps")
    reached = [value for value, least in bands.bands.items() if least <= 100_000]
    assert facts[bands.fact] == max(reached, key=bands.bands.__getitem__)
    assert facts["needs_response"] is None


# What runs without what it is compared with


@pytest.mark.parametrize("name", MODULES)
def test_a_benchmark_can_be_imported_without_the_peers(name: str) -> None:
    done = python(f"{WITHOUT_PEERS}import {name}")
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(("module", "distribution"), PEERS.items())
def test_a_missing_peer_is_named_with_the_group_to_install(monkeypatch: pytest.MonkeyPatch, module: str,
                                                           distribution: str) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(peers.MissingPeerError, match=f"{distribution} is not installed.*--group {peers.GROUP}"):
        peers.load(module, distribution)


def test_engines_says_how_to_install_its_peers() -> None:
    done = python(f"{WITHOUT_PEERS}from benchmarks.engines import main; sys.exit(main())")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("error: zen-engine is not installed.")
    assert "make bench" in done.stderr


def test_a_part_that_does_not_exist_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert run.main(["engines", "nonsense"]) == 2
    assert "There is no part nonsense. The parts are engines, cold_start, scale." in capsys.readouterr().err


def test_every_part_stands_in_the_readme() -> None:
    text = (ROOT / "benchmarks" / "README.md").read_text(encoding="utf-8")
    assert [part for part in (*run.PARTS, "decisions") if f"`{part}.py`" not in text] == []


# Every draw follows from its seed


@pytest.mark.parametrize("draw", [
    pytest.param(lambda seed, engine: realistic(seed), id="realistic interactions"),
    pytest.param(lambda seed, engine: realistic(seed, varied=True), id="realistic interactions, varied"),
    pytest.param(lambda seed, engine: by_chance(engine, seed), id="facts by chance"),
    pytest.param(lambda seed, engine: everyday(50, seed), id="an everyday file"),
    pytest.param(lambda seed, engine: all_different(50, seed, engine), id="a file without two alike"),
])
def test_the_same_seed_draws_the_same(engine: Engine, draw: Callable[[int, Engine], Iterator[Any]]) -> None:
    assert first(800, draw(SEED, engine)) == first(800, draw(SEED, engine))
    assert first(800, draw(SEED, engine)) != first(800, draw(SEED + 1, engine))


def test_every_workload_is_drawn_again_for_a_new_run(engine: Engine) -> None:
    once, again = engines.workloads(engine), engines.workloads(engine)
    assert [first(200, one.facts) for one in once] == [first(200, one.facts) for one in again]


def test_distinct_facts_never_repeat() -> None:
    one = iter([{"a": 1, "b": 2}, {"a": 1}, {"a": 1}, {"a": 3}])
    other = iter([{"b": 2, "a": 1}, {"a": 2}, {"a": 4}])
    assert first(4, distinct(one, other)) == [{"a": 1, "b": 2}, {"a": 2}, {"a": 1}, {"a": 4}]


def test_an_everyday_file_says_what_was_drawn(engine: Engine, tmp_path: Path) -> None:
    path = tmp_path / "everyday.yaml"
    path.write_text("".join(everyday(300, SEED)), encoding="utf-8")
    architecture = read_architecture([str(path)], engine.terms)
    stated = [{name: fact.value for name, fact in interaction.needs.items() if fact.origin == "stated"}
              for interaction in architecture.interactions]
    assert stated == [drawn.needs for drawn in first(300, realistic(SEED))]
    assert architecture.warnings == ()


def test_a_file_without_two_alike_has_none(engine: Engine, tmp_path: Path) -> None:
    path = tmp_path / "different.yaml"
    path.write_text("".join(all_different(300, SEED, engine)), encoding="utf-8")
    read = [interaction.facts() for interaction in read_architecture([str(path)], engine.terms).interactions]
    assert len(read) == 300
    assert len({tuple(sorted(facts.items())) for facts in read}) == 300


# What is counted and what is shown


def test_disagreements_are_counted_for_those_who_disagree() -> None:
    everybody = [Contestant(engines.WINNER, lambda facts: "rest", 10), Contestant("odd", lambda facts: "grpc", 3),
                 Contestant("even", lambda facts: "rest", 5)]
    found = engines.measure(everybody, ({"fan_out": number} for number in range(1, 100)), 10, 2)
    assert found.disagreements == {engines.WINNER: 0, "odd": 6, "even": 0}
    assert found.sets == 20
    assert [len(rates) for rates in found.rates.values()] == [2, 2, 2]


def test_whole_answers_are_compared_by_their_pattern(engine: Engine) -> None:
    facts = {"needs_response": False, "fan_out": 4, "replay": True}
    for name, answer in ((engines.EXPLAIN, engine.explain(facts)), (engines.DECIDE, engine.decide(facts))):
        assert engines.agrees(name, answer, "event-streaming")
        assert not engines.agrees(name, answer, "rest")


def test_ratios_are_taken_round_by_round() -> None:
    assert ratios([2, 9, 10], [1, 3, 2]) == (3, 2, 5)
    assert str(spread([0.5, 12.34, 1234])) == "   12.3 (0.50-1,234)"


@pytest.mark.parametrize(("value", "word", "said"), [
    (0.8, "at least", "met"), (0.79, "at least", "missed"), (0.8, "at most", "met"), (0.81, "at most", "missed")])
def test_a_verdict_says_whether_an_aim_is_met(value: float, word: str, said: str) -> None:
    assert verdict("this", spread([value]), word, 0.8) == f"- this: {value:.2f} ({value:.2f}-{value:.2f}); " \
                                                           f"aim {word} 0.8: {said}"


def test_a_table_is_markdown() -> None:
    assert table(("a", "long"), [("wide", "1")]) == "| a    | long |\n| ---- | ---- |\n| wide | 1    |"


def test_cold_starts_are_multiples_of_a_python_that_does_nothing() -> None:
    bare, answer = [Cost(0.01, 0.02, 9), Cost(0.02, 0.02, 9)], [Cost(0.05, 0.05, 20), Cost(0.16, 0.09, 20)]
    shown = cold_start.report({cold_start.NOTHING: bare, cold_start.MODULE_RECOMMEND: answer})
    assert "6.50 (5.00-8.00)" in shown
    assert "3.50 (2.50-4.50)" in shown
    assert shown.endswith("aim at most 12: met")


def test_cold_starts_answer(tmp_path: Path) -> None:
    path = tmp_path / "small.yaml"
    path.write_text(cold_start.SMALL_FILE, encoding="utf-8")
    measured = cold_start.measure(cold_start.starts(path), environment_of(str(tmp_path)), 1)
    assert {cold_start.NOTHING, *cold_start.AIMS} >= set(measured)
    assert len(measured) >= 4
    assert (tmp_path / "advisor").is_dir()


def test_growth_is_told_beside_the_growth_of_the_file(tmp_path: Path) -> None:
    (tmp_path / "file.yaml").write_text("x" * 1_500_000)
    samples = [scale.Sample("everyday", count, tmp_path / "file.yaml") for count in (10, 100)]
    measured = [{scale.LOADER: [Cost(2, 2, 50)], scale.TEXT: [Cost(1, 1, 30)]},
                {scale.LOADER: [Cost(20, 20, 500)], scale.TEXT: [Cost(12, 12, 401)]}]
    shown = scale.report(samples, measured)
    assert "x 10.0 -> x 12.0" in shown
    assert "10 (1.5 MB)" in shown
    assert "in times of CSafeLoader: 0.60 (0.60-0.60); aim at most 1: met" in shown
    assert "its peak in megabytes: 401 (401-401); aim at most 400: missed" in shown


@pytest.mark.parametrize("kind", scale.TITLES)
def test_every_program_of_scale_runs_on_its_files(tmp_path: Path, kind: str) -> None:
    sample = scale.write_sample(kind, 20, tmp_path)
    measured = scale.measure(sample, environment_of(str(tmp_path)), 1)
    assert list(measured) == list(scale.programs(sample))
    assert all(cost.peak > 1 for runs in measured.values() for cost in runs)


def test_json_is_left_out_where_it_would_take_all_day(tmp_path: Path) -> None:
    for kind, most in scale.JSON_UP_TO.items():
        assert scale.JSON in scale.programs(scale.Sample(kind, most, tmp_path))
        assert scale.JSON not in scale.programs(scale.Sample(kind, most + 1, tmp_path))


@pytest.mark.parametrize("form", ["text", "json"])
def test_the_split_tells_how_many_sets_of_facts_differ(tmp_path: Path, form: str) -> None:
    sample = scale.write_sample("different", 20, tmp_path)
    assert split(str(sample.path), form).endswith("; 20 different sets of facts")


def test_a_process_tells_its_peak_of_memory() -> None:
    peak = cost_of([sys.executable, "-c", "bytes(1024) * 400 * 1024"], os.environ).peak
    assert 400 < peak < 4000


def test_a_process_that_fails_is_not_measured() -> None:
    command = [sys.executable, "-c", "raise SystemExit(3)"]
    with pytest.raises(FailedError, match="exit code 3"):
        cost_of(command, os.environ)
    assert cost_of(command, os.environ, fine=(3,)).peak > 1


def test_measured_processes_keep_their_modules(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    monkeypatch.setenv("ADVISOR_NO_CACHE", "1")
    environment = environment_of(str(tmp_path))
    assert not {"PYTHONDONTWRITEBYTECODE", "ADVISOR_NO_CACHE"} & environment.keys()
    assert environment["XDG_CACHE_HOME"] == str(tmp_path)
