"""Calibration as a standalone SVG: a panel per measure, a bar per result, logarithmic scale."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from math import ceil, floor, log10

from advisor.bench.host import condition_lines
from advisor.bench.record import BenchmarkResult, Calibration, Measurement
from advisor.bench.verdict import format_spread, judge_claim
from advisor.text.layout import truncate, wrap
from advisor.text.sanitise import escape_controls

WIDTH, LEFT, RIGHT = 920, 300, 190
ROW, TITLE, AXIS = 18, 30, 34
COLOURS = ("#3b6ea5", "#d1892b", "#4f9d69", "#9a5ba5", "#b5495b", "#6b7785")
LINE_CELLS = 138
PLOT = WIDTH - LEFT - RIGHT
LEGEND = "Bars end at the median; the line over each spans p5 to p95. Scales are logarithmic."


def as_svg(calibration: Calibration) -> Iterator[str]:
    """Yields an SVG document."""
    measures = [measure for measure in calibration.measures if measure.results]
    notes = [part
             for line in (LEGEND, *condition_lines(calibration.conditions))
             for part in wrap(escape_controls(line), LINE_CELLS)]
    height = sum(map(_height, measures)) + ROW * (len(notes) + 1)
    yield (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" '
           'font-family="sans-serif" font-size="12" role="img">\n<title>advisor bench</title>\n'
           f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>\n')
    top = 0
    for measure in measures:
        yield from _panel(measure, top)
        top += _height(measure)
    for number, note in enumerate(notes, start=1):
        yield _text(12, top + ROW * number, note, "#555555")
    yield "</svg>\n"


def _height(measure: BenchmarkResult) -> int:
    return TITLE + ROW * (len(_panel_text(measure)) + len(measure.results)) + AXIS


def _panel_text(measure: BenchmarkResult) -> list[str]:
    claim = f"{measure.statement.says} {judge_claim(measure).sentence}" if measure.statement else ""
    return [line for text in (claim, measure.note) if text for line in wrap(escape_controls(text), LINE_CELLS)]


def _panel(measure: BenchmarkResult, top: int) -> Iterator[str]:
    yield _text(12, top + 20, escape_controls(f"{measure.name}: {measure.title}"), "#111111", "bold")
    for number, line in enumerate(_panel_text(measure), start=1):
        yield _text(12, top + 20 + ROW * number, line, "#555555")
    top += TITLE + ROW * len(_panel_text(measure))
    scale = _Scale(measure.results)
    bottom = top + ROW * len(measure.results)
    for power in range(scale.low, scale.high + 1):
        x = scale.x_of(10.0 ** power)
        yield f'<line x1="{x}" y1="{top}" x2="{x}" y2="{bottom}" stroke="#dddddd"/>\n'
        yield _text(x, bottom + 12, f"{10 ** power:,}" if power >= 0 else f"{10.0 ** power:g}", "#888888",
                    anchor="middle")
    names = list(dict.fromkeys(result.contestant for result in measure.results))
    for index, result in enumerate(measure.results):
        yield from _bar(result, top + ROW * index, scale, COLOURS[names.index(result.contestant) % len(COLOURS)])


def _bar(result: Measurement, top: int, scale: _Scale, colour: str) -> Iterator[str]:
    end, low, high = (scale.x_of(value) for value in (result.spread.median, result.spread.p5, result.spread.p95))
    middle = top + ROW // 2 - 2
    yield _text(
        LEFT - 8,
        top + 11,
        truncate(escape_controls(f"{result.case}, {result.contestant}"), 44),
        "#333333",
        anchor="end",
    )
    yield f'<rect x="{LEFT}" y="{top}" width="{max(end - LEFT, 1):.1f}" height="{ROW - 4}" fill="{colour}"/>\n'
    yield f'<line x1="{low}" y1="{middle}" x2="{high}" y2="{middle}" stroke="#111111"/>\n'
    yield _text(WIDTH - RIGHT + 8, top + 11, escape_controls(format_spread(result.spread, result.unit)), "#333333")


class _Scale:
    """Logarithmic axis over all values; 0 is at the left edge."""

    def __init__(self, results: tuple[Measurement, ...]) -> None:
        spreads = [result.spread for result in results]
        values = [value for spread in spreads for value in (spread.p5, spread.median, spread.p95) if value > 0]
        self.low = floor(log10(min(values, default=1)) - 0.01)
        self.high = max(ceil(log10(max(values, default=10))), self.low + 1)

    def x_of(self, value: float) -> float:
        """Returns the x coordinate of a value."""
        if value <= 0:
            return LEFT
        return round(LEFT + PLOT * (log10(value) - self.low) / (self.high - self.low), 1)


def _text(x: float, y: float, text: str, colour: str, weight: str = "normal", anchor: str = "start") -> str:
    return (f'<text x="{x}" y="{y}" fill="{colour}" font-weight="{weight}" text-anchor="{anchor}">'
            f"{escape(truncate(text, LINE_CELLS))}</text>\n")
