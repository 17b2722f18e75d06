"""A drawn page keeps its width, breaks no word that a line can hold, and obeys no text."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from rich.cells import cell_len

from advisor.page.elements import (
    BLANK,
    PIPE,
    TERMINAL,
    Bar,
    Branch,
    Column,
    Element,
    Entry,
    Paragraph,
    Run,
    Separator,
    ShellCommand,
    Table,
    TextLine,
    Title,
)
from advisor.page.style import TextStyle
from advisor.page.table_layout import MAX_ROWS
from advisor.page.write import write_page
from advisor.text.layout import cell_width
from advisor.text.source import Source, Span

WIDTHS = [40, 60, 80, 100, 160, 200]
SEQUENCE = re.compile(r"\x1b\[[0-9;]*m|\x1b\]8;[^\x1b]*\x1b\\")
WORDS = "an inner call with all its attempts and waits must fit into the timeout around it"
LINES = ("services: {}", "interactions:", "  timeout_ms: 500 # 注文 [bold]", "  after: none", "x" * 900)
SOURCE = Source("orders.yaml", "\n".join(LINES))
HOSTILE = "\x1b[31m[bold]red[/bold] :smile: \u202e ::error::x ##vso[task] ##[error] " + "::set-env name=x" * 30


def drawn(*elements: Element, width: int = 80, colour: bool = True, is_unicode: bool = True,
          links: bool = False) -> str:
    return "".join(write_page(iter(elements), TextStyle(width, colour, True, is_unicode, links)))


def lines_of(text: str) -> list[str]:
    return SEQUENCE.sub("", text).split("\n")


def span_of(words: str) -> Span:
    start = SOURCE.text.index(words)
    return Span(SOURCE, start, start + len(words))


def every_element(text: str) -> Iterator[Element]:
    columns = (Column("id"), Column("from -> to"), Column("typical", is_right=True), Column(is_bar=True, dropped=2),
               Column("note", dropped=1))
    rows = [(text, f"{text} -> {text}", "107 ms", Bar(0.5, "red", 0.7), "at most"), ("b", "c -> d", "1 ms", Bar(0), "")]
    yield from (Title(text), BLANK, TextLine(text), Paragraph(text, "  help: ", "    "), Paragraph(text, f"  {text}: "))
    yield Table(columns, rows, "  ")
    yield Table((Column(), Column(is_bar=True)), [(Branch(depth, text), Bar(1)) for depth in range(20)])
    yield Entry(f"{text}:1:2", (Run("error[missing-timeout]", "red", "https://example.org/x"),), text, "red")
    for words in ("500", "x" * 500, "services"):
        yield Entry("orders.yaml:3:15", (Run(text),), text, "red", span_of(words), (("help", text),), " [*]")
    yield from (ShellCommand(("advisor", "evaluate", text, "--explain", "order")), Separator())


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("text", [WORDS, "order-service", "注文サービス" * 20, "e\u0301" * 150, "👩\u200d💻 " * 40,
                                  "x" * 300, HOSTILE, "a b " * 200, ""])
@pytest.mark.parametrize(("colour", "is_unicode"), [(True, True), (False, False)])
def test_no_line_is_wider_than_the_terminal(width: int, text: str, colour: bool, is_unicode: bool) -> None:
    page = drawn(*every_element(text), width=width, colour=colour, is_unicode=is_unicode, links=True)
    for line in lines_of(page):
        assert cell_len(line) <= width
        assert cell_width(line) <= width or "\u200d" in line or "👩" in line


@pytest.mark.parametrize("width", WIDTHS)
def test_no_word_is_broken_that_a_line_can_hold(width: int) -> None:
    words = {"notification-service", "unmonitored-queue", "event-streaming", "message-queue"}
    text = " ".join(words)
    lines = lines_of(drawn(*every_element(text), width=width))
    shown = set(" ".join(lines).replace(":", " ").replace("'", " ").split())
    assert words <= shown
    pieces = {word[:end] for word in words for end in range(3, len(word))}
    assert not shown & pieces


@pytest.mark.parametrize("colour", [True, False])
def test_foreign_text_is_no_markup_and_no_command(colour: bool) -> None:
    page = drawn(*every_element(HOSTILE), colour=colour, width=40)
    text = "\n".join(lines_of(page))
    assert "[bold]" in text
    assert ":smile:" in text
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert "##[" not in text
    assert "##vso[" not in text
    assert not [line for line in text.split("\n") if line.lstrip().startswith("::")]
    assert ("\x1b" in page) is colour


@pytest.mark.parametrize("indent", [36, 38, 39])
def test_a_long_word_that_is_broken_before_a_command_is_no_command(indent: int) -> None:
    text = "x" * indent + "::error::" + "y" * 80
    lines = lines_of(drawn(Title(text), TextLine(text), Paragraph(text, "  "), Paragraph(text), width=40))
    assert not [line for line in lines if line.lstrip().startswith("::")]
    assert [line for line in lines if line.lstrip().startswith("\\::")]
    assert max(map(cell_len, lines)) <= 40


def test_a_source_line_with_a_command_keeps_the_width() -> None:
    source = Source("a.yaml", "##[a] " * 60)
    lines = lines_of(drawn(Entry("a", (Run("x"),), "m", "red", Span(source, 0, 5)), width=40))
    assert "##[" not in "".join(lines)
    assert max(map(cell_len, lines)) <= 40


def test_a_link_is_written_where_the_terminal_follows_it_and_only_to_https() -> None:
    def linked(url: str, links: bool) -> str:
        return drawn(TextLine((Run("missing-timeout", "red", url),)), links=links)

    assert "\x1b]8;id=" in linked("https://example.org/rules#missing-timeout", True)
    assert "\x1b]8;" not in linked("https://example.org/rules#missing-timeout", False)
    for url in ("http://example.org", "file:///etc/passwd", "https://example.org/\x1b]0;x", ""):
        assert "\x1b]" not in linked(url, True)


def test_a_page_without_colour_has_no_escapes() -> None:
    assert "\x1b" not in drawn(*every_element(WORDS), colour=False, links=True)


def test_a_terminal_without_unicode_gets_ascii() -> None:
    assert drawn(*every_element("done -> next"), is_unicode=False).replace("注文", "").isascii()
    assert drawn(TextLine("✓ done -> next"), is_unicode=False, colour=False) == "+ done -> next\n"
    assert drawn(TextLine("✓ done -> next"), colour=False) == "✓ done → next\n"


# tables

ROWS = [("place-order", "api-gateway -> order-service", "leaning", "17")]
COLUMNS = (Column("id"), Column("from -> to"), Column("status", dropped=1), Column("margin", dropped=2))


@pytest.mark.parametrize(("width", "titles"), [
    (60, ["id", "from → to", "status", "margin"]), (40, ["id", "from → to", "status"]), (30, ["id", "from → to"])])
def test_columns_are_dropped_before_a_word_is_broken(width: int, titles: list[str]) -> None:
    head, _, first, *_ = lines_of(drawn(Table(COLUMNS, ROWS), width=width))
    assert re.split(r" {2,}", head.strip()) == titles
    assert first.startswith("place-order  api-gateway →")


def test_a_row_that_fits_nowhere_is_stacked() -> None:
    lines = lines_of(drawn(Table(COLUMNS[:2], [("x" * 30, ROWS[0][1])]), width=40))
    assert lines == ["x" * 30, "  from → to: api-gateway →", "    order-service", ""]


def test_a_column_of_one_medium_is_not_shown_on_the_other() -> None:
    table = Table((Column("a", only_on=PIPE), Column("b", only_on=TERMINAL), Column("c")), [("1", "2", "3")])
    assert lines_of(drawn(table))[0].split() == ["b", "c"]
    assert "".join(write_page(iter([table]), TextStyle())) == "a  c\n1  3\n"


def test_a_long_table_goes_on_below_a_new_heading() -> None:
    lines = lines_of(drawn(Table((Column("name"),), ((f"row-{number}",) for number in range(MAX_ROWS + 1)))))
    assert [line.strip() for line in lines].count("name") == 2
    assert lines[-2].strip() == f"row-{MAX_ROWS}"


def test_a_bar_reaches_from_the_typical_to_the_worst() -> None:
    table = Table((Column("hop"), Column(is_bar=True)), [("a", Bar(0.25, "green", 0.5)), ("b", Bar(0)), ("c", Bar(1))])
    _, _, first, second, third, _ = lines_of(drawn(table))
    assert first.split() == ["a", "█" * 6 + "░" * 6]
    assert second.split() == ["b"]
    assert third.split() == ["c", "█" * 24]


# source lines


def test_a_finding_shows_its_line_with_the_words_underlined_between_its_neighbours() -> None:
    entry = Entry("orders.yaml:3:15", (Run("error[x]", "red"),), "Too long", "red", span_of("500"))
    page = drawn(entry)
    assert lines_of(page) == [
        "error[x]  orders.yaml:3:15", "  Too long", "    2 │ interactions:",
        "❱   3 │   timeout_ms: 500 # 注文 [bold]", "    4 │   after: none", ""]
    assert "\x1b[4;31m500\x1b[0m" in page
    assert "      |               ^^^" in lines_of(drawn(entry, colour=False, is_unicode=False))


def test_the_first_and_the_last_line_have_one_neighbour() -> None:
    source = Source("a.yaml", "one: 1\ntwo: 2")
    first, last = (Entry("a", (Run("x"),), "m", "red", Span(source, at, at + 3)) for at in (0, 7))
    assert lines_of(drawn(first))[2:] == ["❱   1 │ one: 1", "    2 │ two: 2", ""]
    assert lines_of(drawn(last))[2:] == ["    1 │ one: 1", "❱   2 │ two: 2", ""]


# plain text


def test_plain_text_has_no_styles_and_one_line_for_a_finding() -> None:
    text = "".join(write_page(every_element(WORDS), TextStyle()))
    assert "\x1b" not in text
    assert f"{WORDS}:1:2: error[missing-timeout] {WORDS}\n" in text
    assert "########----" not in text
    assert "+- " in text
