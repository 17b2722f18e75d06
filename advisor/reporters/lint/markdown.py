"""A comment for a pull request: what was found as a table, folded details, and never longer than a comment may be."""

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

MARK = "<!-- advisor-lint -->\n"  # by which a program finds its comment again
MOST_BYTES = 60_000  # GitHub takes 65,536 characters
IN_HTML = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "#": "&#35;", "@": "@<!-- -->"})
ROOM = 400  # bytes kept for what is said at the end


def report(what: LintReport) -> Iterator[str]:
    """Yields the comment; what does not fit is counted."""
    found = list(counting(what.checked))
    size = told = 0
    for block, findings in _blocks(found, what):
        size += len(block.encode(errors="surrogatepass"))
        if size > MOST_BYTES - ROOM:
            more = f"{len(found) - told:,} more findings do not fit" if told < len(found) else "The rest does not fit"
            yield f"\n{more} into one comment; `--format json` holds everything.\n"
            return
        told += findings
        yield block


def _blocks(found: list[Noted], what: LintReport) -> Iterator[tuple[str, int]]:
    """Whole parts of the comment, each with how many findings it tells."""
    yield f"{MARK}## Communication patterns\n\n{escape(summary(what))}\n", 0
    if not found and not what.questions:
        return
    yield from ((block, 0) for block in _table(what.checked))
    for severity in SEVERITIES:
        group = [noted for noted in found if noted.finding.severity == severity]
        yield from _folded(severity, group, what)
    yield from _statistics(found, what)
    yield from _questions(what)


def _table(checked: Iterable[Checked]) -> Iterator[str]:
    rows = [(document.file, Counter(noted.finding.severity for noted in document.noted if noted.silence is None))
            for document in checked]
    rows = [(file, counts) for file, counts in rows if counts]
    if not rows:
        return
    yield "\n| Document | Errors | Warnings | Notes |\n| --- | ---: | ---: | ---: |\n"
    for file, counts in rows:
        yield f"| {escape(file)} | {' | '.join(str(counts[severity] or '') for severity in SEVERITIES)} |\n"


def _folded(severity: str, group: list[Noted], what: LintReport) -> Iterator[tuple[str, int]]:
    """Each finding is folded by itself, so that what is left out leaves nothing open."""
    if not group:
        return
    yield f"\n### {TITLES[severity]} ({len(group):,})\n", 0
    explained: set[str] = set()
    for noted in group:
        yield "".join(_finding(noted, noted.finding.rule not in explained, what)), 1
        explained.add(noted.finding.rule)


def _finding(noted: Noted, explain: bool, what: LintReport) -> Iterator[str]:
    finding = noted.finding
    line, column = finding.span.source.place(finding.span.start)
    yield (f"\n<details>\n<summary><b>{_in_html(finding.rule)}</b> {_in_html(finding.message)} "
           f"({_in_html(f'{finding.span.file}:{line}:{column}')})</summary>\n\n")
    yield fenced(guarded(text) for text in frame(finding.span, PIPE_WIDTH))
    practice = what.practices.get(finding.rule)
    if explain and practice is not None:
        yield "\n"
        yield from help_in_markdown(practice, what.examples().get(finding.rule), address(finding.rule, what))
    elif finding.help:
        yield f"\n{escape(finding.help)}\n"
    if noted.fix is not None:
        yield f"\n**{'Fix' if noted.fix.is_safe else 'Unsafe fix'}:** {escape(noted.fix.says)}\n"
    yield "\n</details>\n"


def _in_html(text: str) -> str:
    """A line of HTML, in which Markdown means nothing."""
    return clean(text).translate(IN_HTML)


def _statistics(found: list[Noted], what: LintReport) -> Iterator[tuple[str, int]]:
    if not what.statistics or not found:
        return
    yield "\n| Rule | Severity | Count |\n| --- | --- | ---: |\n", 0
    for rule, severity, count in by_rule(noted.finding for noted in found):
        yield f"| {escape(rule)} | {severity} | {count:,} |\n", 0


def _questions(what: LintReport) -> Iterator[tuple[str, int]]:
    asked = [question for document in what.checked for question in document.questions] if what.questions else []
    if not asked:
        return
    yield f"\n### Questions ({len(asked):,})\n\n", 0
    for question in asked:
        place = escape(f"{question.span.file}:{question.span.line}")
        yield f"- {escape(question.question)} ({escape(question.rule)}, {place})\n", 0
