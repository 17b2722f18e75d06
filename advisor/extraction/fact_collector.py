"""Parses short texts about an interaction into facts of a rules pack."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, NamedTuple

from advisor.extraction.labels import extract_operation, parse_label
from advisor.extraction.names import normalise
from advisor.extraction.technology_words import HTTP_METHOD, TextVocabulary, vocabulary_of
from advisor.extraction.value_parsing import (
    NUMBER,
    RATES,
    is_placeholder,
    parse_milliseconds,
    parse_number,
    parse_value,
)
from advisor.formats.diagram import Line
from advisor.model.fact_checks import unknown_fact_message
from advisor.model.interaction import KnownFact
from advisor.model.terms import Term, Terms
from advisor.model.value_checks import ABSENT, check_value
from advisor.text.quoting import quote_value

CACHE_SIZE, MAX_CACHED_LENGTH = 4096, 200
MARKS = frozenset("[`*<_")  # characters that every markup contains
MARKUP = re.compile(r"\[([^\[\]]{1,200})\]\([^()\s]{0,500}\)|[`*]|</?[a-zA-Z]{1,10} ?/?>")


class FactCollector:
    """Collects the facts of one interaction."""

    def __init__(self, terms: Terms) -> None:
        self.terms = terms
        self.vocabulary: TextVocabulary = vocabulary_of(terms)
        self.needs: dict[str, KnownFact] = {}
        self.design: dict[str, KnownFact] = {}

    def add_fact(self, name: str, value: Any, offset: int, *, because: str = "") -> tuple[str, str]:
        """Adds a fact by its name or an alias. Returns an error message and its remedy, both empty if it fits."""
        section_and_name = self.vocabulary.facts.get(name)
        if section_and_name is None:
            return unknown_fact_message(name, "design", self.terms)
        section, known = section_and_name
        facts, terms = (self.needs, self.terms.needs) if section == "needs" else (self.design, self.terms.design)
        checked, message, remedy = check_value(terms[known], value)
        if not message and known not in facts:
            facts[known] = KnownFact(checked, "inferred" if because else "stated", offset, because)
        return message, remedy

    def infer_fact(self, name: str, value: Any, offset: int, because: str) -> None:
        """Adds an inferred fact unless it is already set; an invalid value is dropped."""
        section_and_name = self.vocabulary.facts.get(name)
        if section_and_name is None:
            return
        section, known = section_and_name
        facts = self.needs if section == "needs" else self.design
        if known not in facts and (checked := self.vocabulary.validated(section, known, value)) is not None:
            facts[known] = KnownFact(checked, "inferred", offset, because)

    def add_parsed(self, part: ParsedFacts, start: int) -> None:
        """Adds parsed facts that begin at an offset."""
        for own, facts in ((self.needs, part.needs), (self.design, part.design)):
            for name, fact in facts:
                if name not in own:
                    own[name] = KnownFact(fact.value, fact.origin, start, fact.because)

    def add_protocol(self, text: str, offset: int) -> bool:
        """Adds the pattern, technology and mode that a text names; returns whether it names any."""
        meaning = parse_label(text, self.vocabulary)
        pattern = self.terms.pattern_aliases.get(text.strip().lower())
        because = f"it says {quote_value(text)}"
        if pattern is not None:
            self.add_fact("pattern", pattern, offset)
        elif meaning.pattern:
            self.add_fact("pattern", meaning.pattern, offset, because=because)
        if meaning.technology and normalise(meaning.technology) != normalise(pattern or meaning.pattern):
            self.add_fact("technology", meaning.technology, offset)
        if meaning.mode:
            self.add_fact("needs_response", meaning.mode == "sync", offset, because=because)
        return bool(pattern or meaning.pattern or meaning.kind or meaning.mode or meaning.technology)

    def resolve_declared(self) -> tuple[str | None, str | None]:
        """Returns pattern and technology by their canonical names, and stores them so."""
        if not self.design:
            return None, None
        technology_fact, pattern_fact = self.design.get("technology"), self.design.get("pattern")
        technology = None
        if technology_fact is not None and isinstance(technology_fact.value, str) and technology_fact.value != ABSENT:
            technology = self.terms.technologies.get(technology_fact.value.lower(), technology_fact.value)
            if technology != technology_fact.value:
                self.design["technology"] = technology_fact._replace(value=technology)
        if pattern_fact is not None:
            pattern = self.terms.pattern_aliases.get(str(pattern_fact.value).lower())
            if pattern is None:
                del self.design["pattern"]
            elif pattern != pattern_fact.value:
                self.design["pattern"] = pattern_fact._replace(value=pattern)
            return pattern, technology
        patterns = self.terms.technology_patterns.get(technology or "", ())
        is_stated = technology_fact is not None and technology_fact.origin == "stated"
        if len(patterns) != 1 or "pattern" not in self.terms.design or not is_stated:
            return None, technology
        self.design["pattern"] = KnownFact(patterns[0], "inferred", because=f"`technology` is {technology}")
        return patterns[0], technology


def strip_markup(line: Line) -> Line:
    """Strips quotes, emphasis and links; the start is that of the first remaining letter."""
    text = line.text
    if MARKS.isdisjoint(text):
        if text.isascii() and text.isprintable() and "  " not in text and text[:1] != " " != text[-1:]:
            return line
        lead = len(text) - len(text.lstrip(" \t"))
        return Line(line.start + lead, " ".join(text.split()))
    lead = len(text) - len(text.lstrip(" \t*_`["))
    plain = MARKUP.sub(lambda match: match[1] or ("," if match[0].startswith("<br") else ""), text)
    plain = plain.strip().removeprefix("__").removesuffix("__").strip()
    return Line(line.start + lead, " ".join(plain.split()))


class ParsedFacts(NamedTuple):
    """Facts and operation of a short text, without positions."""

    needs: tuple[tuple[str, KnownFact], ...]
    design: tuple[tuple[str, KnownFact], ...]
    operation: str


def add_text(facts: FactCollector, start: int, text: str) -> str:
    """Adds the facts of one part of `gRPC, timeout 2 s, retries 3`. Returns the operation, or ""."""
    parsed = parse_facts(text, facts.vocabulary)
    facts.add_parsed(parsed, start)
    return parsed.operation


def parse_facts(text: str, vocabulary: TextVocabulary) -> ParsedFacts:
    """Returns the facts and operation of one part."""
    text = text.strip()
    return (_parse_facts if len(text) <= MAX_CACHED_LENGTH else _parse_facts.__wrapped__)(text, vocabulary)


@lru_cache(CACHE_SIZE)
def _parse_facts(text: str, vocabulary: TextVocabulary) -> ParsedFacts:
    """Cached, because cells and list items repeat across documents."""
    facts = FactCollector(vocabulary.terms)
    operation = _add_text(facts, Line(0, text))
    return ParsedFacts(tuple(facts.needs.items()), tuple(facts.design.items()), operation)


def _add_text(facts: FactCollector, part: Line) -> str:
    text = part.text
    if is_placeholder(text):
        return ""
    if _add_named_fact(facts, text, part.start):
        return ""
    if (milliseconds := parse_milliseconds(text)) is not None:
        facts.add_fact("latency_budget_ms", milliseconds, part.start, because=f"{quote_value(text)} stands beside it")
        return ""
    amount, _, unit = text.lower().replace(" per second", " /s").partition(" ")
    rate = NUMBER.fullmatch(amount + unit)
    if rate is not None and (rate[2] or "").strip().lstrip("km") in RATES:
        term = facts.terms.needs.get("throughput_rps")
        if term is not None:
            facts.add_fact("throughput_rps", parse_number(term, amount + unit), part.start)
        return ""
    facts.add_protocol(text, part.start)
    operation = extract_operation(text, facts.vocabulary)
    return operation if HTTP_METHOD.search(operation) or operation else ""


def _add_named_fact(facts: FactCollector, text: str, offset: int) -> bool:
    """Parses `timeout 2 s`, `timeout: 2 s`, `no retries` and `idempotency = key`."""
    words = text.replace(":", " ", 1).replace("=", " ", 1).split()
    if len(words) > 1 and words[0].lower() in ("no", "without"):
        name = find_fact(" ".join(words[1:]), facts.vocabulary)
        if name is not None and (term := _term(facts.terms, name)) and (term.absence or term.type == "bool"):
            facts.add_fact(name, ABSENT if term.absence else False, offset)
            return True
    for size in range(min(3, len(words) - 1), 0, -1):
        for name_words, value_words in ((words[:size], words[size:]), (words[-size:], words[:-size])):
            name = find_fact(" ".join(name_words), facts.vocabulary)
            term = _term(facts.terms, name) if name is not None else None
            if term is None or term.type in ("text", "pattern"):
                continue
            value = parse_value(term, " ".join(value_words))
            if value is not None and not facts.add_fact(term.name, value, offset)[0]:
                return True
    return False


def find_fact(heading: str, vocabulary: TextVocabulary) -> str | None:
    """Returns the fact that a heading names, such as `Latency budget` or `DLQ`."""
    return vocabulary.headings.get(normalise(heading))


def _term(terms: Terms, name: str) -> Term | None:
    return terms.needs.get(name) or terms.design.get(name)
