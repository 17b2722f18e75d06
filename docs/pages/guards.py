"""`guards.md`: what protects scaffolded projects, the change that takes it out, and the test that notices."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

import yaml

from pages import GENERATED

GUARDS = Path(__file__).parents[2] / "tests" / "scaffold" / "guards"
INTRODUCTION = """\
# Guards

What a scaffolded project holds against a failure, and its test that fails when it is taken out. Each row is tried:
`pytest -m scaffold tests/scaffold/test_guards.py` generates the projects, makes the change, runs the test, and demands
that it fails.
"""


def page() -> str:
    """Returns the page."""
    return "\n".join([GENERATED, INTRODUCTION, *_tables()])


def _tables() -> Iterator[str]:
    for recipe, entries in groupby(_entries(), key=lambda entry: entry[0]):
        guards = [guard for _, guard in entries]
        yield f"## {recipe}"
        yield ""
        yield f"{len(guards)} guards."
        yield ""
        yield "| guard | what it does | taken out in | test that fails |"
        yield "| --- | --- | --- | --- |"
        for guard in guards:
            path, _, test = guard["fails"].partition("::")
            title = guard["title"].replace("|", "\\|")
            yield f"| `{guard['guard']}` | {title} | `{guard['file']}` | `{path}`: `{test}` |"
        yield ""


def _entries() -> Iterator[tuple[str, dict[str, Any]]]:
    for file in sorted(GUARDS.glob("*.yaml")):
        for entry in yaml.safe_load(file.read_text(encoding="utf-8")):
            yield file.stem, entry
