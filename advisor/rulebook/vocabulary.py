"""Builds the vocabulary of a pack from the `facts.yaml` of the base and its overlays."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial

from advisor.model.fact import Bands, Comparison, Fact, Vocabulary
from advisor.notation.suggest import did_you_mean
from advisor.notation.tree import Mapping
from advisor.rulebook.conditions import COMBINATORS, Readable
from advisor.rulebook.derived import check_bands, check_comparison
from advisor.rulebook.page import Page, items, text
from advisor.rulebook.validate import validated
from advisor.rulebook.values import mismatch

KEYS = ("needs", "design", "circumstances", "bands", "comparisons")
SIMPLE_TYPES = ("bool", "choice", "number", "integer")


class Words:
    """Collects facts, file by file."""

    def __init__(self) -> None:
        self.needs: dict[str, Fact] = {}
        self.design: dict[str, Fact] = {}
        self.circumstances: dict[str, Fact] = {}
        self.bands: dict[str, Bands] = {}
        self.comparisons: dict[str, Comparison] = {}
        self.broken: set[str] = set()  # facts with an invalid definition
        self._need_names: set[str] = set()  # with aliases and derived facts
        self._design_names: set[str] = set()
        self._circumstance_names: set[str] = set()

    def vocabulary(self) -> Vocabulary:
        return Vocabulary(needs=tuple(self.needs.values()), design=tuple(self.design.values()),
                          circumstances=tuple(self.circumstances.values()), bands=tuple(self.bands.values()),
                          comparisons=tuple(self.comparisons.values()))

    def readable(self) -> Readable:
        """Returns the facts that conditions may read: needs, and the boolean facts derived from them."""
        derived = {fact.name: fact for fact in self._derived()}
        return Readable(self.needs | derived, self.broken, self.design, self.circumstances)

    def readable_in_practices(self, patterns: Iterable[str]) -> Readable:
        """Returns the facts that practices may read: needs, design (groups field by field) and circumstances."""
        facts = {fact.name: fact for fact in map(partial(_with_pattern_values, tuple(patterns)), self._flattened())}
        return Readable(facts, self.broken)

    def _flattened(self) -> Iterator[Fact]:
        yield from self.needs.values()
        for fact in self.design.values():
            if fact.type == "group":
                yield from (part.model_copy(update={"name": f"{fact.name}.{part.name}"}) for part in fact.fields)
            else:
                yield fact
        yield from self.circumstances.values()
        yield from self._derived()

    def _derived(self) -> Iterator[Fact]:
        for name, comparison in self.comparisons.items():
            yield Fact(name=name, type="bool", question=comparison.title, help=comparison.title)

    def add(self, file: Page) -> None:
        """Adds the facts of a file; reports invalid ones."""
        for key in file.root.entries:
            if key not in KEYS:
                file.wrong_key(file.root, key, f"Unknown key `{key}`.",
                               did_you_mean(key, KEYS) or f"Known here: {', '.join(KEYS)}.")
        for section in ("needs", "design", "circumstances"):
            for node in items(file, file.root, section):
                self._add_fact(file, node, section)
        for node in items(file, file.root, "bands"):
            self._add_bands(file, node)
        for node in items(file, file.root, "comparisons"):
            self._add_comparison(file, node)

    def _add_fact(self, file: Page, node: Mapping, section: str) -> None:
        known, taken = {
            "needs": (self.needs, self._need_names),
            "design": (self.design, self._design_names),
            "circumstances": (self.circumstances, self._circumstance_names),
        }[section]
        fact = validated(file, node, Fact)
        if fact is None or not _is_valid(file, node, fact, section):
            self.broken.add(text(node, "name"))
        elif fact.name in known:
            if known[fact.name] != fact:
                file.wrong(node.entries["name"], f"The fact `{fact.name}` is there already, and different.",
                           "A file may add facts but not change them; choose another name.")
        elif clash := next((name for name in (fact.name, *fact.aliases) if name in taken), ""):
            file.wrong(node, f"The name `{clash}` belongs to another fact.", "Choose another name.")
        elif any(fact.name in others for others in (self.needs, self.design, self.circumstances)):
            file.wrong(node.entries["name"], f"The name `{fact.name}` belongs to a fact of another section.",
                       "Practices read all sections; choose another name.")
        else:
            known[fact.name] = fact
            taken.update((fact.name, *fact.aliases))

    def _add_bands(self, file: Page, node: Mapping) -> None:
        bands = validated(file, node, Bands)
        if bands is None or not check_bands(file, node, bands, self.needs, self.broken):
            return
        if self.bands.setdefault(bands.fact, bands) != bands:
            file.wrong(node, f"`{bands.fact}` follows from a number already.", "Keep one of the two.")

    def _add_comparison(self, file: Page, node: Mapping) -> None:
        comparison = validated(file, node, Comparison)
        if comparison is None or not check_comparison(file, node, comparison, self.needs, self.broken):
            self.broken.add(text(node, "fact"))
        elif comparison.fact in self._need_names and self.comparisons.get(comparison.fact) != comparison:
            file.wrong(node.entries["fact"], f"The name `{comparison.fact}` belongs to another fact.",
                       "Choose another name.")
        else:
            self.comparisons[comparison.fact] = comparison
            self._need_names.add(comparison.fact)


def _with_pattern_values(patterns: tuple[str, ...], fact: Fact) -> Fact:
    """Returns the fact; one of type `pattern` becomes a choice of the pack's patterns."""
    return fact.model_copy(update={"type": "choice", "values": patterns}) if fact.type == "pattern" else fact


def _is_valid(file: Page, node: Mapping, fact: Fact, section: str) -> bool:
    """Returns whether a fact's keys fit its type; reports those that do not."""
    before = len(file.problems)
    if section != "design":
        noun = "need" if section == "needs" else "circumstance"
        if fact.type not in SIMPLE_TYPES:
            file.wrong(node.entries["type"], f"A {noun} cannot be a {fact.type}.",
                       f"Choose from {', '.join(SIMPLE_TYPES)}.")
        if fact.absence:
            file.wrong_key(node, "absence", "`absence` belongs to facts of a design.", "Remove it.")
    if section == "circumstances" and fact.aliases:
        file.wrong_key(node, "aliases", "Nobody states a circumstance, so it needs no other names.", "Remove it.")
    if fact.name in COMBINATORS:
        file.wrong(node.entries["name"], f"`{fact.name}` is a word of conditions.", "Choose another name.")
    _check_parts(file, node, fact)
    for field, part in zip(items(file, node, "fields"), fact.fields, strict=True):
        _check_parts(file, field, part)
    return len(file.problems) == before


def _check_parts(file: Page, node: Mapping, fact: Fact) -> None:
    is_number = fact.type in ("number", "integer")
    for key, stated, fits in (("values", fact.values, fact.type == "choice"),
                              ("meanings", fact.meanings, fact.type == "choice"),
                              ("fields", fact.fields, fact.type == "group"),
                              ("at_least", fact.at_least is not None, is_number),
                              ("above", fact.above is not None, is_number)):
        if stated and not fits:
            file.wrong_key(node, key, f"`{key}` does not fit a fact of type {fact.type}.", "Remove it.")
    if fact.type == "choice" and (len(fact.values) < 2 or len(set(fact.values)) < len(fact.values)):
        file.wrong(node.entries.get("values", node), f"`{fact.name}` needs two or more different values.")
    if fact.type == "group" and not fact.fields:
        file.wrong(node, f"The group `{fact.name}` has no fields.", "List them under `fields`.")
    if fact.at_least is not None and fact.above is not None:
        file.wrong_key(node, "above", "`at_least` and `above` do not go together.", "Keep one of the two.")
    for value in fact.meanings:
        if value not in fact.values and fact.type == "choice":
            file.wrong(node.entries["meanings"], f"`{value}` is not a value of `{fact.name}`.",
                       did_you_mean(value, fact.values))
    if "example" in node.entries and (problem := mismatch(fact, node.entries["example"])) is not None:
        file.wrong(node.entries["example"], *problem)
