"""Calibration as a page: claims, measurements, bars."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.bench.host import condition_lines
from advisor.bench.record import BYTES, TIMES, BenchmarkResult, Calibration, Measurement
from advisor.bench.verdict import DEPENDS, DOES_NOT_HOLD, HOLDS, format_spread, judge_claim
from advisor.page.elements import BLANK, Bar, Column, Element, Paragraph, Table, TableCell, TextLine, Title
from advisor.page.style import BAD, CAUTION, GOOD, NAME, STRONG

LEGEND = "Median, and in brackets where nine of ten values lie (p5-p95). Each case has bars of its own scale."
BUSY = " But the machine was busy, which slows down some more than others."
STYLES = {HOLDS: GOOD, DOES_NOT_HOLD: BAD, DEPENDS: CAUTION}
COLUMNS = (Column(), Column(style=STRONG), Column(), Column(is_bar=True, dropped=1), Column())


def calibration_elements(calibration: Calibration) -> Iterator[Element]:
    """Yields each measured claim with its numbers, then the gaps and the conditions."""
    for measure in calibration.measures:
        is_timed = any(result.unit != BYTES for result in measure.results)
        yield from _measure(measure, BUSY if is_timed and calibration.conditions.get("busy") is True else "")
        yield BLANK
    yield TextLine(LEGEND)
    for gap in calibration.gaps:
        name = f"{gap.measure}: {gap.contestant}" if gap.contestant else gap.measure
        yield Paragraph(f"{name}: {gap.because}")
    yield from map(Paragraph, condition_lines(calibration.conditions))


def _measure(measure: BenchmarkResult, caution: str) -> Iterator[Element]:
    yield Title(f"{measure.name}: {measure.title}")
    if measure.statement:
        judgement = judge_claim(measure)
        yield Paragraph(f"Said: {measure.statement.says} ({measure.statement.source})", "  ")
        yield Paragraph(judgement.sentence + caution, "  ", style=STYLES.get(judgement.outcome, STRONG))
    if measure.note:
        yield Paragraph(measure.note, "  ")
    rows = list(_rows(measure))
    yield Table(COLUMNS, rows, "  ") if rows else TextLine("  Nothing was measured.")


def _rows(measure: BenchmarkResult) -> Iterator[tuple[TableCell, ...]]:
    """Yields the cells of each row, with its bar relative to the longest of its case."""
    for case in measure.cases:
        of_case = [result for result in measure.results if result.case == case]
        maximum = max(result.spread.median for result in of_case)
        for index, result in enumerate(of_case):
            comparisons = ", ".join(f"{format_spread(ratio.spread, TIMES)} {ratio.to}" for ratio in measure.ratios
                                    if (ratio.case, ratio.of) == (case, result.contestant))
            bar = Bar(result.spread.median / (maximum or 1), NAME)
            yield case if index == 0 else "", result.contestant, _amount(result), bar, comparisons


def _amount(result: Measurement) -> str:
    size = f", {result.size_bytes:,} B" if result.size_bytes and result.unit != BYTES else ""
    return format_spread(result.spread, result.unit) + size
