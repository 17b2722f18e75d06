"""Builds the vocabulary of a pack from the `facts.yaml` of the base and its overlays."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial

from advisor.model.fact import Fact, FactComparison, FactVocabulary, NumberBands
from advisor.notation.tree import MappingNode, text_under
from advisor.rulebook.conditions import COMBINATORS, ReadableFacts, value_problem
from advisor.rulebook.derived import check_bands, check_comparison
from advisor.rulebook.rule_file import RuleFile, mappings_under
from advisor.text.suggestions import did_you_mean

KEYS = ("needs", "design", "circumstances", "bands", "comparisons")
SIMPLE_TYPES = ("bool", "choice", "number", "integer")


class VocabularyBuilder:
    """Collects facts, file by file."""

    def __init__(self) -> None:
        self.needs: dict[str, Fact] = {}
        self.design: dict[str, Fact] = {}
        self.circumstances: dict[str, Fact] = {}
        self.bands: dict[str, NumberBands] = {}
        self.comparisons: dict[str, FactComparison] = {}
        self.broken: set[str] = set()  # facts with an invalid definition
        self._need_names: set[str] = set()  # with aliases and derived facts
        self._design_names: set[str] = set()
        self._circumstance_names: set[str] = set()

    def build(self) -> FactVocabulary:
        return FactVocabulary(needs=tuple(self.needs.values()), design=tuple(self.design.values()),
                              circumstances=tuple(self.circumstances.values()), bands=tuple(self.bands.values()),
                              comparisons=tuple(self.comparisons.values()))

    def facts_in_conditions(self) -> ReadableFacts:
        """Returns the facts that conditions may read: needs, and the boolean facts derived from them."""
        derived = {fact.name: fact for fact in self._derived()}
        return ReadableFacts(self.needs | derived, self.broken, self.design, self.circumstances)

    def facts_in_practices(self, patterns: Iterable[str]) -> ReadableFacts:
        """Returns the facts that practices may read: needs, design (groups field by field) and circumstances."""
        facts = {fact.name: fact for fact in map(partial(_with_pattern_values, tuple(patterns)), self._flattened())}
        return ReadableFacts(facts, self.broken)

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

    def add(self, file: RuleFile) -> None:
        """Adds the facts of a file; reports invalid ones."""
        for key in file.root.entries:
            if key not in KEYS:
                file.report_key(file.root, key, f"Unknown key `{key}`.",
                                did_you_mean(key, KEYS) or f"Known here: {', '.join(KEYS)}.")
        for section in ("needs", "design", "circumstances"):
            for node in mappings_under(file, file.root, section):
                self._add_fact(file, node, section)
        for node in mappings_under(file, file.root, "bands"):
            self._add_bands(file, node)
        for node in mappings_under(file, file.root, "comparisons"):
            self._add_comparison(file, node)

    def _add_fact(self, file: RuleFile, node: MappingNode, section: str) -> None:
        known, taken = {"needs": (self.needs, self._need_names), "design": (self.design, self._design_names),
                        "circumstances": (self.circumstances, self._circumstance_names)}[section]
        fact = file.validated(node, Fact)
        if fact is None or not _is_valid(file, node, fact, section):
            self.broken.add(text_under(node, "name"))
        elif fact.name in known:
            if known[fact.name] != fact:
                file.report(node.entries["name"], f"The fact `{fact.name}` is there already, and different.",
                            "A file may add facts but not change them; choose another name.")
        elif clash := next((name for name in (fact.name, *fact.aliases) if name in taken), ""):
            file.report(node, f"The name `{clash}` belongs to another fact.", "Choose another name.")
        elif any(fact.name in others for others in (self.needs, self.design, self.circumstances)):
            file.report(node.entries["name"], f"The name `{fact.name}` belongs to a fact of another section.",
                        "Practices read all sections; choose another name.")
        else:
            known[fact.name] = fact
            taken.update((fact.name, *fact.aliases))

    def _add_bands(self, file: RuleFile, node: MappingNode) -> None:
        bands = file.validated(node, NumberBands)
        if bands is None or not check_bands(file, node, bands, self.needs, self.broken):
            return
        if self.bands.setdefault(bands.fact, bands) != bands:
            file.report(node, f"`{bands.fact}` follows from a number already.", "Keep one of the two.")

    def _add_comparison(self, file: RuleFile, node: MappingNode) -> None:
        comparison = file.validated(node, FactComparison)
        if comparison is None or not check_comparison(file, node, comparison, self.needs, self.broken):
            self.broken.add(text_under(node, "fact"))
        elif comparison.fact in self._need_names and self.comparisons.get(comparison.fact) != comparison:
            file.report(node.entries["fact"], f"The name `{comparison.fact}` belongs to another fact.",
                        "Choose another name.")
        else:
            self.comparisons[comparison.fact] = comparison
            self._need_names.add(comparison.fact)


def _with_pattern_values(patterns: tuple[str, ...], fact: Fact) -> Fact:
    """Returns the fact; one of type `pattern` becomes a choice of the pack's patterns."""
    return fact.model_copy(update={"type": "choice", "values": patterns}) if fact.type == "pattern" else fact


def _is_valid(file: RuleFile, node: MappingNode, fact: Fact, section: str) -> bool:
    """Returns whether a fact's keys fit its type; reports those that do not."""
    before = len(file.problems)
    if section != "design":
        noun = "need" if section == "needs" else "circumstance"
        if fact.type not in SIMPLE_TYPES:
            file.report(node.entries["type"], f"A {noun} cannot be a {fact.type}.",
                        f"Choose from {', '.join(SIMPLE_TYPES)}.")
        if fact.absence:
            file.report_key(node, "absence", "`absence` belongs to facts of a design.", "Remove it.")
    if section == "circumstances" and fact.aliases:
        file.report_key(node, "aliases", "Nobody states a circumstance, so it needs no other names.", "Remove it.")
    if fact.name in COMBINATORS:
        file.report(node.entries["name"], f"`{fact.name}` is a word of conditions.", "Choose another name.")
    _check_parts(file, node, fact)
    for field, part in zip(mappings_under(file, node, "fields"), fact.fields, strict=True):
        _check_parts(file, field, part)
    return len(file.problems) == before


def _check_parts(file: RuleFile, node: MappingNode, fact: Fact) -> None:
    is_number = fact.type in ("number", "integer")
    for key, stated, fits in (("values", fact.values, fact.type == "choice"),
                              ("meanings", fact.meanings, fact.type == "choice"),
                              ("fields", fact.fields, fact.type == "group"),
                              ("at_least", fact.at_least is not None, is_number),
                              ("above", fact.above is not None, is_number)):
        if stated and not fits:
            file.report_key(node, key, f"`{key}` does not fit a fact of type {fact.type}.", "Remove it.")
    if fact.type == "choice" and (len(fact.values) < 2 or len(set(fact.values)) < len(fact.values)):
        file.report(node.entries.get("values", node), f"`{fact.name}` needs two or more different values.")
    if fact.type == "group" and not fact.fields:
        file.report(node, f"The group `{fact.name}` has no fields.", "List them under `fields`.")
    if fact.at_least is not None and fact.above is not None:
        file.report_key(node, "above", "`at_least` and `above` do not go together.", "Keep one of the two.")
    for value in fact.meanings:
        if value not in fact.values and fact.type == "choice":
            file.report(node.entries["meanings"], f"`{value}` is not a value of `{fact.name}`.",
                        did_you_mean(value, fact.values))
    if "example" in node.entries and (problem := value_problem(fact, node.entries["example"])) is not None:
        file.report(node.entries["example"], *problem)
