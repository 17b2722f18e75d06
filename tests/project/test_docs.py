"""The documents say what is so: generated pages, links that lead somewhere, commands that print what they show."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path
from urllib.parse import unquote

import pytest

from advisor.api import load_engine, load_pack
from advisor.cli.app import COMMANDS
from advisor.cli.declaration import load_command
from advisor.cli.rules.catalogue import catalogue_entries
from advisor.extraction.architecture.read import read_architecture
from advisor.text.source import Source
from tests.console import ROOT, Shown, anchors, blocks, links, matches, run_shown, shown_commands

README = ROOT / "README.md"
DOCUMENTS = [README, ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]
COMMANDS_SHOWN = list(shown_commands(README.read_text(encoding="utf-8")))
OUTSIDE = re.compile(r"^[a-z][a-z0-9+.-]*:")


def document(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def generate(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, str(ROOT / "docs" / "generate.py"), *arguments], capture_output=True,
                          text=True, cwd=ROOT)


def test_generated_pages_are_in_step() -> None:
    done = generate("--check")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_a_misspelt_option_of_the_generator_is_refused() -> None:
    done = generate("--chek")
    assert done.returncode == 2
    assert "usage" in done.stderr


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_relative_link_leads_somewhere(path: Path) -> None:
    lost = [f"{path.name}:{line}: {target}" for line, target in links(path.read_text(encoding="utf-8"))
            if not OUTSIDE.match(target) and not leads_somewhere(path, target)]
    assert lost == []


def leads_somewhere(path: Path, target: str) -> bool:
    name, _, anchor = unquote(target).partition("#")
    there = (path.parent / name).resolve() if name else path
    if not there.exists() or not there.is_relative_to(ROOT):
        return False
    return not anchor or (there.suffix == ".md" and anchor in anchors(there.read_text(encoding="utf-8")))


def test_every_piece_of_knowledge_has_a_place_in_the_rules_page() -> None:
    missing = {entry.id for entry in catalogue_entries(load_pack(()))} - anchors(document("docs/rules.md"))
    assert missing == set()


def test_every_fact_has_a_place_in_the_facts_page() -> None:
    terms = load_engine(()).terms
    assert {*terms.needs, *terms.design} - anchors(document("docs/facts.md")) == set()


def test_every_command_has_a_section_in_the_commands_page() -> None:
    groups = {name: load_command(source.place) for name, source in COMMANDS.items()}
    wanted = {f"advisor-{name}" for name in groups}
    wanted |= {f"advisor-{name}-{part}" for name, group in groups.items() for part in getattr(group, "sources", ())}
    assert wanted - anchors(document("docs/cli.md")) == set()
    assert {"advisor-recommend", "advisor-rules-show"} <= wanted


def test_the_written_schema_is_json() -> None:
    assert json.loads(document("docs/architecture.schema.json"))["$schema"].endswith("2020-12/schema")


# README: what it shows is what is printed


def test_the_readme_shows_commands() -> None:
    assert COMMANDS_SHOWN


@pytest.mark.parametrize("shown", COMMANDS_SHOWN, ids=lambda shown: f"line {shown.line}: {shown.command}")
def test_a_command_of_the_readme_prints_what_is_shown(shown: Shown) -> None:
    assert "make" not in shown.command.split(), "what sets up or tests belongs into a ```sh block, which is not run"
    printed = run_shown(shown.command)
    if not matches(shown.output, printed):
        assert "\n".join(printed) == "\n".join(shown.output), f"README.md:{shown.line} shows something else"


@pytest.mark.parametrize(("line", "lines"), list(blocks(document("README.md"), "python")))
def test_python_of_the_readme_prints_what_is_noted(line: int, lines: list[str],
                                                   capsys: pytest.CaptureFixture[str]) -> None:
    noted = [text.partition("# ")[2] for text in lines if "# " in text]
    exec("\n".join(lines), {})
    assert capsys.readouterr().out.splitlines() == noted, f"README.md:{line}"


@pytest.mark.parametrize(("line", "lines"), list(blocks(document("README.md"), "yaml")))
def test_an_architecture_of_the_readme_can_be_read(line: int, lines: list[str]) -> None:
    read = read_architecture([Source(f"README.md:{line}", "\n".join(lines))], load_engine().terms)
    assert read.interactions
    assert not read.warnings


# The runner itself


def test_commands_are_found_with_their_output_and_line() -> None:
    text = "# T\n\n```console\n$ one \\\n>   --two\nout\n\n$ three\n```\n\n```sh\n$ not run\n```\n"
    assert list(shown_commands(text)) == [Shown(4, "one --two", ("out",)), Shown(8, "three", ())]


def test_a_block_without_a_command_is_refused() -> None:
    with pytest.raises(AssertionError, match="line 2"):
        list(shown_commands("```console\nout\n```\n"))


def test_a_block_that_is_not_closed_is_refused() -> None:
    with pytest.raises(AssertionError, match="not closed"):
        list(shown_commands("```console\n$ one\n"))


@pytest.mark.parametrize(("shown", "printed", "expected"), [("a b", "a b", True), ("a b", "a c", False),
                                                            ("a b", "a b c", False), ("a ...", "a", True),
                                                            ("a ... c", "a b b c", True), ("a ... c", "a b b d", False),
                                                            ("... c ... e", "a c d c d e", True),
                                                            ("... c", "a c d", False), ("...", "", True),
                                                            ("", "a", False)])
def test_dots_stand_for_any_number_of_lines(shown: str, printed: str, expected: bool) -> None:
    assert matches(shown.split(), printed.split()) is expected


def test_both_streams_are_shown_in_the_repository_root() -> None:
    assert run_shown("ls README.md; echo talk >&2") == ("README.md", "talk")


def test_links_in_code_are_no_links() -> None:
    text = "[a](x.md) and `[b](y.md)`\n```text\n[c](z.md)\n```\n![d](p.png)\n"
    assert list(links(text)) == [(1, "x.md"), (5, "p.png")]


def test_anchors_are_named_as_github_names_them() -> None:
    assert anchors('# One, two!\n## latency_budget_ms\n## Twice\n## Twice\n| <a id="here"></a> |\n') == {
        "one-two", "latency_budget_ms", "twice", "twice-1", "here"}


@pytest.mark.parametrize("target", ["nowhere.md", "#no-heading", "../../outside.md", "LICENSE#anchor"])
def test_a_link_that_leads_nowhere_is_noticed(target: str) -> None:
    assert not leads_somewhere(ROOT / "CONTRIBUTING.md", target)


# CONTRIBUTING: its example is one


def test_the_example_of_contributing_is_a_rule_that_keeps_its_cases(tmp_path: Path) -> None:
    blocks = re.findall(r"```yaml\n# (\S+)\n(.*?)```", document("CONTRIBUTING.md"), re.DOTALL)
    for name, text in blocks:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    pack, engine = load_pack((str(tmp_path),)), load_engine((str(tmp_path),))
    cases = [case for case in pack.cases if "telemetry-from-devices" in (*case.fires, *case.silent)]
    assert [name for name, _ in blocks] == ["scenarios.yaml", "cases/devices.yaml"]
    assert len(cases) == 2
    for case in cases:
        advised = engine.recommend(dict(case.facts))
        assert case.pattern in (None, advised.pattern)
        assert set(case.fires) <= advised.contributing_ids
        assert not set(case.silent) & advised.contributing_ids


# The code as the documents describe it

CODE_PATH = re.compile(r"`((?:advisor|benchmarks|docs|examples|rules|tests)/[\w./<>-]*)`")
GLOSSARY_CODE = re.compile(r"`([a-z]\w*/[\w./]*|[A-Z]\w*)(?:\.(\w+))?`")


@pytest.mark.parametrize("name", ["CONTRIBUTING.md", "docs/architecture.md"])
def test_every_path_that_is_named_exists(name: str) -> None:
    paths = [path for path in CODE_PATH.findall(document(name)) if "<" not in path]
    assert paths
    assert [path for path in paths if not (ROOT / path).exists()] == []


def test_the_glossary_names_code_that_exists() -> None:
    code = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "advisor").rglob("*.py")
                     if "templates" not in path.parts)
    rows = [row.split("|")[3] for row in document("docs/glossary.md").splitlines() if row.count("|") == 4]
    for name, attribute in (found for row in rows for found in GLOSSARY_CODE.findall(row)):
        if "/" in name:
            assert (ROOT / "advisor" / name).exists(), name
        else:
            assert re.search(rf"^class {name}\b", code, re.MULTILINE), name
            assert not attribute or re.search(rf"^    (?:def )?{attribute}\b", code, re.MULTILINE), attribute


def test_every_class_has_one_meaning() -> None:
    classes = Counter(name for path in (ROOT / "advisor").rglob("*.py") if "templates" not in path.parts
                      for name in re.findall(r"^ *class (\w+)", path.read_text(encoding="utf-8"), re.MULTILINE))
    assert [name for name, count in classes.items() if count > 1] == []
