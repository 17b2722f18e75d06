"""Review as text: findings, flows, async candidates, questions, counts."""

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
MAX_SHOWN_QUESTIONS = 10  # questions, unless all are requested
MOST_QUESTIONS = 1000  # upper bound even if all are requested


def review_in_text(review: Review, style: Look, *, every_question: bool) -> Iterator[str]:
    """Yields the lines of a review; a single line if there are no findings."""
    question_list = each_asked(review.questions, MOST_QUESTIONS) if every_question \
        else asked_of_all(review.questions, MAX_SHOWN_QUESTIONS)
    question_list = question_list._replace(total=question_list.total + review.untold)
    if not review.findings:
        yield nothing_found(review, question_list.total, every_question)
        yield from _questions(question_list, style) if every_question else ()
        return
    yield from findings_in_text(review.findings, style)
    yield from _section("Flows", flows_in_text(review.flows, style), style)
    yield from _section("Make this asynchronous first", _improvements(review.improvements, style), style)
    yield from _questions(question_list, style)
    yield ""
    yield from wrap(counts_in_words(review.counts), style.width, "", "  ")


def of_interaction(findings: Sequence[Finding], questions: Sequence[Question], style: Look) -> Iterator[str]:
    """Yields findings and questions of one interaction, for its result page."""
    shown_help: set[tuple[str, str]] = set()
    for number, finding in enumerate(findings):
        if number == 0:
            yield from ("", paint("Findings", "bold", style.colour))
        yield from ("",) if number else ()
        yield from in_full(finding, style, shown_help)
    open_questions = each_asked(questions, MOST_QUESTIONS).first
    lines = (line for asked in open_questions for line in _question_lines(asked, style, ""))
    yield from _section("Practices would need to know", lines, style)


def nothing_found(review: Review, questions: int, questions_shown: bool) -> str:
    """Returns the summary line of a review without active findings."""
    line = f"No findings{silenced_in_words(review.silenced)}"
    if not questions:
        return f"{line}."
    hint = "" if questions_shown else " (--questions shows them)"
    return f"{line}; {questions:,} {'question' if questions == 1 else 'questions'}{hint}."


def others_in_words(asked: Asked) -> str:
    """Returns the other subjects of a question, such as `The same of pay, ship and 7 more.`"""
    omitted = asked.number - 1 - len(asked.others)
    names = [*asked.others, *([f"{omitted:,} more"] if omitted else [])]
    if not names:
        return ""
    return f"The same of {' and '.join([', '.join(names[:-1]), names[-1]] if names[1:] else names)}."


def _questions(question_list: Asking, style: Look) -> Iterator[str]:
    if not question_list.first:
        return
    yield from ("", paint("Questions, most valuable first", "bold", style.colour))
    for asked in question_list.first:
        yield from _question_lines(asked, style, f"{asked.question.span.file}:{asked.question.span.line}: ")
    if question_list.more:
        is_full = len(question_list.first) == MOST_QUESTIONS
        hint = "--format json holds all of them" if is_full else "--questions shows them"
        yield f"  and {question_list.more:,} more; {hint}"


def _question_lines(asked: Asked, style: Look, location: str) -> Iterator[str]:
    text = f"{location}{asked.question.question} [{', '.join(asked.rules)}]"
    yield from wrap(clean(f"{text} {others_in_words(asked)}".rstrip()), style.width, "  ", "    ")


def _improvements(improvements: Sequence[Improvement], style: Look) -> Iterator[str]:
    for improvement in proposed_first(improvements)[:MOST_IMPROVEMENTS]:
        text = f"{improvement.interaction}: {gains_in_words(improvement)}. {improvement.because}"
        yield from wrap(clean(text), style.width, "  ", "    ")
    if len(improvements) > MOST_IMPROVEMENTS:
        yield f"  and {len(improvements) - MOST_IMPROVEMENTS:,} more with less to gain"


def _section(title: str, lines: Iterator[str], style: Look) -> Iterator[str]:
    first = next(lines, None)
    if first is None:
        return
    yield ""
    yield paint(title, "bold", style.colour)
    yield from (first,) if first else ()
    yield from lines
