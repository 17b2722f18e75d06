"""One directory of rules (base pack or overlay), parsed and validated on its own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from advisor.errors import Problem
from advisor.model.pack import Manifest
from advisor.model.rule import Case, Note, Practice, Role, Rule, Technology
from advisor.notation.suggest import did_you_mean
from advisor.notation.tree import Mapping
from advisor.rulebook.files import list_files
from advisor.rulebook.page import Page, items, read_pages, text, values
from advisor.rulebook.validate import validated

Value = Rule | Note | Technology | Practice | Case
RULE_SECTIONS: dict[str, dict[str, Role]] = {
    "scenarios.yaml": {"scenarios": "scenario", "evidence": "evidence"},
    "conflicts.yaml": {"conflicts": "conflict"},
    "warnings.yaml": {"warnings": "warning"},
}
PATTERN_RULES: dict[str, Role] = {"favoured": "evidence", "avoided": "evidence", "excluded": "exclusion"}
PATTERN_NOTES = ("advantages", "gotchas")
PATTERN_SECTIONS = (*PATTERN_RULES, *PATTERN_NOTES, "technologies")


class Entry(NamedTuple):
    """One rule, note, technology, practice or case with its location; `value` is None if it is invalid."""

    id: str
    section: str
    role: Role | None  # rules only
    pattern: str  # entries of a pattern's file only
    value: Value | None
    node: Mapping
    page: Page

    @property
    def family(self) -> str:
        """`rule`, `note`, `technology`, `practice` or `case`; only entries of one family can replace each other."""
        if self.role is not None:
            return "rule"
        return {"advantages": "note", "gotchas": "note", "technologies": "technology"}.get(self.section, self.section)


class Layer:
    """A directory's manifest, files and entries."""

    def __init__(self, directory: Path, problems: list[Problem], *, is_overlay: bool) -> None:
        self.directory = directory
        self.is_overlay = is_overlay
        self.pages = {file.name: file for file in read_pages(list_files(directory), problems)}
        self.manifest = self._read_manifest()
        self.name = self.manifest.name if self.manifest else _slug(directory)
        self.entries = list(self._read_entries())

    @property
    def pattern_pages(self) -> list[Page]:
        return [file for name, file in self.pages.items() if name.startswith("patterns/")]

    def _read_manifest(self) -> Manifest | None:
        file = self.pages.get("pack.yaml")
        if file is None:
            return None
        stated = values(file.root)
        if self.is_overlay:
            name = _slug(self.directory)
            stated = {"name": name, "title": stated.get("name", name), **stated}
        return validated(file, file.root, Manifest, stated)

    def _read_entries(self) -> Iterator[Entry]:
        for name, file in self.pages.items():
            folder = name.partition("/")[0]
            if name in RULE_SECTIONS:
                _check_keys(file, RULE_SECTIONS[name])
                for section, role in RULE_SECTIONS[name].items():
                    yield from _rule_entries(file, section, role, "")
            elif folder == "patterns":
                yield from _pattern_entries(file)
            elif folder == "practices":
                practice = validated(file, file.root, Practice)
                yield Entry(text(file.root, "id"), "practice", None, "", practice, file.root, file)
            elif folder == "cases":
                _check_keys(file, ("cases",))
                for node in items(file, file.root, "cases"):
                    yield Entry(text(node, "id"), "case", None, "", validated(file, node, Case), node, file)


def _pattern_entries(file: Page) -> Iterator[Entry]:
    for section, role in PATTERN_RULES.items():
        yield from _rule_entries(file, section, role, file.stem)
    for section in PATTERN_NOTES:
        for node in items(file, file.root, section):
            yield Entry(text(node, "id"), section, None, file.stem, validated(file, node, Note), node, file)
    for node in items(file, file.root, "technologies"):
        technology = validated(file, node, Technology)
        yield Entry(text(node, "name"), "technologies", None, file.stem, technology, node, file)


def _rule_entries(file: Page, section: str, role: Role, pattern: str) -> Iterator[Entry]:
    for node in items(file, file.root, section):
        yield Entry(text(node, "id"), section, role, pattern, validated(file, node, Rule), node, file)


def _check_keys(file: Page, known: dict[str, Role] | tuple[str, ...]) -> None:
    for key in file.root.entries:
        if key not in known:
            file.wrong_key(file.root, key, f"Unknown key `{key}`.",
                           did_you_mean(key, known) or f"Known here: {', '.join(known)}.")


def _slug(directory: Path) -> str:
    words = re.sub(r"[^a-z0-9]+", "-", directory.resolve().name.lower()).strip("-")
    return words if words[:1].isalpha() else f"overlay-{words}".rstrip("-")
