"""Findings as text: location, message, underlined source line, help."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from advisor.model.finding import Finding, Fix
from advisor.page.style import TextStyle
from advisor.reporters.number_format import format_numbers
from advisor.reporters.severities import STYLES, TITLES, group_by_severity
from advisor.text.code_frame import code_frame
from advisor.text.layout import apply_style, wrap
from advisor.text.sanitise import escape_controls

MAX_FRAMES = 20  # further findings get one line each
MAX_FINDINGS = 200


def findings_in_text(findings: Sequence[Finding], style: TextStyle) -> Iterator[str]:
    """Yields findings by severity, the first ones with their source line."""
    shown_help: set[tuple[str, str]] = set()
    shown = 0
    for severity, group in group_by_severity(findings).items():
        if shown == MAX_FINDINGS:
            break
        yield ""
        yield apply_style(f"{TITLES[severity]} ({len(group):,})", "bold", style.colour)
        for finding in group[:MAX_FINDINGS - shown]:
            shown += 1
            if shown > MAX_FRAMES:
                yield finding_line(finding, style)
            else:
                yield ""
                yield from finding_with_frame(finding, style, shown_help)
    if len(findings) > shown:
        yield ""
        yield f"{len(findings) - shown:,} more findings are not shown; --format json holds all of them."


def finding_line(finding: Finding, style: TextStyle) -> str:
    """Returns a finding as one line: location, severity, rule, message."""
    span = finding.span
    kind = apply_style(f"{finding.severity}[{finding.rule}]", STYLES[finding.severity], style.colour)
    return f"{escape_controls(span.file)}:{span.line}:{span.column}: {kind} {escape_controls(finding.message)}"


def finding_with_frame(finding: Finding, style: TextStyle, shown_help: set[tuple[str, str]]) -> Iterator[str]:
    """Yields a finding with its code frame and details; omits help already in `shown_help`, and adds to it."""
    yield finding_line(finding, style)
    yield from finding_details(finding, style, shown_help)


def finding_details(
    finding: Finding, style: TextStyle, shown_help: set[tuple[str, str]], fix: Fix | None = None, docs: str = ""
) -> Iterator[str]:
    """Yields the code frame, help, link to the documentation, fix, path and numbers of a finding."""
    text, carets = code_frame(finding.span, style.width)
    yield text
    yield apply_style(carets, STYLES[finding.severity], style.colour)
    if finding.help and (finding.rule, finding.help) not in shown_help:
        shown_help.add((finding.rule, finding.help))
        yield from wrap(escape_controls(finding.help), style.width, "  help: ", "    ")
        if docs:
            yield f"  docs: {docs}"
    if fix is not None:
        kind = "fix" if fix.is_safe else "unsafe fix"
        yield from wrap(escape_controls(fix.description), style.width, f"  {kind}: ", "    ")
    if finding.path:
        yield from wrap(escape_controls(format_path(finding.path)), style.width, "  path: ", "    ")
    if finding.numbers:
        yield from wrap(escape_controls(format_numbers(finding.numbers)), style.width, "  numbers: ", "    ")


def format_path(path: Sequence[str]) -> str:
    """Returns a path; a long one without its middle."""
    if len(path) > 12:
        return f"{' -> '.join(path[:6])} -> ({len(path) - 11} more) -> {' -> '.join(path[-5:])}"
    return " -> ".join(path)
