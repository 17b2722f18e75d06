"""Review as text: findings, flows, async candidates, questions, counts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from advisor.model.finding import AsyncImprovement, FactQuestion, ReportedFinding
from advisor.reporters.findings import finding_with_frame, findings_in_text
from advisor.reporters.flows import flows_in_text
from advisor.reporters.number_format import format_gains, format_verdict_counts, sort_proposed_first
from advisor.reporters.questions import MergedQuestion, QuestionList, list_questions, merge_questions
from advisor.reporters.report import Report, TextStyle
from advisor.reporters.selection import active_findings, not_read_line, sort_by_severity, suppressed_counts
from advisor.reporters.severities import format_severity_counts
from advisor.text.layout import apply_style, section, wrap
from advisor.text.sanitise import escape_controls

MAX_IMPROVEMENTS = 5
MAX_SHOWN_QUESTIONS = 10  # questions, unless all are requested
MAX_QUESTIONS = 1000  # upper bound even if all are requested


def review_in_text(report: Report) -> Iterator[str]:
    """Yields the lines of a review; a single line if there are no findings."""
    findings = sort_by_severity(active_findings(report.documents))
    style, questions = report.style, report.all_questions()
    question_list = list_questions(questions, MAX_QUESTIONS) if report.questions \
        else merge_questions(questions, MAX_SHOWN_QUESTIONS)
    question_list = question_list._replace(total=question_list.total + report.omitted_questions)
    if not findings:
        yield no_findings_line(report, question_list.total, report.questions)
        yield from _questions(question_list, style) if report.questions else ()
        yield from not_read_lines(report)
        return
    yield finding_counts_line(findings, report)
    yield from findings_in_text(findings, report)
    yield from section("Flows", flows_in_text(report.flows, style), style.colour)
    yield from section("Make this asynchronous first", _improvements(report.improvements, style), style.colour)
    yield from _questions(question_list, style)
    yield ""
    yield from wrap(format_verdict_counts(report.counts), style.width, "", "  ")
    yield from not_read_lines(report)


def interaction_review_lines(
    findings: Sequence[ReportedFinding], questions: Sequence[FactQuestion], report: Report
) -> Iterator[str]:
    """Yields findings and questions of one interaction, for its result page."""
    shown_help: set[tuple[str, str]] = set()
    style = report.style
    for number, noted in enumerate(findings):
        if number == 0:
            yield from ("", apply_style("Findings", "bold", style.colour))
        yield from ("",) if number else ()
        yield from finding_with_frame(noted, report, shown_help)
    open_questions = list_questions(questions, MAX_QUESTIONS).first
    lines = (line for asked in open_questions for line in _question_lines(asked, style, ""))
    yield from section("Practices would need to know", lines, style.colour)


def finding_counts_line(findings: Sequence[ReportedFinding], report: Report) -> str:
    """Returns the counts of findings by severity, and of those that are suppressed."""
    counts = (format_severity_counts(noted.finding for noted in findings), suppressed_counts(report.documents))
    return f"{'; '.join(filter(None, counts))}."


def no_findings_line(report: Report, questions: int, questions_shown: bool) -> str:
    """Returns the summary line of a review without active findings."""
    line = "; ".join(filter(None, ("No findings", suppressed_counts(report.documents))))
    if not questions:
        return f"{line}."
    hint = "" if questions_shown else " (--questions shows them)"
    return f"{line}; {questions:,} {'question' if questions == 1 else 'questions'}{hint}."


def not_read_lines(report: Report) -> Iterator[str]:
    """Yields what was not read, wrapped; nothing if everything was read."""
    line = not_read_line(report)
    return wrap(escape_controls(line), report.style.width, "", "  ") if line else iter(())


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
