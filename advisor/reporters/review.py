"""Review as text: findings, flows, async candidates, questions, counts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from advisor.model.finding import ArchitectureReview, AsyncImprovement, FactQuestion, Finding
from advisor.page.style import TextStyle
from advisor.reporters.findings import finding_with_frame, findings_in_text
from advisor.reporters.flows import flows_in_text
from advisor.reporters.number_format import format_gains, format_verdict_counts, sort_proposed_first
from advisor.reporters.questions import MergedQuestion, QuestionList, list_questions, merge_questions
from advisor.reporters.severities import format_suppressed_count
from advisor.text.layout import apply_style, section, wrap
from advisor.text.sanitise import escape_controls

MAX_IMPROVEMENTS = 5
MAX_SHOWN_QUESTIONS = 10  # questions, unless all are requested
MAX_QUESTIONS = 1000  # upper bound even if all are requested


def review_in_text(review: ArchitectureReview, style: TextStyle, *, every_question: bool) -> Iterator[str]:
    """Yields the lines of a review; a single line if there are no findings."""
    question_list = list_questions(review.questions, MAX_QUESTIONS) if every_question \
        else merge_questions(review.questions, MAX_SHOWN_QUESTIONS)
    question_list = question_list._replace(total=question_list.total + review.omitted_questions)
    if not review.findings:
        yield no_findings_line(review, question_list.total, every_question)
        yield from _questions(question_list, style) if every_question else ()
        return
    yield from findings_in_text(review.findings, style)
    yield from section("Flows", flows_in_text(review.flows, style), style.colour)
    yield from section("Make this asynchronous first", _improvements(review.improvements, style), style.colour)
    yield from _questions(question_list, style)
    yield ""
    yield from wrap(format_verdict_counts(review.counts), style.width, "", "  ")


def interaction_review_lines(
    findings: Sequence[Finding], questions: Sequence[FactQuestion], style: TextStyle
) -> Iterator[str]:
    """Yields findings and questions of one interaction, for its result page."""
    shown_help: set[tuple[str, str]] = set()
    for number, finding in enumerate(findings):
        if number == 0:
            yield from ("", apply_style("Findings", "bold", style.colour))
        yield from ("",) if number else ()
        yield from finding_with_frame(finding, style, shown_help)
    open_questions = list_questions(questions, MAX_QUESTIONS).first
    lines = (line for asked in open_questions for line in _question_lines(asked, style, ""))
    yield from section("Practices would need to know", lines, style.colour)


def no_findings_line(review: ArchitectureReview, questions: int, questions_shown: bool) -> str:
    """Returns the summary line of a review without active findings."""
    line = f"No findings{format_suppressed_count(review.suppressed)}"
    if not questions:
        return f"{line}."
    hint = "" if questions_shown else " (--questions shows them)"
    return f"{line}; {questions:,} {'question' if questions == 1 else 'questions'}{hint}."


def format_other_subjects(asked: MergedQuestion) -> str:
    """Returns the other subjects of a question, such as `The same of pay, ship and 7 more.`"""
    omitted = asked.subject_count - 1 - len(asked.other_subjects)
    names = [*asked.other_subjects, *([f"{omitted:,} more"] if omitted else [])]
    if not names:
        return ""
    return f"The same of {' and '.join([', '.join(names[:-1]), names[-1]] if names[1:] else names)}."


def _questions(question_list: QuestionList, style: TextStyle) -> Iterator[str]:
    if not question_list.first:
        return
    yield from ("", apply_style("Questions, most valuable first", "bold", style.colour))
    for asked in question_list.first:
        yield from _question_lines(asked, style, f"{asked.question.span.file}:{asked.question.span.line}: ")
    if question_list.omitted_count:
        is_full = len(question_list.first) == MAX_QUESTIONS
        hint = "--format json holds all of them" if is_full else "--questions shows them"
        yield f"  and {question_list.omitted_count:,} more; {hint}"


def _question_lines(asked: MergedQuestion, style: TextStyle, location: str) -> Iterator[str]:
    text = f"{location}{asked.question.question} [{', '.join(asked.rules)}]"
    yield from wrap(escape_controls(f"{text} {format_other_subjects(asked)}".rstrip()), style.width, "  ", "    ")


def _improvements(improvements: Sequence[AsyncImprovement], style: TextStyle) -> Iterator[str]:
    for improvement in sort_proposed_first(improvements)[:MAX_IMPROVEMENTS]:
        text = f"{improvement.interaction}: {format_gains(improvement)}. {improvement.because}"
        yield from wrap(escape_controls(text), style.width, "  ", "    ")
    if len(improvements) > MAX_IMPROVEMENTS:
        yield f"  and {len(improvements) - MAX_IMPROVEMENTS:,} more with less to gain"
