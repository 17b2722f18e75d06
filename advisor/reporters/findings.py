"""Findings as text: the place and the sentence, the words in question underlined, and what to do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from advisor.model.finding import Finding
from advisor.reporters.amounts import numbers_in_words
from advisor.reporters.clean import clean
from advisor.reporters.frame import frame
from advisor.reporters.layout import paint, wrap
from advisor.reporters.report import Look
from advisor.reporters.severities import STYLES, TITLES, by_severity

MOST_FRAMES = 20  # beyond, one line for each
MOST_SHOWN = 200


def findings_in_text(findings: Sequence[Finding], look: Look) -> Iterator[str]:
    """Yields the lines of all findings by severity, the first ones in full."""
    said: set[tuple[str, str]] = set()
    shown = 0
    for severity, group in by_severity(findings).items():
        if shown == MOST_SHOWN:
            break
        yield ""
        yield paint(f"{TITLES[severity]} ({len(group):,})", "bold", look.colour)
        for finding in group[:MOST_SHOWN - shown]:
            shown += 1
            if shown > MOST_FRAMES:
                yield head(finding, look)
            else:
                yield ""
                yield from in_full(finding, look, said)
    if len(findings) > shown:
        yield ""
        yield f"{len(findings) - shown:,} more findings are not shown; --format json holds all of them."


def head(finding: Finding, look: Look) -> str:
    """Returns the one line that says where and what."""
    span = finding.span
    kind = paint(f"{finding.severity}[{finding.rule}]", STYLES[finding.severity], look.colour)
    return f"{clean(span.file)}:{span.line}:{span.column}: {kind} {clean(finding.message)}"


def in_full(finding: Finding, look: Look, said: set[tuple[str, str]]) -> Iterator[str]:
    """Yields a finding with its frame; help that was said before is left out, and `said` remembers it."""
    yield head(finding, look)
    text, carets = frame(finding.span, look.width)
    yield text
    yield paint(carets, STYLES[finding.severity], look.colour)
    if finding.help and (finding.rule, finding.help) not in said:
        said.add((finding.rule, finding.help))
        yield from wrap(clean(finding.help), look.width, "  help: ", "    ")
    if finding.path:
        yield from wrap(clean(path_in_words(finding.path)), look.width, "  path: ", "    ")
    if finding.numbers:
        yield from wrap(clean(numbers_in_words(finding.numbers)), look.width, "  numbers: ", "    ")


def path_in_words(path: Sequence[str]) -> str:
    """Returns a path; of a long one, its two ends."""
    if len(path) > 12:
        return f"{' -> '.join(path[:6])} -> ({len(path) - 11} more) -> {' -> '.join(path[-5:])}"
    return " -> ".join(path)
