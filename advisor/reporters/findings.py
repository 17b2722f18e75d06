"""Findings as text: location, message, underlined source line, help."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from advisor.model.finding import ReportedFinding
from advisor.reporters.number_format import format_numbers
from advisor.reporters.one_line import format_location, format_places
from advisor.reporters.report import Report, TextStyle
from advisor.reporters.rule_help import rule_url
from advisor.reporters.severities import STYLES, TITLES, group_by_severity
from advisor.text.code_frame import code_frame
from advisor.text.layout import apply_style, wrap
from advisor.text.sanitise import escape_controls

MAX_FINDINGS = 200


def findings_in_text(findings: Sequence[ReportedFinding], report: Report) -> Iterator[str]:
    """Yields findings by severity, the first ones with their source line."""
    style = report.style
    shown_help: set[tuple[str, str]] = set()
    shown = 0
    for severity, group in group_by_severity(findings).items():
        if shown == MAX_FINDINGS:
            break
        yield ""
        yield apply_style(f"{TITLES[severity]} ({len(group):,})", "bold", style.colour)
        for finding in group[:MAX_FINDINGS - shown]:
            shown += 1
            if shown > report.frames:
                yield finding_line(finding, style)
            else:
                yield ""
                yield from finding_with_frame(finding, report, shown_help)
    if len(findings) > shown:
        yield ""
        yield f"{len(findings) - shown:,} more findings are not shown; --format json holds all of them."


def finding_line(noted: ReportedFinding, style: TextStyle) -> str:
    """Returns a finding as one line: location, severity, rule, message."""
    finding = noted.finding
    kind = apply_style(f"{finding.severity}[{finding.rule}]", STYLES[finding.severity], style.colour)
    mark = f" {apply_style('[*]', 'cyan', style.colour)}" if noted.fix is not None and noted.fix.is_safe else ""
    return f"{format_location(finding.span)}: {kind} {escape_controls(finding.message)}{mark}"


def finding_with_frame(noted: ReportedFinding, report: Report, shown_help: set[tuple[str, str]]) -> Iterator[str]:
    """Yields a finding with its code frame and details; omits help already in `shown_help`, and adds to it."""
    finding, fix, _ = noted
    style = report.style
    yield finding_line(noted, style)
    text, carets = code_frame(finding.span, style.width)
    yield text
    yield apply_style(carets, STYLES[finding.severity], style.colour)
    if finding.help and (finding.rule, finding.help) not in shown_help:
        shown_help.add((finding.rule, finding.help))
        yield from wrap(escape_controls(finding.help), style.width, "  help: ", "    ")
        yield from (f"  docs: {link}" for link in filter(None, [rule_url(finding.rule, report)]))
    if fix is not None:
        kind = "fix" if fix.is_safe else "unsafe fix"
        yield from wrap(escape_controls(fix.description), style.width, f"  {kind}: ", "    ")
    if finding.path:
        yield from wrap(escape_controls(format_path(finding.path)), style.width, "  path: ", "    ")
    for place in format_places(finding):
        yield from wrap(place, style.width, "  see: ", "    ")
    if finding.numbers:
        yield from wrap(escape_controls(format_numbers(finding.numbers)), style.width, "  numbers: ", "    ")


def format_path(path: Sequence[str]) -> str:
    """Returns a path; a long one without its middle."""
    if len(path) > 12:
        return f"{' -> '.join(path[:6])} -> ({len(path) - 11} more) -> {' -> '.join(path[-5:])}"
    return " -> ".join(path)
