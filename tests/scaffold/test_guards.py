"""Each guard of a generated project is there for a reason: without it, a test of the project fails."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from shutil import which

import pytest

from advisor.scaffold.plan import plan_project
from tests.scaffold.projects import Guard, all_projects, guards, run, subject_of, write_project

PLAINLY = ("-o", "addopts=", "-p", "no:cacheprovider")  # so that the sum is printed in its usual words
NAMED = [pytest.param(guard, id=f"{guard.recipe}-{guard.guard}",
                      marks=pytest.mark.xdist_group(f"{guard.recipe}-{guard.technology}")) for guard in guards()]


@cache
def planned(recipe: str, technology: str) -> dict[str, str]:
    return {file.path: file.text for file in plan_project(subject_of(recipe, technology), "0.0.0").files}


def test_every_recipe_has_guards() -> None:
    assert {guard.recipe for guard in guards()} >= {recipe for recipe, _ in all_projects()}


@pytest.mark.parametrize("guard", NAMED)
def test_a_guard_stands_where_its_page_says_and_its_test_is_there(guard: Guard) -> None:
    files = planned(guard.recipe, guard.technology)
    assert files[guard.file].count(guard.find) == 1
    path, _, name = guard.fails.partition("::")
    assert f"def {name.partition('[')[0]}(" in files[path]


@pytest.fixture(scope="module")
def projects() -> dict[tuple[str, str], Path]:
    return {}


@pytest.mark.scaffold
@pytest.mark.parametrize("guard", NAMED)
def test_a_test_notices_that_a_guard_is_gone(
    guard: Guard, projects: dict[tuple[str, str], Path], tmp_path_factory: pytest.TempPathFactory,
) -> None:
    if guard.needs and which(guard.needs) is None:
        pytest.skip(f"there is no {guard.needs}")
    key = (guard.recipe, guard.technology)
    if key not in projects:
        folder = write_project(tmp_path_factory.mktemp(guard.recipe) / "project", *key)
        ready = run(folder, "make", "test")
        assert ready.code == 0, ready.output
        projects[key] = folder
    file = projects[key] / guard.file
    whole = file.read_text(encoding="utf-8")
    file.write_text(whole.replace(guard.find, guard.replace), encoding="utf-8")
    try:
        # Compiled files are told apart by second and size alone: one of another guard could pass for this one.
        ran = run(projects[key], ".venv/bin/python", "-m", "pytest", "-x", *PLAINLY, guard.fails,
                  PYTHONDONTWRITEBYTECODE="1")
    finally:
        file.write_text(whole, encoding="utf-8")
    assert ran.code == 1, ran.output
    assert "1 failed" in ran.output, ran.output  # not an error on the way to it
