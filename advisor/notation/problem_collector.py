"""Collects the problems of all documents of a run, and reports them in file order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from advisor.errors import InputError, Problem
from advisor.text.quoting import quote_value
from advisor.text.source import Source, Span
from advisor.text.suggestions import did_you_mean, suggest_correction, unambiguous_correction

if TYPE_CHECKING:
    from advisor.notation.tree import MappingNode, TreeNode

MAX_PROBLEMS = 1000  # nobody reads more, and a hostile text could have millions


class ProblemCollector:
    def __init__(self, sources: Sequence[Source], problems: list[Problem] | None = None) -> None:
        self.problems: list[Problem] = [] if problems is None else problems  # found so far
        self.warnings: dict[tuple[str, str], Problem] = {}  # warnings, one per kind and name
        self._order = {source: number for number, source in enumerate(sources)}
        self._replaced: set[tuple[Source, int, str]] = set()
        self._suggestions: dict[tuple[str, str, int], str] = {}

    def add_at_node(
        self, source: Source, node: TreeNode, message: str, remedy: str = "", replacement: str = ""
    ) -> None:
        """Adds a problem at a node."""
        self.add_at_span(Span(source, node.start, node.end), message, remedy, replacement)

    def add_at_key(self, source: Source, mapping: MappingNode, key: str, message: str, remedy: str = "",
                   replacement: str = "") -> None:
        """Adds a problem at a key."""
        start = mapping.key_offsets[key]
        fix = (source, mapping.start, replacement)
        if replacement in mapping.entries or fix in self._replaced:  # the key would be duplicated
            replacement = ""
        self._replaced.add(fix)
        self.add_at_span(Span(source, start, start + len(key)), message, remedy, replacement)

    def add_at_span(self, span: Span, message: str, remedy: str = "", replacement: str = "") -> None:
        """Adds a problem at a span. Raises InputError with all problems if there are too many.

        Args:
            replacement: the correct word, if it is unambiguous.
        """
        self.add(Problem(message, remedy, span, replacement=replacement))

    def add(self, problem: Problem) -> None:
        """Adds a problem. Raises InputError with all problems if there are too many."""
        self.problems.append(problem)
        if len(self.problems) >= MAX_PROBLEMS:
            raise self.to_error()

    def report_undefined(self, span: Span, kind: str, name: str, known: Iterable[str], remedy: str) -> None:
        """Reports an undefined name: a problem if it looks misspelt, else a warning if there is a remedy."""
        if suggestion := self._cached_suggestion(suggest_correction, name, known):
            self.add_at_span(
                span, f"There is no {kind} {quote_value(name)}.", suggestion, self.find_replacement(name, known)
            )
        elif remedy and len(self.warnings) < MAX_PROBLEMS:
            self.warnings.setdefault((kind, name), Problem(f"There is no {kind} {quote_value(name)}.", remedy, span))

    def suggest(self, name: str, known: Iterable[str]) -> str:
        """Returns a did-you-mean suggestion, cached per name."""
        return self._cached_suggestion(did_you_mean, name, known)

    def find_replacement(self, name: str, known: Iterable[str]) -> str:
        """Returns the one unambiguous correction, or ""."""
        return self._cached_suggestion(unambiguous_correction, name, known)

    def _cached_suggestion(self, guess: Callable[[str, Iterable[str]], str], name: str, known: Iterable[str]) -> str:
        key = (guess.__name__, name, id(known))
        suggestion = self._suggestions.get(key)
        if suggestion is None:
            suggestion = self._suggestions[key] = guess(name, known)
        return suggestion

    def to_error(self) -> InputError:
        """Returns an InputError with all problems in file and line order."""
        order = self._order
        problems = sorted(self.problems, key=lambda p: (order[p.span.source], p.span.start) if p.span else (-1, 0))
        if len(problems) >= MAX_PROBLEMS:
            problems.append(Problem(f"There are {MAX_PROBLEMS} problems or more; the rest was not checked.",
                                    "Solve the ones above first."))
        return InputError(problems)


def duplicate_message(name: str, kind: str, first: Span) -> tuple[str, str]:
    """Returns the message and remedy for a duplicate name."""
    location = f"{first.file}:{first.line}"
    return f"The {kind} {quote_value(name)} is there already.", f"It stands first in {location}; rename or remove one."
