"""Bars for a share of the longest one."""

from __future__ import annotations

BAR_WIDTH, MIN_BAR_WIDTH = 24, 8  # cells
EIGHTHS = " ▏▎▍▌▋▊▉"
PLAIN = "#"


def draw_bar(share: float, longest: int, *, smooth: bool) -> str:
    """Returns a bar for a share (0 to 1) of the longest; a nonzero share is always visible if `longest` > 0.

    Args:
        smooth: whether to draw in eighths of a cell.
    """
    if longest == 0:
        return ""
    if not smooth:
        return PLAIN * max(round(share * longest), 1 if share > 0 else 0)
    eighths = max(round(share * longest * 8), 1 if share > 0 else 0)
    return "█" * (eighths // 8) + EIGHTHS[eighths % 8].strip()


def bar_width(room: int) -> int:
    """Returns the width of the longest bar; 0 if the room is too small for bars."""
    return min(BAR_WIDTH, room) if room >= MIN_BAR_WIDTH else 0
