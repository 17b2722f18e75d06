"""What holds of every document, whatever it says: it is checked, reported and mended, and nothing breaks."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any
from xml.etree import ElementTree

from advisor import api
from advisor.cli.lint.autofix import MAX_ROUNDS, fix_document
from advisor.extraction.documents import read_documents
from advisor.linter.lint import lint
from advisor.model.finding import DocumentResult
from advisor.reporters import REPORTERS
from advisor.reporters.report import Report
from advisor.runner.serialisation import from_wire, to_wire
from advisor.text.source import Source, Span
from tests.ci_commands import azure_commands, github_commands
from tests.fuzzing.documents import Document

MOST_QUESTIONS = 50
HIDING = "invalid-architecture"
COMMANDS = {"github": {"error", "warning", "notice"}, "azure": {"task.logissue"}}
JOINERS = "\n\u200c\u200d"


def check(one: Document) -> DocumentResult:
    """Returns what is found in a document, as the command line gets it."""
    source = Source(one.name, one.text)
    return from_wire(to_wire(_lint(source)), source)


def broken_promises(one: Document) -> Iterator[str]:
    """Yields what does not hold of a document once it is checked; an exception is for the caller to catch."""
    source = Source(one.name, one.text)
    checked = _lint(source)
    lines = one.text.count("\n") + 1
    for noted in checked.findings:
        yield from _misplaced(noted.finding.span, lines, noted.finding.rule)
        if not noted.finding.message.strip():
            yield f"{noted.finding.rule} says nothing"
        for edit in noted.fix.edits if noted.fix is not None else ():
            yield from _misplaced(Span(source, edit.start, edit.end), lines, f"a fix of {noted.finding.rule}")
    for question in checked.questions:
        yield from _misplaced(question.span, lines, f"a question of {question.rule}")
    keys = Counter((noted.finding.rule, noted.finding.fingerprint) for noted in checked.findings)
    yield from (f"{rule} has one fingerprint {count} times" for (rule, _), count in keys.items() if count > 1)
    known = from_wire(json.loads(json.dumps(to_wire(checked))), source)
    if [noted.finding.message for noted in known.findings] != [noted.finding.message for noted in checked.findings]:
        yield "it is another one after it was kept"


def broken_fixes(one: Document) -> Iterator[str]:
    """Yields what does not hold of mending a document."""
    source = Source(one.name, one.text)
    checked = _lint(source)
    for unsafe in (False, True):
        rounds = 0

        def again(text: Source) -> DocumentResult:
            nonlocal rounds
            rounds += 1
            return _lint(text)

        mended = fix_document(checked, source, again, lambda found: found, unsafe=unsafe)
        if rounds >= MAX_ROUNDS:
            yield f"mending {'unsafely ' if unsafe else ''}comes to no end"
        if not unsafe and mended.fix_count:
            before, after = ([noted.finding.rule for noted in found.findings] for found in (checked, mended.result))
            if HIDING not in before and len(after) > len(before):  # what could not be read hides what it says
                yield f"mending finds {sorted((Counter(after) - Counter(before)).elements())} instead"


def broken_reports(one: Document, *, is_thorough: bool) -> Iterator[str]:
    """Yields what does not hold of the reports on a document."""
    checked = check(one)
    for form, reporter in REPORTERS.items():
        text = "".join(reporter(report_of(checked, frames=3)))
        yield from (f"{form}: {fault}" for fault in _faults(form, text))
        if form == "sarif" and is_thorough:
            from sarif_kit.validate import validation_errors

            yield from (f"sarif: {error}" for error in validation_errors(json.loads(text)))


def broken_review(one: Document) -> Iterator[str]:
    """Yields what does not hold of a document that is evaluated."""
    engine = api.load_engine()
    reading = read_documents([Source(one.name, one.text)], engine.terms)
    architecture = reading.architecture
    review = api.review(reading, engine, _practices())
    for form, reporter in REPORTERS.items():
        report = Report(rules_pack=engine.name, interactions=architecture.interactions, title=architecture.name,
                        results=api.evaluate(architecture, engine), decisions=api.decide(architecture, engine),
                        command="evaluate", questions=True)
        text = "".join(reporter(report.with_reviews([review])))
        yield from (f"evaluate, {form}: {fault}" for fault in _faults(form, text))


def report_of(checked: DocumentResult, **changes: Any) -> Report:
    """Returns what reporters are given."""
    return Report((checked,), {one.id: one for one in _practices()}, rules_pack="communication", version="1.0",
                  questions=True, statistics=True, examples=api.load_examples, directory="/somewhere",
                  )._replace(**changes)


def _lint(source: Source) -> DocumentResult:
    return lint(source, api.load_engine(), _practices(), max_questions=MOST_QUESTIONS,
                linked_files={"../orders.yaml": _orders()})


@cache
def _practices() -> tuple[Any, ...]:
    return api.load_practices()


@cache
def _orders() -> Source:
    return Source("../orders.yaml", "version: 1\ninteractions:\n  - {id: order-created, from: orders, to: mail}\n")


def _misplaced(span: Span, lines: int, what: str) -> Iterator[str]:
    size = len(span.source.text)
    if not 0 <= span.start <= span.end <= size:
        yield f"{what} stands at {span.start} to {span.end} of {size}"
    elif not (1 <= span.line <= span.end_line <= lines and span.column >= 1 and span.end_column >= 1):
        yield f"{what} stands at {span.line}:{span.column} to {span.end_line}:{span.end_column}"


def _faults(form: str, text: str) -> Iterator[str]:
    text = text.replace("\r\n", "\n") if form == "csv" else text
    if odd := {one for one in text if not one.isprintable() and one not in JOINERS}:
        yield f"shows {sorted(odd)}"
    try:
        text.encode()
    except UnicodeEncodeError as error:
        yield str(error)
    if parse := PARSERS.get(form):
        try:
            parse(text)
        except (ValueError, ElementTree.ParseError) as error:
            yield f"cannot be read: {error}"
    for system, commands in (("github", github_commands), ("azure", azure_commands)):
        names = {one.name for one in commands(text)} - (COMMANDS[system] if form == system else set())
        if names and form not in COMMANDS.keys() - {system}:  # a format of one system is not printed under another
            yield f"holds the commands {sorted(names)}"


def _each_line(text: str) -> None:
    for line in text.splitlines():
        json.loads(line)


PARSERS: dict[str, Callable[[str], object]] = {
    "json": json.loads, "sarif": json.loads, "gitlab": json.loads, "rdjson": json.loads, "json-lines": _each_line,
    "junit": ElementTree.fromstring}
