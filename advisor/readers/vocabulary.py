"""The words by which documents name protocols, brokers, stores and programs, and what each of them says."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from advisor.model.terms import Terms
from advisor.model.values import check_value
from advisor.readers.facts import names_of
from advisor.readers.names import HUMP, letters
from advisor.readers.phrases import (
    AMBIGUOUS,
    BROKERS,
    DATABASES,
    GENERIC_BROKERS,
    GENERIC_DATABASES,
    MODES,
    PROTOCOLS,
    ROLES,
    SAME,
    STORE_PROTOCOLS,
)
from advisor.source.frozen import NamedTuple
from advisor.source.regex import regex

LONGEST_PHRASE = 3
LONGEST_TEXT = 400  # of a label; what comes after it says nothing of its kind
MOST_REMEMBERED = 20_000

UNITS_IN_NAMES = ("_ms", "_rps", "_bytes", "_hours")  # a heading leaves them out
METHOD = regex(r"(?<![A-Za-z])(GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)(?![A-Za-z])(?: {1,3}(\S{1,200}))?")
WORD = regex(r"[^\W_]+")


class Meaning(NamedTuple):
    """What one word or phrase says; a word may say several things."""

    role: str  # broker, database, gateway, external, browser, mobile, device, job, service, protocol, store
    pattern: str = ""
    technology: str = ""
    is_generic: bool = False  # no product: only where it is the head of a name


class Mention(NamedTuple):
    """A phrase of a text that the vocabulary knows."""

    words: str
    meaning: Meaning | None
    modes: tuple[str, ...]  # publish, consume, async, sync
    first: int  # number of its first token
    last: int
    start: int  # in the text
    end: int


class Token(NamedTuple):
    word: str  # in small letters
    start: int
    end: int


class Vocabulary:
    """The built-in words and those of one pack; what a text says is remembered."""

    def __init__(self, terms: Terms) -> None:
        self.terms = terms
        self.patterns = frozenset(terms.patterns)
        self.meanings: dict[str, Meaning] = {}
        self.modes: dict[str, tuple[str, ...]] = {}
        self._kept: dict[tuple[str, type, bool | int | str], Any] = {}
        self._words: dict[str, frozenset[str]] = {}
        self._tokens: dict[str, tuple[Token, ...]] = {}
        self._mentions: dict[str, tuple[Mention, ...]] = {}
        self.facts: dict[str, tuple[str, str]] = {}  # every word for a fact -> needs or design, and its name
        self.headings: dict[str, str] = {}  # the letters of such words, with and without unit -> the name
        self._add_facts(terms)
        self._add_roles()
        self._add_technologies(terms)
        self._add_protocols(terms)
        for mode, words in MODES.items():
            for word in _listed(words):
                self.modes[word] = (*self.modes.get(word, ()), mode)

    def kept(self, section: str, name: str, value: bool | int | str) -> Any:
        """Returns a value as a fact keeps it, or None where it does not fit."""
        key = (name, type(value), value)
        if key not in self._kept:
            kept, message, _ = check_value(getattr(self.terms, section)[name], value)
            if len(self._kept) >= MOST_REMEMBERED:
                self._kept.clear()
            self._kept[key] = None if message else kept
        return self._kept[key]

    def mentions(self, text: str) -> tuple[Mention, ...]:
        """Returns the known phrases of a text, the longest at each place."""
        found = self._mentions.get(text)
        if found is None:
            found = tuple(self._find(text))
            if len(text) <= LONGEST_TEXT and len(self._mentions) < MOST_REMEMBERED:
                self._mentions[text] = found
        return found

    def words(self, text: str) -> frozenset[str]:
        """Returns the words of a text, each once."""
        found = self._words.get(text)
        if found is None:
            found = frozenset(token.word for token in self.tokens(text))
            if len(text) <= LONGEST_TEXT and len(self._words) < MOST_REMEMBERED:
                self._words[text] = found
        return found

    def tokens(self, text: str) -> tuple[Token, ...]:
        """Returns the words of a text; one word of several humps is taken apart unless it is known as it is."""
        found = self._tokens.get(text)
        if found is None:
            found = tuple(self._split(text))
            if len(text) <= LONGEST_TEXT and len(self._tokens) < MOST_REMEMBERED:
                self._tokens[text] = found
        return found

    def _split(self, text: str) -> Iterator[Token]:
        for match in WORD.finditer(text, 0, LONGEST_TEXT):
            word, at = match.group(), match.start()
            lower = word.lower()
            known = lower if self._knows(lower) else lower.rstrip("0123456789")
            if self._knows(known):  # `kafka`, and `kafka1`
                yield Token(known, at, match.end())
                continue
            for part in HUMP.split(word):
                yield from _without_db(Token(part.lower(), at, at + len(part)))
                at += len(part)

    def _knows(self, word: str) -> bool:
        return word in self.meanings or word in self.modes

    def _find(self, text: str) -> Iterator[Mention]:
        tokens = self.tokens(text)
        at = 0
        while at < len(tokens):
            for size in range(min(LONGEST_PHRASE, len(tokens) - at), 0, -1):
                phrase = " ".join(token.word for token in tokens[at : at + size])
                if self._knows(phrase):
                    last = at + size - 1
                    yield Mention(phrase, self.meanings.get(phrase), self.modes.get(phrase, ()), at, last,
                                  tokens[at].start, tokens[last].end)
                    at = last
                    break
            at += 1

    def _add_facts(self, terms: Terms) -> None:
        for section in ("needs", "design"):
            for word, name in names_of(getattr(terms, section)).items():
                self.facts.setdefault(word, (section, name))
                short = next((word.removesuffix(unit) for unit in UNITS_IN_NAMES if word.endswith(unit)), word)
                self.headings.setdefault(letters(word), name)
                self.headings.setdefault(letters(short), name)

    def _add_roles(self) -> None:
        for role, words in ROLES.items():
            self._add(words, Meaning(role))
        self._add(GENERIC_DATABASES, Meaning("database", is_generic=True))
        self._add(DATABASES, Meaning("database"))
        self._add(STORE_PROTOCOLS, Meaning("store"))
        for pattern, words in BROKERS.items():
            for word in _listed(words):
                known = pattern if pattern in self.patterns else ""
                technology = "" if word in GENERIC_BROKERS else SAME.get(word, word.replace(" ", "-"))
                self.meanings[word] = Meaning("broker", known, technology, word in GENERIC_BROKERS)

    def _add_technologies(self, terms: Terms) -> None:
        for word, technology in terms.technologies.items():
            serves = terms.technology_patterns.get(technology, ())
            phrase = " ".join(word.lower().replace("-", " ").split())
            if phrase in AMBIGUOUS or not serves:
                continue
            if all(terms.modes.get(pattern) == "async" for pattern in serves):
                self.meanings[phrase] = Meaning("broker", serves[0] if len(serves) == 1 else "", technology)
            elif phrase not in self.meanings:
                self.meanings[phrase] = Meaning("protocol", serves[0] if len(serves) == 1 else "", technology)

    def _add_protocols(self, terms: Terms) -> None:
        for pattern, words in PROTOCOLS.items():
            for word in _listed(words):
                named = word.replace(" ", "-")
                technology = terms.technologies.get(named, "") if word != "json" else ""
                role = self.meanings.get(word)
                if role is None or role.role == "protocol":
                    known = pattern if pattern in self.patterns else ""
                    self.meanings[word] = Meaning("protocol", known, technology)

    def _add(self, words: str, meaning: Meaning) -> None:
        for word in _listed(words):
            self.meanings[word] = meaning


class _Last:
    """The vocabulary of the pack that was used last: most runs know one pack only."""

    terms: Terms | None = None
    vocabulary: Vocabulary | None = None


def vocabulary_of(terms: Terms) -> Vocabulary:
    """Returns the vocabulary of a pack."""
    if _Last.vocabulary is None or _Last.terms is not terms:
        _Last.terms, _Last.vocabulary = terms, Vocabulary(terms)
    return _Last.vocabulary


def _listed(words: str) -> list[str]:
    return words.split(", ")


def _without_db(token: Token) -> Iterator[Token]:
    """`ordersdb` is a db of orders."""
    if token.word.endswith("db") and len(token.word) > 3:
        yield Token(token.word[:-2], token.start, token.end - 2)
        yield Token("db", token.end - 2, token.end)
    else:
        yield token
