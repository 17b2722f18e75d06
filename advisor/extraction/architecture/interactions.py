"""Reads one item of `interactions`: sender, receivers and stated facts."""

from __future__ import annotations

from typing import Any, NamedTuple

from advisor.extraction.names import name_fault
from advisor.model.fact_checks import names_by_word, unknown_fact_message
from advisor.model.interaction import Interaction, KnownFact
from advisor.model.terms import Term, Terms
from advisor.model.value_checks import check_value, describe_unknown_field
from advisor.notation.mapping_reader import MappingReader
from advisor.notation.problem_collector import ProblemCollector
from advisor.notation.tree import MappingNode, ScalarNode, SequenceNode, TreeNode, to_plain
from advisor.text.quoting import quote_value
from advisor.text.source import Source
from advisor.text.suggestions import unambiguous_correction

KEYS = ("id", "from", "to", "operation", "description", "needs", "design")


class ReadInteraction(NamedTuple):
    interaction: Interaction
    name_offsets: list[int]  # offsets of its sender and of each receiver


class InteractionReader:
    """Reads interactions in the vocabulary of a rules pack."""

    def __init__(self, terms: Terms, collector: ProblemCollector) -> None:
        self.terms = terms
        self.collector = collector
        self.names = {"needs": names_by_word(terms.needs), "design": names_by_word(terms.design)}
        self.sections = {word: section for section, names in self.names.items() for word in names}

    def read(self, source: Source, node: TreeNode) -> ReadInteraction | None:
        """Returns an interaction with its valid parts, or None if the node is not a mapping."""
        if not isinstance(node, MappingNode):
            self.collector.add_at_node(
                source, node, "An interaction must be a mapping.", "Write `id:`, `from:` and `to:`."
            )
            return None
        entry = MappingReader(source, node, "an interaction", self.collector)
        identity = read_id(entry)
        if identity:
            entry.title = quote_value(identity)
        entry.check_keys(KEYS, self.sections)
        sender, receivers = self._sender(entry), self._receivers(entry)
        entry.text("description")
        operation = entry.text("operation") or ""
        needs, design = self._facts(entry, "needs"), self._facts(entry, "design")
        declared, technology = self._declared(entry, design)
        names = tuple(name.value for name in receivers)
        interaction = Interaction(identity or "", sender.value if sender else "", names, operation, needs, design,
                                  declared, technology, source, node.start, node.end)
        return ReadInteraction(interaction, [sender.start if sender else -1, *(name.start for name in receivers)])

    def _sender(self, entry: MappingReader) -> ScalarNode | None:
        node = entry.require("from", "Say who starts it: `from: some-service`.")
        if isinstance(node, SequenceNode):
            entry.add_problem(node, "`from` takes one name.", "Give each sender an interaction of its own.")
            return None
        return _name(entry, "from", node) if node else None

    def _receivers(self, entry: MappingReader) -> list[ScalarNode]:
        node = entry.require("to", "Say whom it reaches: one name or a list.")
        if node is None:
            return []
        if isinstance(node, SequenceNode) and not node.items:
            entry.add_problem(node, "`to` names nobody.", "Name at least one receiver.")
        receivers: dict[str, ScalarNode] = {}
        for item in node.items if isinstance(node, SequenceNode) else [node]:
            name = _name(entry, "to", item)
            if name is not None and receivers.setdefault(name.value, name) is not name:
                entry.add_problem(item, f"{quote_value(name.value)} stands twice in `to`.", "Name it once.")
        return list(receivers.values())

    def _facts(self, entry: MappingReader, section: str) -> dict[str, KnownFact]:
        mapping = entry.mapping_under(section)
        if mapping is None or not mapping.entries:
            return {}
        facts: dict[str, KnownFact] = {}
        terms: dict[str, Term] = getattr(self.terms, section)
        names = self.names[section]
        for word, node in mapping.entries.items():
            name = names.get(word)
            if name is None:
                replacement = "" if word in self.sections else self.collector.find_replacement(word, names)
                self.collector.add_at_key(
                    entry.source, mapping, word, *unknown_fact_message(word, section, self.terms), replacement
                )
            elif name in facts or (word != name and name in mapping.entries):
                message = f"{quote_value(word)} means `{name}`, which stands here too."
                self.collector.add_at_key(entry.source, mapping, word, message, "Keep one of the two.")
            else:
                facts[name] = KnownFact(self._value(entry, terms[name], node), "stated", node.start)
        return facts

    def _value(self, entry: MappingReader, term: Term, node: TreeNode) -> Any:
        if term.type == "group" and isinstance(node, MappingNode):
            return self._group(entry, term, node)
        value, message, remedy = check_value(term, node.value if type(node) is ScalarNode else to_plain(node))
        if message:
            entry.add_problem(node, message, remedy)
        return value

    def _group(self, entry: MappingReader, term: Term, mapping: MappingNode) -> dict[str, Any]:
        fields = {field.name: field for field in term.fields}
        values = {}
        for name, node in mapping.entries.items():
            if name in fields:
                values[name] = self._value(entry, fields[name], node)
            else:
                self.collector.add_at_key(entry.source, mapping, name, *describe_unknown_field(term, name),
                                          unambiguous_correction(name, fields))
        return values

    def _declared(self, entry: MappingReader, design: dict[str, KnownFact]) -> tuple[str | None, str | None]:
        """Returns pattern and technology of a design; infers the pattern if the technology implies just one."""
        pattern_fact, technology_fact = design.get("pattern"), design.get("technology")
        technology = self._technology(technology_fact)
        if technology_fact is not None and technology is not None:
            design["technology"] = technology_fact._replace(value=technology)
        if pattern_fact is not None:
            pattern = self._pattern(entry, pattern_fact)
            if pattern is not None:
                design["pattern"] = pattern_fact._replace(value=pattern)
            return pattern, technology
        patterns = self.terms.technology_patterns.get(technology or "", ())
        if len(patterns) != 1 or "pattern" not in self.terms.design:
            return None, technology
        design["pattern"] = KnownFact(patterns[0], "inferred", because=f"`technology` is {technology}")
        return patterns[0], technology

    def _technology(self, technology_fact: KnownFact | None) -> str | None:
        if technology_fact is None or not isinstance(technology_fact.value, str):
            return None
        return self.terms.technologies.get(technology_fact.value.lower(), technology_fact.value)

    def _pattern(self, entry: MappingReader, stated: KnownFact) -> str | None:
        if not isinstance(stated.value, str):
            return None
        aliases = self.terms.pattern_aliases
        if stated.value in aliases:
            return aliases[stated.value]
        remedy = self.collector.suggest(stated.value, aliases) or f"The patterns are {', '.join(self.terms.patterns)}."
        is_technology = stated.value.lower() in self.terms.technologies and stated.value.lower() not in aliases
        if is_technology:
            remedy = f"It is a technology: write `technology: {stated.value}`."
        design = entry.mapping.entries["design"]
        assert isinstance(design, MappingNode)
        word = next(word for word in design.entries if self.names["design"].get(word) == "pattern")
        entry.add_problem(design.entries[word], f"There is no pattern {quote_value(stated.value)}.", remedy,
                          "" if is_technology else self.collector.find_replacement(stated.value, aliases))
        return None


def read_id(entry: MappingReader) -> str | None:
    """Returns the id of an interaction or a flow: one word."""
    node = entry.require("id", "Give it an id, such as `id: place-order`.")
    if node is None:
        return None
    value = node.value if isinstance(node, ScalarNode) else 0
    if fault := name_fault(value) or ("must be one word" if " " in str(value) else ""):
        entry.add_problem(node, f"`id` {fault}.", "Write a word such as `place-order`.")
        return None
    return str(value)


def _name(entry: MappingReader, key: str, node: TreeNode) -> ScalarNode | None:
    fault = name_fault(node.value if isinstance(node, ScalarNode) else 0)
    if isinstance(node, ScalarNode) and not fault:
        return node
    entry.add_problem(node, f"The name under `{key}` {fault}.", "Write the name of a service.")
    return None
