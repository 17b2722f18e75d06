"""Pull-request comment: a table of findings and folded details, within the size limit of a comment."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from advisor.model.finding import SEVERITIES, DocumentResult, ReportedFinding
from advisor.page.style import PIPE_WIDTH
from advisor.reporters.lint.report import LintReport
from advisor.reporters.lint.rule_help import help_in_markdown, rule_url
from advisor.reporters.lint.selection import active_findings, count_by_rule, summary_line
from advisor.reporters.markup import escape_markdown, fenced_block
from advisor.reporters.severities import TITLES
from advisor.text.code_frame import code_frame
from advisor.text.sanitise import escape_ci_commands, escape_controls

MARK = "<!-- advisor-lint -->\n"  # identifies the comment for updates
MAX_BYTES = 60_000  # GitHub takes 65,536 characters
IN_HTML = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "#": "&#35;", "@": "@<!-- -->"})
RESERVED_BYTES = 400  # bytes reserved for the closing note


def render(report: LintReport) -> Iterator[str]:
    """Yields the comment; findings that do not fit are only counted."""
    active = list(active_findings(report.checked))
    size = shown = 0
    for block, count in _blocks(active, report):
        size += len(block.encode(errors="surrogatepass"))
        if size > MAX_BYTES - RESERVED_BYTES:
            omitted = len(active) - shown
            more = f"{omitted:,} more findings do not fit" if omitted > 0 else "The rest does not fit"
            yield f"\n{more} into one comment; `--format json` holds everything.\n"
            return
        shown += count
        yield block


def _blocks(findings: list[ReportedFinding], report: LintReport) -> Iterator[tuple[str, int]]:
    """Yields blocks of the comment, each with its number of findings."""
    yield f"{MARK}## Communication patterns\n\n{escape_markdown(summary_line(report))}\n", 0
    if not findings and not report.questions:
        return
    yield from ((block, 0) for block in _table(report.checked))
    for severity in SEVERITIES:
        group = [noted for noted in findings if noted.finding.severity == severity]
        yield from _folded(severity, group, report)
    yield from _statistics(findings, report)
    yield from _questions(report)


def _table(checked: Iterable[DocumentResult]) -> Iterator[str]:
    rows = [(document.file, Counter(noted.finding.severity for noted in document.findings if noted.suppression is None))
            for document in checked]
    rows = [(file, counts) for file, counts in rows if counts]
    if not rows:
        return
    yield "\n| Document | Errors | Warnings | Notes |\n| --- | ---: | ---: | ---: |\n"
    for file, counts in rows:
        yield f"| {escape_markdown(file)} | {' | '.join(str(counts[severity] or '') for severity in SEVERITIES)} |\n"


def _folded(severity: str, group: list[ReportedFinding], report: LintReport) -> Iterator[tuple[str, int]]:
    """Folds each finding by itself, so that truncation leaves no open element."""
    if not group:
        return
    yield f"\n### {TITLES[severity]} ({len(group):,})\n", 0
    explained: set[str] = set()
    for noted in group:
        yield "".join(_finding(noted, noted.finding.rule not in explained, report)), 1
        explained.add(noted.finding.rule)


def _finding(noted: ReportedFinding, explain: bool, report: LintReport) -> Iterator[str]:
    finding = noted.finding
    line, column = finding.span.source.position(finding.span.start)
    yield (f"\n<details>\n<summary><b>{_in_html(finding.rule)}</b> {_in_html(finding.message)} "
           f"({_in_html(f'{finding.span.file}:{line}:{column}')})</summary>\n\n")
    yield fenced_block(escape_ci_commands(text) for text in code_frame(finding.span, PIPE_WIDTH))
    practice = report.practices.get(finding.rule)
    if explain and practice is not None:
        yield "\n"
        yield from help_in_markdown(practice, report.examples().get(finding.rule), rule_url(finding.rule, report))
    elif finding.help:
        yield f"\n{escape_markdown(finding.help)}\n"
    if noted.fix is not None:
        yield f"\n**{'Fix' if noted.fix.is_safe else 'Unsafe fix'}:** {escape_markdown(noted.fix.description)}\n"
    yield "\n</details>\n"


def _in_html(text: str) -> str:
    """Escapes a line for HTML."""
    return escape_controls(text).translate(IN_HTML)


def _statistics(findings: list[ReportedFinding], report: LintReport) -> Iterator[tuple[str, int]]:
    if not report.statistics or not findings:
        return
    yield "\n| Rule | Severity | Count |\n| --- | --- | ---: |\n", 0
    for rule, severity, count in count_by_rule(noted.finding for noted in findings):
        yield f"| {escape_markdown(rule)} | {severity} | {count:,} |\n", 0


def _questions(report: LintReport) -> Iterator[tuple[str, int]]:
    questions = [question for document in report.checked for question in document.questions] if report.questions else []
    if not questions:
        return
    yield f"\n### Questions ({len(questions):,})\n\n", 0
    for question in questions:
        location = escape_markdown(f"{question.span.file}:{question.span.line}")
        yield f"- {escape_markdown(question.question)} ({escape_markdown(question.rule)}, {location})\n", 0
