"""Findings as text: location, message, underlined source line, help."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from advisor.model.finding import Finding
from advisor.reporters.amounts import numbers_in_words
from advisor.reporters.clean import clean
from advisor.reporters.frame import frame
from advisor.reporters.layout import paint, wrap
from advisor.reporters.report import Look
from advisor.reporters.severities import STYLES, TITLES, by_severity

MOST_FRAMES = 20  # further findings get one line each
MOST_SHOWN = 200


def findings_in_text(findings: Sequence[Finding], style: Look) -> Iterator[str]:
    """Yields findings by severity, the first ones with their source line."""
    shown_help: set[tuple[str, str]] = set()
    shown = 0
    for severity, group in by_severity(findings).items():
        if shown == MOST_SHOWN:
            break
        yield ""
        yield paint(f"{TITLES[severity]} ({len(group):,})", "bold", style.colour)
        for finding in group[:MOST_SHOWN - shown]:
            shown += 1
            if shown > MOST_FRAMES:
                yield head(finding, style)
            else:
                yield ""
                yield from in_full(finding, style, shown_help)
    if len(findings) > shown:
        yield ""
        yield f"{len(findings) - shown:,} more findings are not shown; --format json holds all of them."


def head(finding: Finding, style: Look) -> str:
    """Returns a finding as one line: location, severity, rule, message."""
    span = finding.span
    kind = paint(f"{finding.severity}[{finding.rule}]", STYLES[finding.severity], style.colour)
    return f"{clean(span.file)}:{span.line}:{span.column}: {kind} {clean(finding.message)}"


def in_full(finding: Finding, style: Look, shown_help: set[tuple[str, str]]) -> Iterator[str]:
    """Yields a finding with its code frame; omits help already in `shown_help`, and adds to it."""
    yield head(finding, style)
    text, carets = frame(finding.span, style.width)
    yield text
    yield paint(carets, STYLES[finding.severity], style.colour)
    if finding.help and (finding.rule, finding.help) not in shown_help:
        shown_help.add((finding.rule, finding.help))
        yield from wrap(clean(finding.help), style.width, "  help: ", "    ")
    if finding.path:
        yield from wrap(clean(path_in_words(finding.path)), style.width, "  path: ", "    ")
    if finding.numbers:
        yield from wrap(clean(numbers_in_words(finding.numbers)), style.width, "  numbers: ", "    ")


def path_in_words(path: Sequence[str]) -> str:
    """Returns a path; a long one without its middle."""
    if len(path) > 12:
        return f"{' -> '.join(path[:6])} -> ({len(path) - 11} more) -> {' -> '.join(path[-5:])}"
    return " -> ".join(path)
