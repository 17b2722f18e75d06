"""Writes a page: plain text on a pipe or to a file, drawn by rich on a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.page.elements import Element
from advisor.page.plain import write_plain
from advisor.page.style import TextStyle


def write_page(elements: Iterator[Element], style: TextStyle) -> Iterator[str]:
    """Yields the text of a page. Importing rich takes longer than most commands, so only a terminal does it."""
    if not style.is_drawn:
        return write_plain(elements, style)
    from advisor.page.drawing import draw_page

    return draw_page(elements, style)
