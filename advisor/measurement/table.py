"""A calibration for people: what is said, what was measured, and bars beside it."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.measurement.conditions import lines
from advisor.measurement.record import BYTES, TIMES, Calibration, Measure, Result
from advisor.measurement.verdict import DEPENDS, HOLDS, HOLDS_NOT, amount, verdict
from advisor.reporters.clean import clean
from advisor.reporters.layout import cells, pad, paint, wrap
from advisor.reporters.report import Look

BAR_CELLS, LEAST_BAR_CELLS = 24, 8
EIGHTHS = " ▏▎▍▌▋▊▉"
PLAIN = "#"
BUSY = " But the machine was busy, which slows down some more than others."
STYLES = {HOLDS: "green", HOLDS_NOT: "red", DEPENDS: "yellow"}


def as_text(calibration: Calibration, look: Look, *, smooth: bool) -> Iterator[str]:
    """Yields lines for a terminal or a pipe.

    Args:
        smooth: whether bars may be drawn in eighths of a cell.
    """
    for measure in calibration.measures:
        is_timed = any(result.unit != BYTES for result in measure.results)
        caution = BUSY if is_timed and calibration.conditions.get("busy") is True else ""
        yield from (f"{line}\n" for line in _measure(measure, caution, look, smooth))
        yield "\n"
    yield "Median, and in brackets where nine of ten values lie (p5-p95). Each case has bars of its own scale.\n"
    for gap in calibration.gaps:
        name = f"{gap.measure}: {gap.contestant}" if gap.contestant else gap.measure
        yield from (f"{line}\n" for line in wrap(clean(f"{name}: {gap.because}"), look.width))
    for line in lines(calibration.conditions):
        yield from (f"{part}\n" for part in wrap(clean(line), look.width))


def _measure(measure: Measure, caution: str, look: Look, smooth: bool) -> Iterator[str]:
    yield paint(clean(f"{measure.name}: {measure.title}"), "bold", look.colour)
    if measure.statement:
        judged = verdict(measure)
        yield from wrap(clean(f"Said: {measure.statement.says} ({measure.statement.source})"), look.width, "  ")
        for line in wrap(clean(judged.sentence + caution), look.width, "  "):
            yield paint(line, STYLES.get(judged.word, "bold"), look.colour)
    if measure.note:
        yield from wrap(clean(measure.note), look.width, "  ")
    rows = list(_rows(measure))
    if not rows:
        yield "  Nothing was measured."
        return
    case, name, value, beside = (max(cells(texts[column]) for texts, _ in rows) for column in range(4))
    room = min(BAR_CELLS, look.width - case - name - value - beside - 10)
    longest = room if room >= LEAST_BAR_CELLS else 0
    for texts, share in rows:
        drawn = pad(bar(share, longest, smooth), longest)
        yield f"  {pad(texts[0], case)}  {pad(texts[1], name)}  {pad(texts[2], value)}  {drawn}  {texts[3]}".rstrip()


def _rows(measure: Measure) -> Iterator[tuple[tuple[str, str, str, str], float]]:
    """Yields the texts of a row, and how long its bar is beside the longest one of its case."""
    for case in measure.cases:
        of_case = [one for one in measure.results if one.case == case]
        most = max(one.spread.median for one in of_case)
        for place, one in enumerate(of_case):
            beside = ", ".join(f"{amount(ratio.spread, TIMES)} {ratio.to}" for ratio in measure.ratios
                               if (ratio.case, ratio.of) == (case, one.contestant))
            texts = (clean(case) if place == 0 else "", clean(one.contestant), _amount(one), clean(beside))
            yield texts, one.spread.median / (most or 1)


def _amount(one: Result) -> str:
    size = f", {one.size_bytes:,} B" if one.size_bytes and one.unit != BYTES else ""
    return clean(amount(one.spread, one.unit) + size)


def bar(share: float, longest: int, smooth: bool) -> str:
    """Returns a bar of a share (0 to 1) of the longest; what is not nothing is seen, if there is room at all."""
    if longest == 0:
        return ""
    if not smooth:
        return PLAIN * max(round(share * longest), 1 if share > 0 else 0)
    eighths = max(round(share * longest * 8), 1 if share > 0 else 0)
    return "█" * (eighths // 8) + EIGHTHS[eighths % 8].strip()
