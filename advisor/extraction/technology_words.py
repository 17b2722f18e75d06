"""Vocabulary of protocols, brokers, stores and programs in documents, with the meaning of each word."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from advisor.extraction.names import CAMEL_CASE_BREAK, normalise
from advisor.extraction.phrases import (
    AMBIGUOUS_WORDS,
    BROKERS,
    DATABASES,
    GENERIC_BROKERS,
    GENERIC_DATABASES,
    MODE_WORDS,
    PRODUCT_ALIASES,
    PROTOCOLS,
    ROLES,
    STORE_PROTOCOLS,
)
from advisor.model.fact_checks import names_by_word
from advisor.model.terms import Terms
from advisor.model.value_checks import check_value

LONGEST_PHRASE = 3
MAX_TEXT_LENGTH = 400  # characters of a label; the rest is ignored
MAX_CACHED = 20_000

UNITS_IN_NAMES = ("_ms", "_rps", "_bytes", "_hours")  # optional in headings
HTTP_METHOD = re.compile(r"(?<![A-Za-z])(GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)(?![A-Za-z])(?: {1,3}(\S{1,200}))?")
WORD = re.compile(r"[^\W_]+")


class WordMeaning(NamedTuple):
    """Meaning of a word or phrase."""

    role: str  # broker, database, gateway, external, browser, mobile, device, job, service, protocol, store
    pattern: str = ""
    technology: str = ""
    is_generic: bool = False  # not a product; counts only as the head of a name


class Mention(NamedTuple):
    """A known phrase in a text."""

    words: str
    meaning: WordMeaning | None
    modes: tuple[str, ...]  # publish, consume, async, sync
    first: int  # index of its first token
    last: int
    start: int  # in the text
    end: int


class WordToken(NamedTuple):
    word: str  # lower case
    start: int
    end: int


class TextVocabulary:
    """Built-in words and those of a rules pack; parsed texts are cached."""

    def __init__(self, terms: Terms) -> None:
        self.terms = terms
        self.patterns = frozenset(terms.patterns)
        self.meanings: dict[str, WordMeaning] = {}
        self.modes: dict[str, tuple[str, ...]] = {}
        self._checked_values: dict[tuple[str, type, bool | int | str], Any] = {}
        self._words: dict[str, frozenset[str]] = {}
        self._tokens: dict[str, tuple[WordToken, ...]] = {}
        self._mentions: dict[str, tuple[Mention, ...]] = {}
        self.facts: dict[str, tuple[str, str]] = {}  # word for a fact -> section (needs or design) and name
        self.headings: dict[str, str] = {}  # normalised words, with and without unit -> fact name
        self._add_facts(terms)
        self._add_roles()
        self._add_technologies(terms)
        self._add_protocols(terms)
        for mode, words in MODE_WORDS.items():
            for word in _split_list(words):
                self.modes[word] = (*self.modes.get(word, ()), mode)

    def validated(self, section: str, name: str, value: bool | int | str) -> Any:
        """Returns the validated value of a fact, or None if it does not fit."""
        key = (name, type(value), value)
        if key not in self._checked_values:
            checked, message, _ = check_value(getattr(self.terms, section)[name], value)
            if len(self._checked_values) >= MAX_CACHED:
                self._checked_values.clear()
            self._checked_values[key] = None if message else checked
        return self._checked_values[key]

    def mentions(self, text: str) -> tuple[Mention, ...]:
        """Returns the known phrases of a text, longest match at each token."""
        mentions = self._mentions.get(text)
        if mentions is None:
            mentions = tuple(self._find(text))
            if len(text) <= MAX_TEXT_LENGTH and len(self._mentions) < MAX_CACHED:
                self._mentions[text] = mentions
        return mentions

    def words(self, text: str) -> frozenset[str]:
        """Returns the distinct words of a text."""
        words = self._words.get(text)
        if words is None:
            words = frozenset(token.word for token in self.tokens(text))
            if len(text) <= MAX_TEXT_LENGTH and len(self._words) < MAX_CACHED:
                self._words[text] = words
        return words

    def tokens(self, text: str) -> tuple[WordToken, ...]:
        """Returns the words of a text; camel case is split unless the whole word is known."""
        tokens = self._tokens.get(text)
        if tokens is None:
            tokens = tuple(self._split(text))
            if len(text) <= MAX_TEXT_LENGTH and len(self._tokens) < MAX_CACHED:
                self._tokens[text] = tokens
        return tokens

    def _split(self, text: str) -> Iterator[WordToken]:
        for match in WORD.finditer(text, 0, MAX_TEXT_LENGTH):
            word, at = match.group(), match.start()
            lower = word.lower()
            known = lower if self._knows(lower) else lower.rstrip("0123456789")
            if self._knows(known):  # `kafka`, and `kafka1`
                yield WordToken(known, at, match.end())
                continue
            for part in CAMEL_CASE_BREAK.split(word):
                yield from _without_db(WordToken(part.lower(), at, at + len(part)))
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
            for word, name in names_by_word(getattr(terms, section)).items():
                self.facts.setdefault(word, (section, name))
                short = next((word.removesuffix(unit) for unit in UNITS_IN_NAMES if word.endswith(unit)), word)
                self.headings.setdefault(normalise(word), name)
                self.headings.setdefault(normalise(short), name)

    def _add_roles(self) -> None:
        for role, words in ROLES.items():
            self._add(words, WordMeaning(role))
        self._add(GENERIC_DATABASES, WordMeaning("database", is_generic=True))
        self._add(DATABASES, WordMeaning("database"))
        self._add(STORE_PROTOCOLS, WordMeaning("store"))
        for pattern, words in BROKERS.items():
            for word in _split_list(words):
                known = pattern if pattern in self.patterns else ""
                technology = "" if word in GENERIC_BROKERS else PRODUCT_ALIASES.get(word, word.replace(" ", "-"))
                self.meanings[word] = WordMeaning("broker", known, technology, word in GENERIC_BROKERS)

    def _add_technologies(self, terms: Terms) -> None:
        for word, technology in terms.technologies.items():
            patterns = terms.technology_patterns.get(technology, ())
            phrase = " ".join(word.lower().replace("-", " ").split())
            if phrase in AMBIGUOUS_WORDS or not patterns:
                continue
            if all(terms.modes.get(pattern) == "async" for pattern in patterns):
                self.meanings[phrase] = WordMeaning("broker", patterns[0] if len(patterns) == 1 else "", technology)
            elif phrase not in self.meanings:
                self.meanings[phrase] = WordMeaning("protocol", patterns[0] if len(patterns) == 1 else "", technology)

    def _add_protocols(self, terms: Terms) -> None:
        for pattern, words in PROTOCOLS.items():
            for word in _split_list(words):
                technology_name = word.replace(" ", "-")
                technology = terms.technologies.get(technology_name, "") if word != "json" else ""
                meaning = self.meanings.get(word)
                if meaning is None or meaning.role == "protocol":
                    known = pattern if pattern in self.patterns else ""
                    self.meanings[word] = WordMeaning("protocol", known, technology)

    def _add(self, words: str, meaning: WordMeaning) -> None:
        for word in _split_list(words):
            self.meanings[word] = meaning


class _LastVocabulary:
    """Cache of the last vocabulary: most runs use a single pack."""

    terms: Terms | None = None
    vocabulary: TextVocabulary | None = None


def vocabulary_of(terms: Terms) -> TextVocabulary:
    """Returns the vocabulary of a pack."""
    if _LastVocabulary.vocabulary is None or _LastVocabulary.terms is not terms:
        _LastVocabulary.terms, _LastVocabulary.vocabulary = terms, TextVocabulary(terms)
    return _LastVocabulary.vocabulary


def _split_list(words: str) -> list[str]:
    return words.split(", ")


def _without_db(token: WordToken) -> Iterator[WordToken]:
    """Splits `ordersdb` into `orders` and `db`."""
    if token.word.endswith("db") and len(token.word) > 3:
        yield WordToken(token.word[:-2], token.start, token.end - 2)
        yield WordToken("db", token.end - 2, token.end)
    else:
        yield token
