"""A checked document as plain values, which can be stored and sent, and back."""

from __future__ import annotations

from typing import Any

from advisor.model.checked import Checked, Edit, Fix, Noted, Silence
from advisor.model.finding import SEVERITIES, Finding, Question
from advisor.source import Source, Span

Plain = list[Any]


def plain(checked: Checked) -> Plain:
    """Returns a checked document without its name and text, as lists of texts and numbers."""
    remedies: dict[str, int] = {}  # each once, for the findings of a rule share theirs
    noted = [_plain_noted(one, remedies) for one in checked.noted]
    questions = [_plain_question(one) for one in checked.questions]
    return [checked.interactions, list(checked.not_read), list(remedies), noted, questions]


def from_plain(data: Plain, source: Source) -> Checked:
    """Returns the checked document that `plain` made plain, with its places in a text.

    Raises ValueError for anything else, for whoever kept it may have damaged it.
    """
    try:
        interactions, not_read, remedies, noted, questions = data
        return Checked(source.name, tuple([_noted(one, source, remedies) for one in noted]),
                       tuple([_question(one, source) for one in questions]), int(interactions),
                       tuple(map(str, not_read)))
    except (TypeError, KeyError, AttributeError, IndexError) as error:
        raise ValueError("not a checked document") from error


def _plain_noted(noted: Noted, remedies: dict[str, int]) -> Plain:
    found, fix, silence = noted
    start, end = _within(found.span)
    return [found.rule, found.severity, found.message, start, end, found.interaction,
            found.fingerprint, remedies.setdefault(found.help, len(remedies)), list(found.path), found.numbers,
            None if fix is None else [fix.says, fix.is_safe, [list(edit) for edit in fix.edits]],
            None if silence is None else list(silence)]


def _noted(data: Plain, source: Source, remedies: list[str]) -> Noted:
    rule, severity, message, start, end, interaction, fingerprint, remedy, path, numbers, fix, silence = data
    if severity not in SEVERITIES:
        raise ValueError("no severity")
    span = _span(source, start, end)
    finding = Finding(rule, severity, message, span, interaction, fingerprint, remedies[remedy], tuple(path), numbers)
    return Noted(finding, None if fix is None else _fix(fix, source), None if silence is None else Silence(*silence))


def _fix(data: Plain, source: Source) -> Fix:
    says, is_safe, edits = data
    kept = []
    for start, end, text in edits:
        span = _span(source, start, end)
        kept.append(Edit(span.start, span.end, text))
    return Fix(says, tuple(kept), is_safe)


def _plain_question(question: Question) -> Plain:
    return [question.rule, question.interaction, question.subject, list(question.facts), question.question,
            *_within(question.span)]


def _question(data: Plain, source: Source) -> Question:
    rule, interaction, subject, facts, text, start, end = data
    return Question(rule, interaction, subject, tuple(facts), text, _span(source, start, end))


def _within(span: Span) -> tuple[int, int]:
    """What is missing at the end of a text may be pointed at behind it."""
    size = len(span.source.text)
    return min(span.start, size), min(span.end, size)


def _span(source: Source, start: int, end: int) -> Span:
    if not 0 <= start <= end <= len(source.text):
        raise ValueError("outside of the text")
    return Span(source, start, end)
