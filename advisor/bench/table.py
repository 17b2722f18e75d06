"""Calibration as text: claims, measurements, bars."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.bench.host import condition_lines
from advisor.bench.record import BYTES, TIMES, BenchmarkResult, Calibration, Measurement
from advisor.bench.verdict import DEPENDS, DOES_NOT_HOLD, HOLDS, format_spread, judge_claim
from advisor.page.style import TextStyle
from advisor.text.layout import apply_style, cell_width, pad, wrap
from advisor.text.sanitise import escape_controls

BAR_CELLS, MIN_BAR_CELLS = 24, 8
EIGHTHS = " ▏▎▍▌▋▊▉"
PLAIN = "#"
BUSY = " But the machine was busy, which slows down some more than others."
STYLES = {HOLDS: "green", DOES_NOT_HOLD: "red", DEPENDS: "yellow"}


def as_text(calibration: Calibration, style: TextStyle, *, smooth: bool) -> Iterator[str]:
    """Yields lines for a terminal or a pipe.

    Args:
        smooth: whether to draw bars in eighths of a cell.
    """
    for measure in calibration.measures:
        is_timed = any(result.unit != BYTES for result in measure.results)
        caution = BUSY if is_timed and calibration.conditions.get("busy") is True else ""
        yield from (f"{line}\n" for line in _measure(measure, caution, style, smooth))
        yield "\n"
    yield "Median, and in brackets where nine of ten values lie (p5-p95). Each case has bars of its own scale.\n"
    for gap in calibration.gaps:
        name = f"{gap.measure}: {gap.contestant}" if gap.contestant else gap.measure
        yield from (f"{line}\n" for line in wrap(escape_controls(f"{name}: {gap.because}"), style.width))
    for line in condition_lines(calibration.conditions):
        yield from (f"{part}\n" for part in wrap(escape_controls(line), style.width))


def _measure(measure: BenchmarkResult, caution: str, style: TextStyle, smooth: bool) -> Iterator[str]:
    yield apply_style(escape_controls(f"{measure.name}: {measure.title}"), "bold", style.colour)
    if measure.statement:
        judgement = judge_claim(measure)
        yield from wrap(
            escape_controls(f"Said: {measure.statement.says} ({measure.statement.source})"), style.width, "  "
        )
        for line in wrap(escape_controls(judgement.sentence + caution), style.width, "  "):
            yield apply_style(line, STYLES.get(judgement.outcome, "bold"), style.colour)
    if measure.note:
        yield from wrap(escape_controls(measure.note), style.width, "  ")
    rows = list(_rows(measure))
    if not rows:
        yield "  Nothing was measured."
        return
    case, name, value, ratio = (max(cell_width(texts[column]) for texts, _ in rows) for column in range(4))
    room = min(BAR_CELLS, style.width - case - name - value - ratio - 10)
    longest = room if room >= MIN_BAR_CELLS else 0
    for texts, share in rows:
        drawn = pad(draw_bar(share, longest, smooth), longest)
        yield f"  {pad(texts[0], case)}  {pad(texts[1], name)}  {pad(texts[2], value)}  {drawn}  {texts[3]}".rstrip()


def _rows(measure: BenchmarkResult) -> Iterator[tuple[tuple[str, str, str, str], float]]:
    """Yields the cells of each row, and its bar length relative to the longest of its case."""
    for case in measure.cases:
        of_case = [result for result in measure.results if result.case == case]
        maximum = max(result.spread.median for result in of_case)
        for index, result in enumerate(of_case):
            comparisons = ", ".join(f"{format_spread(ratio.spread, TIMES)} {ratio.to}" for ratio in measure.ratios
                                    if (ratio.case, ratio.of) == (case, result.contestant))
            texts = (escape_controls(case) if index == 0 else "", escape_controls(result.contestant), _amount(result),
                     escape_controls(comparisons))
            yield texts, result.spread.median / (maximum or 1)


def _amount(result: Measurement) -> str:
    size = f", {result.size_bytes:,} B" if result.size_bytes and result.unit != BYTES else ""
    return escape_controls(format_spread(result.spread, result.unit) + size)


def draw_bar(share: float, longest: int, smooth: bool) -> str:
    """Returns a bar for a share (0 to 1) of the longest; a nonzero share is always visible if `longest` > 0."""
    if longest == 0:
        return ""
    if not smooth:
        return PLAIN * max(round(share * longest), 1 if share > 0 else 0)
    eighths = max(round(share * longest * 8), 1 if share > 0 else 0)
    return "█" * (eighths // 8) + EIGHTHS[eighths % 8].strip()
