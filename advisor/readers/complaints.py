"""What is wrong with the documents of one run: collected with places, shown in their order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from advisor.errors import InputError, Problem
from advisor.notation.quote import quoted
from advisor.notation.suggest import did_you_mean, misspelt, only_meant
from advisor.source import Source, Span

if TYPE_CHECKING:
    from advisor.notation.tree import Mapping, Node

MOST = 1000  # nobody reads more, and a hostile text could have millions


class Complaints:
    def __init__(self, sources: Sequence[Source]) -> None:
        self.problems: list[Problem] = []
        self.doubts: dict[tuple[str, str], Problem] = {}  # what may be right but should be looked at, once a name
        self._order = {source: number for number, source in enumerate(sources)}
        self._replaced: set[tuple[Source, int, str]] = set()
        self._suggestions: dict[tuple[str, str, int], str] = {}

    def at(self, source: Source, node: Node, message: str, remedy: str = "", replacement: str = "") -> None:
        """Notes a problem at a value."""
        self.span(Span(source, node.start, node.end), message, remedy, replacement)

    def key(self, source: Source, mapping: Mapping, key: str, message: str, remedy: str = "",
            replacement: str = "") -> None:
        """Notes a problem at a key."""
        start = mapping.key_offsets[key]
        place = (source, mapping.start, replacement)
        if replacement in mapping.entries or place in self._replaced:  # then it would stand there twice
            replacement = ""
        self._replaced.add(place)
        self.span(Span(source, start, start + len(key)), message, remedy, replacement)

    def span(self, span: Span, message: str, remedy: str = "", replacement: str = "") -> None:
        """Notes a problem at a place. Raises InputError with all of them when there are too many.

        Args:
            replacement: the word to write there, where no other can be meant.
        """
        self.problems.append(Problem(message, remedy, span, replacement=replacement))
        if len(self.problems) >= MOST:
            raise self.error()

    def unknown(self, span: Span, what: str, name: str, known: Iterable[str], remedy: str) -> None:
        """Notes a name that stands nowhere else: a problem if it looks misspelt, else a doubt if there is a remedy."""
        if meant := self._remembered(misspelt, name, known):
            self.span(span, f"There is no {what} {quoted(name)}.", meant, self.replacement(name, known))
        elif remedy and len(self.doubts) < MOST:
            self.doubts.setdefault((what, name), Problem(f"There is no {what} {quoted(name)}.", remedy, span))

    def suggest(self, name: str, known: Iterable[str]) -> str:
        """Returns what was probably meant; a mistake that is made again costs nothing."""
        return self._remembered(did_you_mean, name, known)

    def replacement(self, name: str, known: Iterable[str]) -> str:
        """Returns the word that is meant for certain, or nothing."""
        return self._remembered(only_meant, name, known)

    def _remembered(self, guess: Callable[[str, Iterable[str]], str], name: str, known: Iterable[str]) -> str:
        key = (guess.__name__, name, id(known))
        found = self._suggestions.get(key)
        if found is None:
            found = self._suggestions[key] = guess(name, known)
        return found

    def error(self) -> InputError:
        """Returns the error that carries all problems, in the order of files and lines."""
        order = self._order
        found = sorted(self.problems, key=lambda p: (order[p.span.source], p.span.start) if p.span else (-1, 0))
        if len(found) >= MOST:
            found.append(Problem(f"There are {MOST} problems or more; the rest was not checked.",
                                 "Solve the ones above first."))
        return InputError(found)


def said_twice(name: str, what: str, first: Span) -> tuple[str, str]:
    """Returns what to say of a name that is taken, and the remedy."""
    place = f"{first.file}:{first.line}"
    return f"The {what} {quoted(name)} is there already.", f"It stands first in {place}; rename or remove one."
