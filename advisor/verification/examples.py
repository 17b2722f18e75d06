"""The examples of a pack's practices, run: each a small architecture and what is found in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from advisor.engine import Engine
from advisor.engine.compile import compile_pack
from advisor.errors import InputError
from advisor.linter import review
from advisor.model.architecture import Architecture
from advisor.model.finding import Finding, Question
from advisor.model.pack import Pack
from advisor.model.practice import Practice
from advisor.model.rule import Example
from advisor.readers.architecture import read_architecture
from advisor.rulebook.practices import practices_of
from advisor.rulebook.terms import terms_of
from advisor.source import Source
from advisor.verification.verdict import CaseResult, Failure, example_name

MOST_QUESTIONS = 1000  # of one example


class Shown(NamedTuple):
    """An example of a practice, read."""

    practice: str
    number: int  # among the practice's own
    example: Example
    architecture: Architecture | None  # None where the text is no architecture, or is a document
    failures: tuple[Failure, ...]  # what keeps it from being one


class Examples:
    """All examples of a pack, ready to be judged by its practices or by changed ones."""

    def __init__(self, pack: Pack) -> None:
        self._engine = Engine(compile_pack(pack), terms_of(pack))
        self.practices = {practice.id: practice for practice in practices_of(pack)}
        self.shown = [self._read(practice.id, number, example) for practice in pack.practices
                      for number, example in enumerate(practice.examples)]

    def is_about(self, shown: Shown, practice: str) -> bool:
        """Returns whether an example promises something about a practice."""
        return practice in (shown.practice, *shown.example.finds, *shown.example.unknown)

    def failures(self, shown: Shown, practices: Mapping[str, Practice]) -> tuple[Failure, ...]:
        """Returns in what an example fails when it is judged by these practices."""
        if shown.failures:
            return shown.failures
        named = {shown.practice, *shown.example.finds, *shown.example.unknown} & practices.keys()
        return tuple(_failures(shown, *self.found(shown, practices, named), named))

    def found(self, shown: Shown, practices: Mapping[str, Practice],
              named: Collection[str]) -> tuple[Sequence[Finding], Sequence[Question]]:
        """Returns the findings and questions of an example; those of a document are of all practices."""
        if shown.architecture is not None:
            reviewed = review(shown.architecture, self._engine, [practices[name] for name in sorted(named)])
            return reviewed.findings, reviewed.questions
        from advisor.linter.document import lint

        checked = lint(Source("example.md", shown.example.document), self._engine, tuple(practices.values()),
                       most_questions=MOST_QUESTIONS)
        return [one.finding for one in checked.noted if one.silence is None], checked.questions

    def _read(self, practice: str, number: int, example: Example) -> Shown:
        if example.document:
            return Shown(practice, number, example, None, ())
        try:
            source = Source("architecture", example.architecture)
            return Shown(practice, number, example, read_architecture([source], self._engine.terms), ())
        except InputError as error:
            failures = tuple(Failure("readable", "an architecture", str(problem)) for problem in error.problems)
            return Shown(practice, number, example, None, failures)


def run_examples(pack: Pack) -> tuple[CaseResult, ...]:
    """Returns, for each example of a pack's practices, in what it fails.

    Raises RulebookError for a condition that spreads into too many cases.
    """
    examples = Examples(pack)
    return tuple(CaseResult(example_name(shown.practice, shown.number), shown.example.title,
                            examples.failures(shown, examples.practices)) for shown in examples.shown)


def _failures(shown: Shown, found: Sequence[Finding], open_questions: Sequence[Question],
              named: set[str]) -> Iterator[Failure]:
    example = shown.example
    findings = Counter(finding.rule for finding in found)
    asked = Counter(question.rule for question in open_questions)
    for name in sorted(named):
        for promise, expected, counted in (("finds", example.finds.get(name, 0), findings[name]),
                                           ("unknown", example.unknown.get(name, 0), asked[name])):
            if expected != counted and (name == shown.practice or name in getattr(example, promise)):
                yield Failure(promise, f"{name} {_times(expected)}", _times(counted))
    severities = {finding.severity for finding in found if finding.rule == shown.practice}
    if example.severity is not None and severities - {example.severity}:
        yield Failure("severity", example.severity, " and ".join(sorted(severities)))


def _times(count: int) -> str:
    return {0: "not at all", 1: "once"}.get(count, f"{count} times")
