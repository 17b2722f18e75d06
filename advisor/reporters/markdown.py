"""Markdown for a pull-request comment: tables, and folded findings and details, within the size limit of a comment."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from advisor.model.finding import SEVERITIES, DocumentResult, Finding, ReportedFinding
from advisor.model.interaction import Interaction
from advisor.model.recommendation import Recommendation
from advisor.reporters.findings import format_path
from advisor.reporters.markup import escape_markdown, fenced_block
from advisor.reporters.number_format import format_numbers
from advisor.reporters.one_line import format_places
from advisor.reporters.report import PIPE_WIDTH, Report
from advisor.reporters.rule_help import help_in_markdown, rule_url
from advisor.reporters.selection import active_findings, count_by_rule, not_read_line, summary_line
from advisor.reporters.severities import TITLES
from advisor.text.code_frame import code_frame
from advisor.text.sanitise import escape_ci_commands, escape_ci_stream, escape_controls

MAX_BYTES = 60_000  # GitHub takes 65,536 characters
MAX_ROWS = 200  # interactions in the table
IN_HTML = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "#": "&#35;", "@": "@<!-- -->"})
RESERVED_BYTES = 400  # bytes reserved for the closing note
TITLE = "Communication patterns"
Block = tuple[str, int]  # text, and the number of findings in it


def comment_mark(command: str) -> str:
    """Returns the first line of a comment, which identifies it for updates."""
    return f"<!-- advisor-{command} -->\n"


def render(report: Report) -> Iterator[str]:
    """Yields the comment; findings that do not fit are only counted."""
    if report.comparison is not None:
        from advisor.reporters.comparison.markdown import comparison_in_markdown

        return escape_ci_stream(comparison_in_markdown(report, report.comparison))
    return escape_ci_stream(_fitting(report))


def _fitting(report: Report) -> Iterator[str]:
    total = sum(1 for _ in active_findings(report.documents))
    size = shown = 0
    for block, count in _blocks(report):
        size += len(block.encode(errors="surrogatepass"))
        if size > MAX_BYTES - RESERVED_BYTES:
            omitted = total - shown
            more = f"{omitted:,} more findings do not fit" if omitted > 0 else "The rest does not fit"
            yield f"\n{more} into one comment; `--format json` holds everything.\n"
            return
        shown += count
        yield block


def _blocks(report: Report) -> Iterator[Block]:
    """Yields blocks of the comment, each with its number of findings."""
    is_judged = bool(report.documents) or report.interactions is None
    yield comment_mark(report.command) if is_judged else "", 0
    if is_judged or report.title:
        yield f"## {escape_markdown(report.title or TITLE)}\n\n", 0
    details: list[str] = []
    if report.interactions is not None:
        yield from _interactions(report, details)
    if is_judged:
        yield from _judged(report)
    yield from ((block, 0) for block in details)


def _interactions(report: Report, details: list[str]) -> Iterator[Block]:
    """Yields the table of interactions and the counts, and adds the details of each to the list."""
    from advisor.reporters.agreement import Tally
    from advisor.reporters.result_markdown import interaction_details, what_if_in_markdown

    yield "| Interaction | From | To | Declared | Advised | Status | Margin |\n", 0
    yield "| --- | --- | --- | --- | --- | --- | ---: |\n", 0
    tally, size = Tally(), 0
    recommendation: Recommendation | None = None
    for interaction, recommendation in report.results:
        mark = tally.add(interaction, recommendation.decision)
        if tally.interactions <= MAX_ROWS:
            yield _row(interaction, recommendation, mark), 0
        if size <= MAX_BYTES:
            details.append("".join(interaction_details(interaction, recommendation)))
            size += len(details[-1])
    if tally.interactions > MAX_ROWS:
        yield f"\n{tally.interactions - MAX_ROWS:,} more interactions are not shown.\n", 0
    yield f"\n{tally.summary()}\n", 0
    if report.what_if is not None and recommendation is not None:
        details.append("".join(what_if_in_markdown(recommendation, report.what_if)))


def _judged(report: Report) -> Iterator[Block]:
    yield f"{'' if report.interactions is None else chr(10)}{escape_markdown(summary_line(report))}\n", 0
    not_read = not_read_line(report)
    yield f"\n{escape_markdown(not_read)}\n" if not_read else "", 0
    findings = list(active_findings(report.documents))
    yield from ((block, 0) for block in _table(report.documents))
    for severity in SEVERITIES:
        group = [noted for noted in findings if noted.finding.severity == severity]
        yield from _folded(severity, group, report)
    yield from _statistics(findings, report)
    if report.questions or report.interactions is not None:
        from advisor.reporters.review_markdown import review_in_markdown

        yield from ((section, 0) for section in review_in_markdown(report))


def _row(interaction: Interaction, advised: Recommendation, mark: str) -> str:
    declared = escape_markdown(interaction.declared or "")
    cells = (escape_markdown(interaction.id), escape_markdown(interaction.sender),
             escape_markdown(", ".join(interaction.receivers)), f"{declared} **{mark}**" if mark else declared,
             advised.pattern or "", advised.status, "" if advised.margin is None else str(advised.margin))
    return f"| {' | '.join(cells)} |\n"


def _table(documents: Iterable[DocumentResult]) -> Iterator[str]:
    rows = [(document.file, Counter(noted.finding.severity for noted in document.findings if noted.suppression is None))
            for document in documents]
    rows = [(file, counts) for file, counts in rows if counts]
    if not rows:
        return
    yield "\n| Document | Errors | Warnings | Notes |\n| --- | ---: | ---: | ---: |\n"
    for file, counts in rows:
        yield f"| {escape_markdown(file)} | {' | '.join(str(counts[severity] or '') for severity in SEVERITIES)} |\n"


def _folded(severity: str, group: list[ReportedFinding], report: Report) -> Iterator[Block]:
    """Folds each finding by itself, so that truncation leaves no open element."""
    if not group:
        return
    yield f"\n### {TITLES[severity]} ({len(group):,})\n", 0
    explained: set[str] = set()
    for noted in group:
        yield "".join(_finding(noted, noted.finding.rule not in explained, report)), 1
        explained.add(noted.finding.rule)


def _finding(noted: ReportedFinding, explain: bool, report: Report) -> Iterator[str]:
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
    yield from _figures(finding)
    yield "\n</details>\n"


def _figures(finding: Finding) -> Iterator[str]:
    """Yields the path, the numbers and the other places of a finding."""
    lines = [f"path: {format_path(finding.path)}"] if finding.path else []
    lines += [f"numbers: {format_numbers(finding.numbers)}"] if finding.numbers else []
    lines += [f"see {place}" for place in format_places(finding)]
    yield "\n" if lines else ""
    yield from (f"- {escape_markdown(line)}\n" for line in lines)


def _in_html(text: str) -> str:
    """Escapes a line for HTML."""
    return escape_controls(text).translate(IN_HTML)


def _statistics(findings: list[ReportedFinding], report: Report) -> Iterator[Block]:
    if not report.statistics or not findings:
        return
    yield "\n| Rule | Severity | Count |\n| --- | --- | ---: |\n", 0
    for rule, severity, count in count_by_rule(noted.finding for noted in findings):
        yield f"| {escape_markdown(rule)} | {severity} | {count:,} |\n", 0
