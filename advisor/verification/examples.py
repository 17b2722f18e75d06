"""Runs the examples of a pack's practices: small architectures or documents with their expected findings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from advisor.engine import Engine
from advisor.engine.compile import compile_pack
from advisor.errors import InputError
from advisor.extraction.architecture.read import read_architecture
from advisor.extraction.documents import DocumentReading
from advisor.linter.lint import lint, review
from advisor.model.finding import FactQuestion, Finding
from advisor.model.pack import Pack
from advisor.model.practice import Practice
from advisor.model.rule import PracticeCase
from advisor.rulebook.practices import build_practices
from advisor.rulebook.terms import build_terms
from advisor.text.source import Source
from advisor.verification.report import CaseFailure, CaseResult, example_name

MAX_QUESTIONS = 1000  # per example


class PracticeExample(NamedTuple):
    """A parsed example of a practice."""

    practice: str
    number: int  # index within the practice
    example: PracticeCase
    reading: DocumentReading | None  # of an architecture; None if the text is invalid or a document
    failures: tuple[CaseFailure, ...]  # why the text is invalid


class ExampleSuite:
    """All examples of a pack, to be checked against its practices or against mutants."""

    def __init__(self, pack: Pack) -> None:
        self._engine = Engine(compile_pack(pack), build_terms(pack))
        self.practices = {practice.id: practice for practice in build_practices(pack)}
        self.examples = [self._read(practice.id, number, example) for practice in pack.practices
                         for number, example in enumerate(practice.examples)]

    def is_about(self, shown: PracticeExample, practice: str) -> bool:
        """Returns whether an example has expectations about a practice."""
        return practice in (shown.practice, *shown.example.finds, *shown.example.unknown)

    def failures(self, shown: PracticeExample, practices: Mapping[str, Practice]) -> tuple[CaseFailure, ...]:
        """Returns the failures of an example under these practices."""
        if shown.failures:
            return shown.failures
        named = {shown.practice, *shown.example.finds, *shown.example.unknown} & practices.keys()
        return tuple(_failures(shown, *self.run(shown, practices, named), named))

    def run(self, shown: PracticeExample, practices: Mapping[str, Practice],
            named: Collection[str]) -> tuple[Sequence[Finding], Sequence[FactQuestion]]:
        """Returns the findings and questions of an example; for a document, those of all practices."""
        if shown.reading is not None:
            reviewed = review(shown.reading, self._engine, [practices[name] for name in sorted(named)])
            return reviewed.findings, reviewed.questions
        checked = lint(Source("example.md", shown.example.document), self._engine, tuple(practices.values()),
                       max_questions=MAX_QUESTIONS)
        return [noted.finding for noted in checked.findings if noted.suppression is None], checked.questions

    def _read(self, practice: str, number: int, example: PracticeCase) -> PracticeExample:
        if example.document:
            return PracticeExample(practice, number, example, None, ())
        source = Source("architecture", example.architecture)
        try:
            reading = DocumentReading.of([source], read_architecture([source], self._engine.terms))
        except InputError as error:
            failures = tuple(CaseFailure("readable", "an architecture", str(problem)) for problem in error.problems)
            return PracticeExample(practice, number, example, None, failures)
        return PracticeExample(practice, number, example, reading, ())


def run_examples(pack: Pack) -> tuple[CaseResult, ...]:
    """Returns the failures of each example of a pack's practices.

    Raises RulebookError if a condition expands to too many boxes.
    """
    examples = ExampleSuite(pack)
    return tuple(CaseResult(example_name(shown.practice, shown.number), shown.example.title,
                            examples.failures(shown, examples.practices)) for shown in examples.examples)


def _failures(shown: PracticeExample, findings: Sequence[Finding], questions: Sequence[FactQuestion],
              named: set[str]) -> Iterator[CaseFailure]:
    example = shown.example
    finding_counts = Counter(finding.rule for finding in findings)
    question_counts = Counter(question.rule for question in questions)
    for name in sorted(named):
        for promise, expected, actual in (("finds", example.finds.get(name, 0), finding_counts[name]),
                                          ("unknown", example.unknown.get(name, 0), question_counts[name])):
            if expected != actual and (name == shown.practice or name in getattr(example, promise)):
                yield CaseFailure(promise, f"{name} {_count_text(expected)}", _count_text(actual))
    severities = {finding.severity for finding in findings if finding.rule == shown.practice}
    if example.severity is not None and severities - {example.severity}:
        yield CaseFailure("severity", example.severity, " and ".join(sorted(severities)))


def _count_text(count: int) -> str:
    return {0: "not at all", 1: "once"}.get(count, f"{count} times")
