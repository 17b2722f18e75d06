"""Every recipe, generated and run: tests, checks and demo, from nothing."""

from __future__ import annotations

import io
import tokenize
from pathlib import Path

import pytest

from advisor.scaffold.plan import plan_project
from advisor.scaffold.recipe import load_recipe
from advisor.scaffold.subject import spec_for_pattern
from tests.scaffold.projects import all_projects, run, write_project

ROOT = Path(__file__).parents[2]
MOST_FILES, MOST_LINES = 25, 900  # outside tests; lines of code, without what is made from a contract
NO_CODE = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENCODING,
           tokenize.ENDMARKER}

each_project = pytest.mark.parametrize(("recipe", "technology"), all_projects())


@each_project
def test_a_project_stays_small(recipe: str, technology: str) -> None:
    page = load_recipe(recipe)
    files = [file for file in plan_project(spec_for_pattern(page, technology, "", "# Decision\n", []), "0.0.0").files
             if not file.path.startswith("tests/") and "/gen/" not in file.path]
    assert len(files) <= MOST_FILES
    lines = sum(lines_of_code(file.text) for file in files if file.path.endswith(".py"))
    assert lines <= MOST_LINES


def lines_of_code(text: str) -> int:
    """How many lines hold something else than comments and docstrings."""
    lines: set[int] = set()
    begins = True  # a statement; a string there is a docstring
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type in NO_CODE:
            begins = begins or token.type == tokenize.NEWLINE
        else:
            if not (begins and token.type == tokenize.STRING):
                lines.update(range(token.start[0], token.end[0] + 1))
            begins = False
    return len(lines)


def test_comments_and_docstrings_are_no_lines_of_code() -> None:
    text = '"""Says\nmuch."""\n\n# why\nx = """a\nb"""  # so\n\n\ndef f():\n    """Says."""\n    return (\n        1)\n'
    assert lines_of_code(text) == 5


@each_project
def test_a_project_does_not_say_where_it_was_made(recipe: str, technology: str) -> None:
    page = load_recipe(recipe)
    for file in plan_project(spec_for_pattern(page, technology, "", "# Decision\n", []), "0.0.0").files:
        assert "__service__" not in file.text, file.path
        assert "__project__" not in file.text, file.path
        assert str(ROOT) not in file.text, file.path


@pytest.mark.scaffold
@each_project
def test_a_project_passes_its_tests_and_checks_and_shows_itself(tmp_path: Path, recipe: str, technology: str) -> None:
    folder = write_project(tmp_path / "project", recipe, technology)
    for command in (("make", "test"), ("make", "lint"), ("make", "demo")):
        ran = run(folder, *command)
        assert ran.code == 0, f"{command}: {ran.output}"


@pytest.mark.scaffold
@pytest.mark.parametrize("recipe", sorted({recipe for recipe, _ in all_projects()}))
def test_a_project_of_another_name_passes_its_checks(tmp_path: Path, recipe: str) -> None:
    folder = write_project(tmp_path / "project", recipe, "", "Zebra Über-Service 9")
    ran = run(folder, "make", "lint")
    assert ran.code == 0, ran.output
