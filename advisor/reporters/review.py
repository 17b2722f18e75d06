"""Review as elements of a page: findings, flows, async candidates, questions, counts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from advisor.model.finding import AsyncImprovement, FactQuestion, ReportedFinding
from advisor.page.elements import BLANK, Element, Paragraph, Run, TextLine, Title, section
from advisor.page.style import GOOD, QUIET, STRONG
from advisor.reporters.findings import finding_elements, framed_finding
from advisor.reporters.flows import flow_elements
from advisor.reporters.number_format import format_gains, format_verdict_counts, sort_proposed_first
from advisor.reporters.questions import MergedQuestion, QuestionList, list_questions, merge_questions
from advisor.reporters.report import Report
from advisor.reporters.selection import active_findings, not_read_line, sort_by_severity, suppressed_counts
from advisor.reporters.severities import format_severity_counts

MAX_IMPROVEMENTS = 5
MAX_SHOWN_QUESTIONS = 10  # questions, unless all are requested
MAX_QUESTIONS = 1000  # upper bound even if all are requested


def review_elements(report: Report) -> Iterator[Element]:
    """Yields the elements of a review; a single line if there are no findings."""
    findings = sort_by_severity(active_findings(report.documents))
    questions = report.all_questions()
    question_list = list_questions(questions, MAX_QUESTIONS) if report.questions \
        else merge_questions(questions, MAX_SHOWN_QUESTIONS)
    question_list = question_list._replace(total=question_list.total + report.omitted_questions)
    if not findings:
        yield TextLine(no_findings_line(report, question_list.total, report.questions), GOOD)
        yield from _questions(question_list) if report.questions else ()
        yield from not_read_elements(report)
        return
    yield TextLine(finding_counts_line(findings, report))
    yield from finding_elements(findings, report)
    yield from section("Flows", flow_elements(report.flows))
    yield from section("Make this asynchronous first", _improvements(report.improvements))
    yield from _questions(question_list)
    yield BLANK
    yield Paragraph(format_verdict_counts(report.counts), "", "  ")
    yield from not_read_elements(report)


def not_read_elements(report: Report) -> Iterator[Element]:
    """Yields the line on what was not read, if there is something."""
    line = not_read_line(report)
    if line:
        yield Paragraph(line, "", "  ")


def interaction_review(findings: Sequence[ReportedFinding], questions: Sequence[FactQuestion],
                       report: Report) -> Iterator[Element]:
    """Yields findings and questions of one interaction, for its result page."""
    shown_help: set[tuple[str, str]] = set()
    for number, noted in enumerate(findings):
        yield BLANK
        if number == 0:
            yield Title("Findings")
        yield framed_finding(noted, report, shown_help)
    open_questions = list_questions(questions, MAX_QUESTIONS).first
    yield from section("Practices would need to know", (_question(asked, "") for asked in open_questions))


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


def format_other_subjects(asked: MergedQuestion) -> str:
    """Returns the other subjects of a question, such as `The same of pay, ship and 7 more.`"""
    omitted = asked.subject_count - 1 - len(asked.other_subjects)
    names = [*asked.other_subjects, *([f"{omitted:,} more"] if omitted else [])]
    if not names:
        return ""
    return f"The same of {' and '.join([', '.join(names[:-1]), names[-1]] if names[1:] else names)}."


def _questions(question_list: QuestionList) -> Iterator[Element]:
    if not question_list.first:
        return
    yield from (BLANK, Title("Questions, most valuable first"))
    for asked in question_list.first:
        yield _question(asked, f"{asked.question.span.file}:{asked.question.span.line}: ")
    if question_list.omitted_count:
        is_full = len(question_list.first) == MAX_QUESTIONS
        hint = "--format json holds all of them" if is_full else "--questions shows them"
        yield TextLine(f"  and {question_list.omitted_count:,} more; {hint}")


def _question(asked: MergedQuestion, location: str) -> Paragraph:
    rules = Run(f" [{', '.join(asked.rules)}]", QUIET)
    others = Run(f" {format_other_subjects(asked)}".rstrip())
    return Paragraph((Run(location, QUIET), Run(asked.question.question), rules, others), "  ", "    ")


def _improvements(improvements: Sequence[AsyncImprovement]) -> Iterator[Element]:
    for improvement in sort_proposed_first(improvements)[:MAX_IMPROVEMENTS]:
        text = f"{format_gains(improvement)}. {improvement.because}"
        yield Paragraph((Run(f"{improvement.interaction}: ", STRONG), Run(text)), "  ", "    ")
    if len(improvements) > MAX_IMPROVEMENTS:
        yield TextLine(f"  and {len(improvements) - MAX_IMPROVEMENTS:,} more with less to gain")
