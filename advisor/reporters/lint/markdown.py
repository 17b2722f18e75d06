"""Pull-request comment: a table of findings and folded details, within the size limit of a comment."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from advisor.model.checked import Checked, Noted
from advisor.model.finding import SEVERITIES
from advisor.reporters.clean import clean, guarded
from advisor.reporters.frame import frame
from advisor.reporters.lint.about import address, help_in_markdown
from advisor.reporters.lint.found import by_rule, counting, summary
from advisor.reporters.lint_report import LintReport
from advisor.reporters.markup import escape, fenced
from advisor.reporters.report import PIPE_WIDTH
from advisor.reporters.severities import TITLES

MARK = "<!-- advisor-lint -->\n"  # identifies the comment for updates
MOST_BYTES = 60_000  # GitHub takes 65,536 characters
IN_HTML = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "#": "&#35;", "@": "@<!-- -->"})
RESERVED_BYTES = 400  # bytes reserved for the closing note


def report(report: LintReport) -> Iterator[str]:
    """Yields the comment; findings that do not fit are only counted."""
    active = list(counting(report.checked))
    size = shown = 0
    for block, count in _blocks(active, report):
        size += len(block.encode(errors="surrogatepass"))
        if size > MOST_BYTES - RESERVED_BYTES:
            omitted = len(active) - shown
            more = f"{omitted:,} more findings do not fit" if omitted > 0 else "The rest does not fit"
            yield f"\n{more} into one comment; `--format json` holds everything.\n"
            return
        shown += count
        yield block


def _blocks(findings: list[Noted], report: LintReport) -> Iterator[tuple[str, int]]:
    """Yields blocks of the comment, each with its number of findings."""
    yield f"{MARK}## Communication patterns\n\n{escape(summary(report))}\n", 0
    if not findings and not report.questions:
        return
    yield from ((block, 0) for block in _table(report.checked))
    for severity in SEVERITIES:
        group = [noted for noted in findings if noted.finding.severity == severity]
        yield from _folded(severity, group, report)
    yield from _statistics(findings, report)
    yield from _questions(report)


def _table(checked: Iterable[Checked]) -> Iterator[str]:
    rows = [(document.file, Counter(noted.finding.severity for noted in document.noted if noted.silence is None))
            for document in checked]
    rows = [(file, counts) for file, counts in rows if counts]
    if not rows:
        return
    yield "\n| Document | Errors | Warnings | Notes |\n| --- | ---: | ---: | ---: |\n"
    for file, counts in rows:
        yield f"| {escape(file)} | {' | '.join(str(counts[severity] or '') for severity in SEVERITIES)} |\n"


def _folded(severity: str, group: list[Noted], report: LintReport) -> Iterator[tuple[str, int]]:
    """Folds each finding by itself, so that truncation leaves no open element."""
    if not group:
        return
    yield f"\n### {TITLES[severity]} ({len(group):,})\n", 0
    explained: set[str] = set()
    for noted in group:
        yield "".join(_finding(noted, noted.finding.rule not in explained, report)), 1
        explained.add(noted.finding.rule)


def _finding(noted: Noted, explain: bool, report: LintReport) -> Iterator[str]:
    finding = noted.finding
    line, column = finding.span.source.place(finding.span.start)
    yield (f"\n<details>\n<summary><b>{_in_html(finding.rule)}</b> {_in_html(finding.message)} "
           f"({_in_html(f'{finding.span.file}:{line}:{column}')})</summary>\n\n")
    yield fenced(guarded(text) for text in frame(finding.span, PIPE_WIDTH))
    practice = report.practices.get(finding.rule)
    if explain and practice is not None:
        yield "\n"
        yield from help_in_markdown(practice, report.examples().get(finding.rule), address(finding.rule, report))
    elif finding.help:
        yield f"\n{escape(finding.help)}\n"
    if noted.fix is not None:
        yield f"\n**{'Fix' if noted.fix.is_safe else 'Unsafe fix'}:** {escape(noted.fix.says)}\n"
    yield "\n</details>\n"


def _in_html(text: str) -> str:
    """Escapes a line for HTML."""
    return clean(text).translate(IN_HTML)


def _statistics(findings: list[Noted], report: LintReport) -> Iterator[tuple[str, int]]:
    if not report.statistics or not findings:
        return
    yield "\n| Rule | Severity | Count |\n| --- | --- | ---: |\n", 0
    for rule, severity, count in by_rule(noted.finding for noted in findings):
        yield f"| {escape(rule)} | {severity} | {count:,} |\n", 0


def _questions(report: LintReport) -> Iterator[tuple[str, int]]:
    questions = [question for document in report.checked for question in document.questions] if report.questions else []
    if not questions:
        return
    yield f"\n### Questions ({len(questions):,})\n\n", 0
    for question in questions:
        location = escape(f"{question.span.file}:{question.span.line}")
        yield f"- {escape(question.question)} ({escape(question.rule)}, {location})\n", 0
