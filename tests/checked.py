"""Checked documents made by hand, for tests of what reports make of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from advisor.model.finding import (
    DocumentResult,
    Finding,
    Fix,
    NotRead,
    RelatedPlace,
    ReportedFinding,
    Suppression,
    TextEdit,
)
from advisor.model.practice import Practice, PracticeExamples
from advisor.reporters import REPORTERS
from advisor.reporters.report import NO_FRAMES, Report
from advisor.text.source import Source, Span
from tests.reviews import CHAIN, DOCUMENT, NO_BACKOFF, NO_TIMEOUT, QUESTIONS, SERVICE

PAGE = Source("design/münze \N{COIN}.md", """\
# Bezahlung \N{COIN}

```mermaid
sequenceDiagram
    shop->>\N{COIN} münze: bezahle
    shop->>lager: hole
```
""")


def practice(rule: str, severity: str, check: str = "") -> Practice:
    return Practice(rule, f"The title of {rule}", severity, ("rest", "grpc"), {}, {}, check, {}, "says",
                    f"Because of {rule}.", f"Remedy of {rule}.", "article; a book")


def span_of(words: str, source: Source) -> Span:
    start = source.text.index(words)
    return Span(source, start, start + len(words))


def fix_of(words: str, text: str, source: Source, *, is_safe: bool = True) -> Fix:
    span = span_of(words, source)
    return Fix(f"Write `{text}`.", (TextEdit(span.start, span.end, text),), is_safe)


PRACTICES = {one.id: one for one in (
    practice("missing-timeout", "error"), practice("timeout-inversion", "error", "timeout-inversion"),
    practice("retry-without-backoff", "warning"), practice("availability-below-target", "info", "availability"),
    practice("undocumented-decision", "warning", "undocumented-decision"), practice("never-found", "info"))}
EXAMPLES = {"missing-timeout": PracticeExamples("bad: yes\n", "good: yes\n")}

UNDOCUMENTED = Finding(
    "undocumented-decision", "warning", "shop -> \N{COIN} münze says nothing of how", span_of("\N{COIN} münze", PAGE),
    "shop-muenze", "c0de", "Name the pattern.")
DIAGRAM = Finding(
    "timeout-inversion", "error", "the whole diagram is late", span_of("sequenceDiagram\n    shop", PAGE), "", "d1a6",
    "")
ORDERS = DocumentResult(
    "orders.yaml",
    (
        ReportedFinding(NO_TIMEOUT, fix_of("timeout_ms: none", "timeout_ms: 2000", DOCUMENT, is_safe=False)),
        ReportedFinding(NO_BACKOFF, fix_of("none}}", "exponential}}", DOCUMENT)),
        ReportedFinding(CHAIN),
        ReportedFinding(SERVICE),
        ReportedFinding(NO_TIMEOUT._replace(fingerprint="4f1d", message="another call"), None,
                        Suppression("comment", "handled by the mesh")),
        ReportedFinding(NO_BACKOFF._replace(fingerprint="0b2f"), None, Suppression("baseline", "")),
    ),
    QUESTIONS,
    2,
    (NotRead("orders.yaml", 9, "a table without a heading"),),
)
COIN = DocumentResult(
    PAGE.name,
    (ReportedFinding(DIAGRAM), ReportedFinding(UNDOCUMENTED, fix_of("münze: bezahle", "münze: POST", PAGE))),
    (),
    2,
)
CLEAN = DocumentResult("clean.md", (), (), 1)
ALL = (CLEAN, ORDERS, COIN)


def examples() -> Mapping[str, PracticeExamples]:
    return EXAMPLES


def report_of(*checked: DocumentResult, **changes: Any) -> Report:
    plain = Report(checked or ALL, PRACTICES, rules_pack="communication", version="1.2.3", examples=examples,
                   directory="/home/me/shop", frames=NO_FRAMES)
    return plain._replace(**changes)


def written(form: str, *checked: DocumentResult, **changes: Any) -> str:
    return "".join(REPORTERS[form](report_of(*checked, **changes)))


def hostile(text: str) -> DocumentResult:
    """A document whose name, lines, messages and reasons all hold a text."""
    source = Source(f"docs/{text}.md", f"a\n{text}\n")
    span = Span(source, 2, 2 + len(text.split("\n", 1)[0]))
    said = Finding("missing-timeout", "error", text, span, text, "f00d", text, (text, text), {},
                   (RelatedPlace(f"docs/{text}.md", 1, 1, 2, text),))
    fix = Fix(text, (TextEdit(span.start, span.end, text),), True)
    return DocumentResult(source.name, (
        ReportedFinding(said, fix), ReportedFinding(said._replace(severity="warning", rule="retry-without-backoff")),
        ReportedFinding(said._replace(severity="info", rule="availability-below-target")),
        ReportedFinding(said, None, Suppression("comment", text))), (
        QUESTIONS[0]._replace(question=text, span=span, subject=text),), 1, (NotRead(source.name, 1, text),))


def many(count: int, severity: str = "error") -> DocumentResult:
    """One document with so many findings."""
    return DocumentResult("orders.yaml", tuple(
        ReportedFinding(NO_TIMEOUT._replace(severity=severity, message=f"call {number}", fingerprint=f"{number:x}"))
        for number in range(count)), (), 2)
