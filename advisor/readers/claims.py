"""What short texts state of an interaction, as the facts of a pack."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from advisor.model.interaction import KnownFact
from advisor.model.terms import Term, Terms
from advisor.model.values import ABSENT, check_value
from advisor.notation.quote import quoted
from advisor.readers.drawing import Line
from advisor.readers.facts import unknown_fact
from advisor.readers.labels import operation_of, said_of
from advisor.readers.names import letters
from advisor.readers.values import NUMBER, RATES, duration_of, is_silent, number_of, value_of
from advisor.readers.vocabulary import METHOD, Vocabulary, vocabulary_of
from advisor.source.frozen import NamedTuple
from advisor.source.regex import regex

REMEMBERED, LONGEST_REMEMBERED = 4096, 200
MARKS = frozenset("[`*<_")  # without one of them there is no markup
MARKUP = regex(r"\[([^\[\]]{1,200})\]\([^()\s]{0,500}\)|[`*]|</?[a-zA-Z]{1,10} ?/?>")


class Claims:
    """The facts of one interaction, as they are found."""

    def __init__(self, terms: Terms) -> None:
        self.terms = terms
        self.vocabulary: Vocabulary = vocabulary_of(terms)
        self.needs: dict[str, KnownFact] = {}
        self.design: dict[str, KnownFact] = {}

    def say(self, name: str, value: Any, offset: int, *, because: str = "") -> tuple[str, str]:
        """Adds a fact by its name or an alias. Returns what is wrong with it and the remedy, or nothing."""
        home = self.vocabulary.facts.get(name)
        if home is None:
            return unknown_fact(name, "design", self.terms)
        section, known = home
        facts, terms = (self.needs, self.terms.needs) if section == "needs" else (self.design, self.terms.design)
        kept, message, remedy = check_value(terms[known], value)
        if not message and known not in facts:
            facts[known] = KnownFact(kept, "inferred" if because else "stated", offset, because)
        return message, remedy

    def infer(self, name: str, value: Any, offset: int, because: str) -> None:
        """Adds a fact that nobody states, unless it is there already; one that does not fit is left out."""
        home = self.vocabulary.facts.get(name)
        if home is None:
            return
        section, known = home
        facts = self.needs if section == "needs" else self.design
        if known not in facts and (kept := self.vocabulary.kept(section, known, value)) is not None:
            facts[known] = KnownFact(kept, "inferred", offset, because)

    def add(self, part: Part, start: int) -> None:
        """Adds what a part says, which stands at an offset."""
        for own, facts in ((self.needs, part.needs), (self.design, part.design)):
            for name, fact in facts:
                if name not in own:
                    own[name] = KnownFact(fact.value, fact.origin, start, fact.because)

    def say_way(self, text: str, offset: int) -> bool:
        """Adds pattern, technology and mode as far as a text names them; returns whether it names any."""
        said = said_of(text, self.vocabulary)
        pattern = self.terms.pattern_aliases.get(text.strip().lower())
        because = f"it says {quoted(text)}"
        if pattern is not None:
            self.say("pattern", pattern, offset)
        elif said.pattern:
            self.say("pattern", said.pattern, offset, because=because)
        if said.technology and letters(said.technology) != letters(pattern or said.pattern):
            self.say("technology", said.technology, offset)
        if said.mode:
            self.say("needs_response", said.mode == "sync", offset, because=because)
        return bool(pattern or said.pattern or said.kind or said.mode or said.technology)

    def declared(self) -> tuple[str | None, str | None]:
        """Returns pattern and technology in the pack's words, and keeps them so."""
        if not self.design:
            return None, None
        carried, stated = self.design.get("technology"), self.design.get("pattern")
        technology = None
        if carried is not None and isinstance(carried.value, str) and carried.value != ABSENT:
            technology = self.terms.technologies.get(carried.value.lower(), carried.value)
            if technology != carried.value:
                self.design["technology"] = carried._replace(value=technology)
        if stated is not None:
            pattern = self.terms.pattern_aliases.get(str(stated.value).lower())
            if pattern is None:
                del self.design["pattern"]
            elif pattern != stated.value:
                self.design["pattern"] = stated._replace(value=pattern)
            return pattern, technology
        serves = self.terms.technology_patterns.get(technology or "", ())
        if len(serves) != 1 or "pattern" not in self.terms.design or carried is None or carried.origin != "stated":
            return None, technology
        self.design["pattern"] = KnownFact(serves[0], "inferred", because=f"`technology` is {technology}")
        return serves[0], technology


def without_markup(line: Line) -> Line:
    """Returns a short text without its quotes, emphasis and links; its place is that of the first letter left."""
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


class Part(NamedTuple):
    """What a short text says, wherever it stands."""

    needs: tuple[tuple[str, KnownFact], ...]
    design: tuple[tuple[str, KnownFact], ...]
    operation: str


def say_part(claims: Claims, start: int, text: str) -> str:
    """Adds what one part of `gRPC, timeout 2 s, retries 3` says. Returns it where it is no fact but an operation."""
    said = said_by(text, claims.vocabulary)
    claims.add(said, start)
    return said.operation


def said_by(text: str, vocabulary: Vocabulary) -> Part:
    """Returns what one part says."""
    text = text.strip()
    return (_said if len(text) <= LONGEST_REMEMBERED else _said.__wrapped__)(text, vocabulary)


@lru_cache(REMEMBERED)
def _said(text: str, vocabulary: Vocabulary) -> Part:
    """Cells and list items say the same few things in one document after the other."""
    claims = Claims(vocabulary.terms)
    operation = _say_part(claims, Line(0, text))
    return Part(tuple(claims.needs.items()), tuple(claims.design.items()), operation)


def _say_part(claims: Claims, part: Line) -> str:
    text = part.text
    if is_silent(text):
        return ""
    if _say_fact(claims, text, part.start):
        return ""
    if (milliseconds := duration_of(text)) is not None:
        claims.say("latency_budget_ms", milliseconds, part.start, because=f"{quoted(text)} stands beside it")
        return ""
    amount, _, unit = text.lower().replace(" per second", " /s").partition(" ")
    joined = NUMBER.fullmatch(amount + unit)
    if joined is not None and (joined[2] or "").strip().lstrip("km") in RATES:
        term = claims.terms.needs.get("throughput_rps")
        if term is not None:
            claims.say("throughput_rps", number_of(term, amount + unit), part.start)
        return ""
    claims.say_way(text, part.start)
    operation = operation_of(text, claims.vocabulary)
    return operation if METHOD.search(operation) or operation else ""


def _say_fact(claims: Claims, text: str, offset: int) -> bool:
    """Reads `timeout 2 s`, `timeout: 2 s`, `no retries` and `idempotency = key`."""
    words = text.replace(":", " ", 1).replace("=", " ", 1).split()
    if len(words) > 1 and words[0].lower() in ("no", "without"):
        name = fact_of(" ".join(words[1:]), claims.vocabulary)
        if name is not None and (term := _term(claims.terms, name)) and (term.absence or term.type == "bool"):
            claims.say(name, ABSENT if term.absence else False, offset)
            return True
    for size in range(min(3, len(words) - 1), 0, -1):
        for name_words, value_words in ((words[:size], words[size:]), (words[-size:], words[:-size])):
            name = fact_of(" ".join(name_words), claims.vocabulary)
            term = _term(claims.terms, name) if name is not None else None
            if term is None or term.type in ("text", "pattern"):
                continue
            value = value_of(term, " ".join(value_words))
            if value is not None and not claims.say(term.name, value, offset)[0]:
                return True
    return False


def fact_of(heading: str, vocabulary: Vocabulary) -> str | None:
    """Returns the fact that a heading names, such as `Latency budget` or `DLQ`."""
    return vocabulary.headings.get(letters(heading))


def _term(terms: Terms, name: str) -> Term | None:
    return terms.needs.get(name) or terms.design.get(name)
