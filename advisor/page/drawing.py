"""Draws a page with rich: everything keeps the width, and a word is broken only if no line holds it."""

from __future__ import annotations

from collections.abc import Iterator

from rich.cells import cell_len
from rich.console import Console, RenderableType
from rich.text import Text

from advisor.page.elements import (
    Element,
    Entry,
    Paragraph,
    Separator,
    ShellCommand,
    Table,
    TextLine,
    Title,
)
from advisor.page.plain import wrap_command
from advisor.page.source_frame import draw_source
from advisor.page.style import QUIET, STRONG, TextStyle
from advisor.page.table_layout import draw_table
from advisor.page.terminal import (
    open_console,
    render_line,
    safe_text,
    styled_text,
    wrapped_lines,
)

MAX_INDENT = 4  # a label is followed by text in line with it if it takes at most this part of the width
CONTINUED = 4  # cells before the second line of a finding or command


def draw_page(elements: Iterator[Element], style: TextStyle) -> Iterator[str]:
    """Yields the parts of a page, whole lines each."""
    console = open_console(style)
    for element in elements:
        for part in _draw(element, console, style):
            yield _rendered(part, console)


def _rendered(part: RenderableType, console: Console) -> str:
    """Returns the characters of a part; printing a text would wrap it again, which takes as long as all the rest."""
    if isinstance(part, Text):
        return render_line(part, console)
    with console.capture() as captured:
        console.print(part)
    return captured.get()


def _draw(element: Element, console: Console, style: TextStyle) -> Iterator[RenderableType]:
    match element:
        case TextLine(content, base):
            yield from wrapped_lines(styled_text(content, base, style), 0, CONTINUED, console)
        case Paragraph():
            yield from _paragraph(element, console, style)
        case Title(text, base):
            yield from wrapped_lines(styled_text(text, base, style), 0, 2, console)
        case Table():
            yield from draw_table(element, console, style)
        case Entry():
            yield from _entry(element, console, style)
        case ShellCommand(words):
            for line in wrap_command(words, style.width):
                lead = len(line) - len(line.lstrip())
                yield from wrapped_lines(Text(safe_text(line.strip()), STRONG, end=""), lead, lead, console)
        case Separator():
            yield from (Text(), Text(("─" if style.is_unicode else "-") * style.width, QUIET), Text())


def _paragraph(paragraph: Paragraph, console: Console, style: TextStyle) -> Iterator[Text]:
    label = paragraph.first.strip()
    lead = len(paragraph.first) - len(paragraph.first.lstrip())
    hang = cell_len(paragraph.first if paragraph.rest is None else paragraph.rest)
    text = styled_text(paragraph.content, paragraph.style, style)
    if label:
        text = styled_text(f"{label} ", paragraph.label_style, style) + text
    yield from wrapped_lines(text, lead, hang if hang <= style.width // MAX_INDENT else lead, console)


def _entry(entry: Entry, console: Console, style: TextStyle) -> Iterator[Text]:
    kind = styled_text(entry.kind, "", style).append(entry.mark, QUIET)
    location = styled_text(entry.location, QUIET, style)
    message = styled_text(entry.message, "", style)
    if entry.span is None:
        line = Text(": ", end="").join((location, kind.append(" ").append_text(message)))
        yield from wrapped_lines(line, 0, CONTINUED, console)
        return
    yield from wrapped_lines(kind.append("  ").append_text(location), 0, 2, console)
    message.stylize(STRONG)
    yield from wrapped_lines(message, 2, 2, console)
    yield from draw_source(entry.span, entry.style, style)
    for label, text in entry.details:
        yield from _paragraph(Paragraph(text, f"  {label}: ", "    "), console, style)

