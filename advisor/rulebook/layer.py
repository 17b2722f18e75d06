"""One directory of rules (base pack or overlay), parsed and validated on its own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from advisor.errors import Problem
from advisor.model.pack import PackManifest
from advisor.model.rule import PatternNote, PracticeDefinition, Role, Rule, RuleCase, Technology
from advisor.notation.tree import MappingNode, text_under
from advisor.rulebook.pack_files import list_files
from advisor.rulebook.rule_file import RuleFile, mappings_under, plain_value, read_rule_files
from advisor.text.suggestions import did_you_mean

Value = Rule | PatternNote | Technology | PracticeDefinition | RuleCase
RULE_SECTIONS: dict[str, dict[str, Role]] = {"scenarios.yaml": {"scenarios": "scenario", "evidence": "evidence"},
                                             "conflicts.yaml": {"conflicts": "conflict"},
                                             "warnings.yaml": {"warnings": "warning"}}
PATTERN_RULES: dict[str, Role] = {"favoured": "evidence", "avoided": "evidence", "excluded": "exclusion"}
PATTERN_NOTES = ("advantages", "gotchas")
PATTERN_SECTIONS = (*PATTERN_RULES, *PATTERN_NOTES, "technologies")


class RuleEntry(NamedTuple):
    """One rule, note, technology, practice or case with its location; `value` is None if it is invalid."""

    id: str
    section: str
    role: Role | None  # rules only
    pattern: str  # entries of a pattern's file only
    value: Value | None
    node: MappingNode
    file: RuleFile

    @property
    def family(self) -> str:
        """`rule`, `note`, `technology`, `practice` or `case`; only entries of one family can replace each other."""
        if self.role is not None:
            return "rule"
        return {"advantages": "note", "gotchas": "note", "technologies": "technology"}.get(self.section, self.section)


class PackLayer:
    """A directory's manifest, files and entries."""

    def __init__(self, directory: Path, problems: list[Problem], *, is_overlay: bool) -> None:
        self.directory = directory
        self.is_overlay = is_overlay
        self.files = {file.name: file for file in read_rule_files(list_files(directory), problems)}
        self.manifest = self._read_manifest()
        self.name = self.manifest.name if self.manifest else _slug(directory)
        self.entries = list(self._read_entries())

    @property
    def pattern_files(self) -> list[RuleFile]:
        return [file for name, file in self.files.items() if name.startswith("patterns/")]

    def _read_manifest(self) -> PackManifest | None:
        file = self.files.get("pack.yaml")
        if file is None:
            return None
        stated = plain_value(file.root)
        if self.is_overlay:
            name = _slug(self.directory)
            stated = {"name": name, "title": stated.get("name", name), **stated}
        return file.validated(file.root, PackManifest, stated)

    def _read_entries(self) -> Iterator[RuleEntry]:
        for name, file in self.files.items():
            folder = name.partition("/")[0]
            if name in RULE_SECTIONS:
                _check_keys(file, RULE_SECTIONS[name])
                for section, role in RULE_SECTIONS[name].items():
                    yield from _rule_entries(file, section, role, "")
            elif folder == "patterns":
                yield from _pattern_entries(file)
            elif folder == "practices":
                practice = file.validated(file.root, PracticeDefinition)
                yield RuleEntry(text_under(file.root, "id"), "practice", None, "", practice, file.root, file)
            elif folder == "cases":
                _check_keys(file, ("cases",))
                for node in mappings_under(file, file.root, "cases"):
                    yield RuleEntry(
                        text_under(node, "id"), "case", None, "", file.validated(node, RuleCase), node, file
                    )


def _pattern_entries(file: RuleFile) -> Iterator[RuleEntry]:
    for section, role in PATTERN_RULES.items():
        yield from _rule_entries(file, section, role, file.stem)
    for section in PATTERN_NOTES:
        for node in mappings_under(file, file.root, section):
            yield RuleEntry(
                text_under(node, "id"), section, None, file.stem, file.validated(node, PatternNote), node, file
            )
    for node in mappings_under(file, file.root, "technologies"):
        technology = file.validated(node, Technology)
        yield RuleEntry(text_under(node, "name"), "technologies", None, file.stem, technology, node, file)


def _rule_entries(file: RuleFile, section: str, role: Role, pattern: str) -> Iterator[RuleEntry]:
    for node in mappings_under(file, file.root, section):
        yield RuleEntry(text_under(node, "id"), section, role, pattern, file.validated(node, Rule), node, file)


def _check_keys(file: RuleFile, known: dict[str, Role] | tuple[str, ...]) -> None:
    for key in file.root.entries:
        if key not in known:
            file.report_key(file.root, key, f"Unknown key `{key}`.",
                            did_you_mean(key, known) or f"Known here: {', '.join(known)}.")


def _slug(directory: Path) -> str:
    words = re.sub(r"[^a-z0-9]+", "-", directory.resolve().name.lower()).strip("-")
    return words if words[:1].isalpha() else f"overlay-{words}".rstrip("-")
