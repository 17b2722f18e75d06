"""Generated projects with their environments, made once a run."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import NamedTuple

import yaml

from advisor.cli.scaffold.inputs import read_subject as subject_of_file
from advisor.scaffold.apply import apply_diff, diff_folder
from advisor.scaffold.plan import plan_project
from advisor.scaffold.project import ProjectSpec
from advisor.scaffold.recipe import load_recipe, pattern_recipes
from advisor.scaffold.subject import spec_for_pattern
from advisor.scaffold.workspace import RECIPE

ORDER_FLOW = Path(__file__).parents[2] / "examples" / "order-processing.yaml"
GUARDS = Path(__file__).parent / "guards"
MINUTES = 10


class Guard(NamedTuple):
    """What protects a project from one failure, the change that takes it out, and the test that must notice."""

    recipe: str
    guard: str
    title: str
    file: str
    find: str
    replace: str
    fails: str
    technology: str = ""
    needs: str = ""  # a program without which the test is skipped, so that nothing can be seen


class Ran(NamedTuple):
    code: int
    output: str


def guards() -> list[Guard]:
    """Returns every guard of every recipe."""
    return [Guard(page.stem, **entry) for page in sorted(GUARDS.glob("*.yaml"))
            for entry in yaml.safe_load(page.read_text(encoding="utf-8"))]


def all_projects() -> list[tuple[str, str]]:
    """Returns every recipe of a pattern with each technology that it can be had with."""
    return [(name, technology) for name in pattern_recipes() for technology in load_recipe(name).technologies]


def write_project(folder: Path, recipe: str, technology: str = "", name: str = "") -> Path:
    """Returns a folder into which the example of a recipe has been written."""
    apply_diff(diff_folder(folder, plan_project(subject_of(recipe, technology, name), "0.0.0"), None), "0.0.0")
    return folder


def subject_of(recipe: str, technology: str = "", name: str = "") -> ProjectSpec:
    """Returns the example of a recipe; that of a workspace is the order flow."""
    if recipe == RECIPE:
        return subject_of_file(str(ORDER_FLOW), "", "", name, ())
    page = load_recipe(recipe)
    return spec_for_pattern(
        page, technology or page.technologies[0], name, "# Decision\n\nAs an example.\n", ["Reason."]
    )


def run(folder: Path, *command: str, **environment: str) -> Ran:
    """Returns how a command in a project ended, and all that it said. Nothing of this environment reaches it."""
    kept = {name: value for name, value in os.environ.items()
            if name in ("PATH", "HOME", "LANG", "TMPDIR", "JAVA_HOME", "UV_CACHE_DIR", "PIP_INDEX_URL", "SSL_CERT_FILE")
            or name.startswith(("PIP_", "UV_", "NPM_"))}
    done = subprocess.run(command, cwd=folder, env={**kept, **environment}, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, text=True, errors="replace", check=False,
                          timeout=MINUTES * 60)
    return Ran(done.returncode, done.stdout)
