"""A review as text: findings, flows, what to make asynchronous, what to ask, and the counts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from advisor.model.finding import Finding, Improvement, Question, Review
from advisor.reporters.amounts import counts_in_words, gains_in_words, proposed_first
from advisor.reporters.clean import clean
from advisor.reporters.findings import findings_in_text, in_full
from advisor.reporters.flows import flows_in_text
from advisor.reporters.layout import paint, wrap
from advisor.reporters.questions import Asked, Asking, asked_of_all, each_asked
from advisor.reporters.report import Look
from advisor.reporters.severities import silenced_in_words

MOST_IMPROVEMENTS = 5
SHOWN = 10  # questions, unless all are asked for
MOST_QUESTIONS = 1000  # even where all are asked for, on a page for people


def review_in_text(review: Review, look: Look, *, every_question: bool) -> Iterator[str]:
    """Yields the lines of a review. Where there is nothing to report, that is one line."""
    asking = each_asked(review.questions, MOST_QUESTIONS) if every_question else asked_of_all(review.questions, SHOWN)
    asking = asking._replace(total=asking.total + review.untold)
    if not review.findings:
        yield nothing_found(review, asking.total, every_question)
        yield from _questions(asking, look) if every_question else ()
        return
    yield from findings_in_text(review.findings, look)
    yield from _section("Flows", flows_in_text(review.flows, look), look)
    yield from _section("Make this asynchronous first", _improvements(review.improvements, look), look)
    yield from _questions(asking, look)
    yield ""
    yield from wrap(counts_in_words(review.counts), look.width, "", "  ")


def of_interaction(findings: Sequence[Finding], questions: Sequence[Question], look: Look) -> Iterator[str]:
    """Yields what a review says of one interaction, for its page."""
    said: set[tuple[str, str]] = set()
    for number, finding in enumerate(findings):
        if number == 0:
            yield from ("", paint("Findings", "bold", look.colour))
        yield from ("",) if number else ()
        yield from in_full(finding, look, said)
    asked = each_asked(questions, MOST_QUESTIONS).first
    yield from _section("Practices would need to know", (line for one in asked for line in _asked(one, look, "")), look)


def nothing_found(review: Review, questions: int, shown: bool) -> str:
    """Returns the one line for a design without findings that count."""
    said = f"No findings{silenced_in_words(review.silenced)}"
    if not questions:
        return f"{said}."
    where = "" if shown else " (--questions shows them)"
    return f"{said}; {questions:,} {'question' if questions == 1 else 'questions'}{where}."


def others_in_words(asked: Asked) -> str:
    """Returns who else is asked the same, such as `The same of pay, ship and 7 more.`"""
    unnamed = asked.number - 1 - len(asked.others)
    names = [*asked.others, *([f"{unnamed:,} more"] if unnamed else [])]
    if not names:
        return ""
    return f"The same of {' and '.join([', '.join(names[:-1]), names[-1]] if names[1:] else names)}."


def _questions(asking: Asking, look: Look) -> Iterator[str]:
    if not asking.first:
        return
    yield from ("", paint("Questions, most valuable first", "bold", look.colour))
    for one in asking.first:
        yield from _asked(one, look, f"{one.question.span.file}:{one.question.span.line}: ")
    if asking.more:
        where = "--format json holds all of them" if len(asking.first) == MOST_QUESTIONS else "--questions shows them"
        yield f"  and {asking.more:,} more; {where}"


def _asked(one: Asked, look: Look, place: str) -> Iterator[str]:
    said = f"{place}{one.question.question} [{', '.join(one.rules)}]"
    yield from wrap(clean(f"{said} {others_in_words(one)}".rstrip()), look.width, "  ", "    ")


def _improvements(improvements: Sequence[Improvement], look: Look) -> Iterator[str]:
    for one in proposed_first(improvements)[:MOST_IMPROVEMENTS]:
        yield from wrap(clean(f"{one.interaction}: {gains_in_words(one)}. {one.because}"), look.width, "  ", "    ")
    if len(improvements) > MOST_IMPROVEMENTS:
        yield f"  and {len(improvements) - MOST_IMPROVEMENTS:,} more with less to gain"


def _section(title: str, lines: Iterator[str], look: Look) -> Iterator[str]:
    first = next(lines, None)
    if first is None:
        return
    yield ""
    yield paint(title, "bold", look.colour)
    yield from (first,) if first else ()
    yield from lines
