"""Serialises lint results for the cache and worker processes."""

from __future__ import annotations

from os.path import dirname, join, normpath, relpath
from typing import Any

from advisor.model.finding import (
    SEVERITIES,
    DocumentResult,
    FactQuestion,
    Finding,
    Fix,
    NotRead,
    RelatedPlace,
    ReportedFinding,
    Suppression,
    TextEdit,
)
from advisor.text.source import Source, Span

WireData = list[Any]


def to_wire(checked: DocumentResult) -> WireData:
    """Serialises a checked document, without its name and text, to lists of strings and numbers."""
    remedies: dict[str, int] = {}  # stored once: the findings of a rule share their remedy
    noted = [_noted_to_wire(item, remedies) for item in checked.findings]
    questions = [_question_to_wire(item) for item in checked.questions]
    not_read = [[part.line, part.what] for part in checked.not_read]
    return [checked.interaction_count, not_read, list(remedies), noted, questions]


def from_wire(data: WireData, source: Source) -> DocumentResult:
    """Deserialises a checked document, with its spans in a source.

    Raises ValueError for malformed data: the cache may be damaged.
    """
    try:
        interactions, not_read, remedies, noted, questions = data
        return DocumentResult(source.name, tuple([_noted_from_wire(item, source, remedies) for item in noted]),
                              tuple([_question_from_wire(item, source) for item in questions]), int(interactions),
                              tuple([NotRead(source.name, int(line), str(what)) for line, what in not_read]))
    except (TypeError, KeyError, AttributeError, IndexError) as error:
        raise ValueError("not a checked document") from error


def _noted_to_wire(noted: ReportedFinding, remedies: dict[str, int]) -> WireData:
    finding, fix, silence = noted
    start, end = _clamped(finding.span)
    return [finding.rule, finding.severity, finding.message, start, end, finding.interaction,
            finding.fingerprint, remedies.setdefault(finding.help, len(remedies)), list(finding.path), finding.numbers,
            None if fix is None else [fix.description, fix.is_safe, [list(edit) for edit in fix.edits]],
            None if silence is None else list(silence),
            [_related_to_wire(place, finding.span.source) for place in finding.related]]


def _noted_from_wire(data: WireData, source: Source, remedies: list[str]) -> ReportedFinding:
    rule, severity, message, start, end, interaction, fingerprint, remedy, path, numbers, fix, silence, others = data
    if severity not in SEVERITIES:
        raise ValueError("no severity")
    span = _span(source, start, end)
    related = tuple([_related_from_wire(place, source) for place in others])
    finding = Finding(rule, severity, message, span, interaction, fingerprint, remedies[remedy], tuple(path), numbers,
                      related)
    return ReportedFinding(finding, None if fix is None else _fix_from_wire(fix, source),
                           None if silence is None else Suppression(*silence))


def _fix_from_wire(data: WireData, source: Source) -> Fix:
    says, is_safe, edits = data
    parsed = []
    for start, end, text in edits:
        span = _span(source, start, end)
        parsed.append(TextEdit(span.start, span.end, text))
    return Fix(says, tuple(parsed), is_safe)


def _related_to_wire(place: RelatedPlace, source: Source) -> WireData:
    """Serialises another place; its file relative to the document, which may be displayed under another name."""
    file = "" if place.file == source.name else relpath(place.file, dirname(source.name))
    return [file, place.line, place.column, place.end_column, place.message]


def _related_from_wire(data: WireData, source: Source) -> RelatedPlace:
    file, line, column, end_column, message = data
    name = normpath(join(dirname(source.name), file)) if file else source.name
    return RelatedPlace(name, int(line), int(column), int(end_column), str(message))


def _question_to_wire(question: FactQuestion) -> WireData:
    return [question.rule, question.interaction, question.subject, list(question.facts), question.question,
            *_clamped(question.span), question.rank]


def _question_from_wire(data: WireData, source: Source) -> FactQuestion:
    rule, interaction, subject, facts, text, start, end, rank = data
    return FactQuestion(rule, interaction, subject, tuple(facts), text, _span(source, start, end), int(rank))


def _clamped(span: Span) -> tuple[int, int]:
    """Returns the offsets of a span, clamped to the text: a span may point behind its end."""
    size = len(span.source.text)
    return min(span.start, size), min(span.end, size)


def _span(source: Source, start: int, end: int) -> Span:
    if not 0 <= start <= end <= len(source.text):
        raise ValueError("outside of the text")
    return Span(source, start, end)
