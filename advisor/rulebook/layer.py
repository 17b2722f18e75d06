"""One directory of rules, a base pack or an overlay, as far as it can be judged alone."""

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
    """One rule, note, technology, practice or case, with its place; `value` is None where it is broken."""

    id: str
    section: str
    role: Role | None  # of a rule
    pattern: str  # of what stands in a pattern's file
    value: Value | None
    node: Mapping
    page: Page

    @property
    def family(self) -> str:
        """`rule`, `note`, `technology`, `practice` or `case`: what may replace one another."""
        if self.role is not None:
            return "rule"
        return {"advantages": "note", "gotchas": "note", "technologies": "technology"}.get(self.section, self.section)


class Layer:
    """A directory's manifest, pages and entries."""

    def __init__(self, directory: Path, problems: list[Problem], *, is_overlay: bool) -> None:
        self.directory = directory
        self.is_overlay = is_overlay
        self.pages = {page.name: page for page in read_pages(list_files(directory), problems)}
        self.manifest = self._read_manifest()
        self.name = self.manifest.name if self.manifest else _slug(directory)
        self.entries = list(self._read_entries())

    @property
    def pattern_pages(self) -> list[Page]:
        return [page for name, page in self.pages.items() if name.startswith("patterns/")]

    def _read_manifest(self) -> Manifest | None:
        page = self.pages.get("pack.yaml")
        if page is None:
            return None
        stated = values(page.root)
        if self.is_overlay:
            name = _slug(self.directory)
            stated = {"name": name, "title": stated.get("name", name), **stated}
        return validated(page, page.root, Manifest, stated)

    def _read_entries(self) -> Iterator[Entry]:
        for name, page in self.pages.items():
            folder = name.partition("/")[0]
            if name in RULE_SECTIONS:
                _check_keys(page, RULE_SECTIONS[name])
                for section, role in RULE_SECTIONS[name].items():
                    yield from _rules(page, section, role, "")
            elif folder == "patterns":
                yield from _of_pattern(page)
            elif folder == "practices":
                practice = validated(page, page.root, Practice)
                yield Entry(text(page.root, "id"), "practice", None, "", practice, page.root, page)
            elif folder == "cases":
                _check_keys(page, ("cases",))
                for node in items(page, page.root, "cases"):
                    yield Entry(text(node, "id"), "case", None, "", validated(page, node, Case), node, page)


def _of_pattern(page: Page) -> Iterator[Entry]:
    for section, role in PATTERN_RULES.items():
        yield from _rules(page, section, role, page.stem)
    for section in PATTERN_NOTES:
        for node in items(page, page.root, section):
            yield Entry(text(node, "id"), section, None, page.stem, validated(page, node, Note), node, page)
    for node in items(page, page.root, "technologies"):
        technology = validated(page, node, Technology)
        yield Entry(text(node, "name"), "technologies", None, page.stem, technology, node, page)


def _rules(page: Page, section: str, role: Role, pattern: str) -> Iterator[Entry]:
    for node in items(page, page.root, section):
        yield Entry(text(node, "id"), section, role, pattern, validated(page, node, Rule), node, page)


def _check_keys(page: Page, known: dict[str, Role] | tuple[str, ...]) -> None:
    for key in page.root.entries:
        if key not in known:
            page.wrong_key(page.root, key, f"Unknown key `{key}`.",
                           did_you_mean(key, known) or f"Known here: {', '.join(known)}.")


def _slug(directory: Path) -> str:
    words = re.sub(r"[^a-z0-9]+", "-", directory.resolve().name.lower()).strip("-")
    return words if words[:1].isalpha() else f"overlay-{words}".rstrip("-")
