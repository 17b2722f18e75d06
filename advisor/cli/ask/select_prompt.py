"""Select prompts for a terminal, fitted to its width on every redraw."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from prompt_toolkit.application import Application
from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.key_binding import KeyBindings
from prompt_toolkit.key_binding.key_processor import KeyPressEvent
from prompt_toolkit.layout import HSplit, Layout, Window
from prompt_toolkit.layout.controls import FormattedTextControl
from prompt_toolkit.output import Output

from advisor.cli.ask.prompter import BACK, FORWARD, SKIP, QuestionView, Reply, answer_rows, format_scores, help_lines
from advisor.interview.name_questions import NameQuestion
from advisor.text.layout import cell_width, pad, wrap
from advisor.text.sanitise import escape_controls

KEYS = "enter: answer | left: back | right: forth | s: don't know | ?: help | ctrl-c: stop and keep"
MARK, GAP = " > 1. ", "   "
MAX_WIDTH, MIN_WIDTH = 100, 24


def line_width(screen: Output) -> int:
    """Returns the maximum width of a line."""
    return max(MIN_WIDTH, min(screen.get_size().columns - 1, MAX_WIDTH))


class SelectPrompt:
    """Select prompt for the options of a question."""

    def __init__(self, view: QuestionView, index: int) -> None:
        self._view = view
        self._rows = answer_rows(view.question)
        self._index = index
        self._shows_help = False

    def build_application(self, kwargs: dict[str, Any]) -> Application[Any]:
        screen: Output = kwargs["output"]
        body = Window(FormattedTextControl(lambda: self._body(line_width(screen)), focusable=True, show_cursor=False),
                      dont_extend_height=True)
        bottom = Window(FormattedTextControl(lambda: self._bottom(line_width(screen))), style="class:bottom",
                        dont_extend_height=True)
        keys = Window(FormattedTextControl(lambda: dimmed_lines(KEYS, line_width(screen))), dont_extend_height=True)
        return Application(Layout(HSplit([body, bottom, keys])), key_bindings=self._keys(), **kwargs)

    def _keys(self) -> KeyBindings:
        keys = selection_keys(len(self._rows), lambda: self._index, self._move)
        keys.add("left")(lambda event: event.app.exit(result=Reply(BACK)))
        keys.add("b")(lambda event: event.app.exit(result=Reply(BACK)))
        keys.add("right")(lambda event: event.app.exit(result=Reply(FORWARD)))
        keys.add("f")(lambda event: event.app.exit(result=Reply(FORWARD)))
        keys.add("s")(lambda event: event.app.exit(result=Reply(SKIP)))
        keys.add("?")(self._toggle_help)
        return keys

    def _move(self, index: int) -> None:
        self._index = index

    def _toggle_help(self, event: KeyPressEvent) -> None:
        self._shows_help = not self._shows_help

    def _body(self, width: int) -> StyleAndTextTuples:
        question = self._view.question
        fragments: StyleAndTextTuples = []
        for line in wrap(escape_controls(question.text), width, f"{self._view.position}. "):
            fragments.append(("class:text", f"{line}\n"))
        fragments += dimmed_lines(f"{question.why}", width, "   ")
        column = _column(self._rows, width)
        for index, (label, effect) in enumerate(self._rows):
            fragments += _row(index, label, effect, width, column, is_chosen=index == self._index)
        for line in help_lines(question) if self._shows_help else ():
            fragments += [("", f"{part}\n") for part in wrap(line, width, "   ")]
        return fragments

    def _bottom(self, width: int) -> StyleAndTextTuples:
        return [("", "\n".join(wrap(format_scores(self._view.scores), width, " ")))]


class ValuePrompt:
    """Select prompt for plain values."""

    def __init__(self, naming: NameQuestion, earlier: str) -> None:
        self._naming = naming
        value = earlier or naming.default
        self._index = naming.values.index(value) if value in naming.values else 0

    def build_application(self, kwargs: dict[str, Any]) -> Application[Any]:
        screen: Output = kwargs["output"]
        body = Window(FormattedTextControl(lambda: self._body(line_width(screen)), focusable=True, show_cursor=False),
                      dont_extend_height=True)
        keys = selection_keys(len(self._naming.values), lambda: self._index, self._move)
        keys.add("left")(lambda event: event.app.exit(result=Reply(BACK)))
        keys.add("b")(lambda event: event.app.exit(result=Reply(BACK)))
        return Application(Layout(HSplit([body])), key_bindings=keys, **kwargs)

    def _move(self, index: int) -> None:
        self._index = index

    def _body(self, width: int) -> StyleAndTextTuples:
        fragments: StyleAndTextTuples = [
            ("class:text", f"{line}\n") for line in wrap(escape_controls(self._naming.text), width)
        ]
        if self._naming.help:
            fragments += dimmed_lines(self._naming.help, width, "   ")
        for index, value in enumerate(self._naming.values):
            fragments += _row(index, value, "", width, 0, is_chosen=index == self._index)
        return fragments


def selection_keys(count: int, index: Callable[[], int], move: Callable[[int], None]) -> KeyBindings:
    """Returns the key bindings that select a row, confirm it, and stop."""
    keys = KeyBindings()
    keys.add("up")(lambda event: move((index() - 1) % count))
    keys.add("k")(lambda event: move((index() - 1) % count))
    keys.add("down")(lambda event: move((index() + 1) % count))
    keys.add("j")(lambda event: move((index() + 1) % count))
    for digit in range(1, min(count, 9) + 1):
        keys.add(str(digit))(lambda event, chosen=digit - 1: move(chosen))
    keys.add("enter")(lambda event: event.app.exit(result=index()))
    add_stop_keys(keys)
    return keys


def add_stop_keys(keys: KeyBindings) -> None:
    """Adds the key bindings that stop an interview."""
    for key in ("c-c", "<sigint>", "c-d"):
        keys.add(key)(lambda event: event.app.exit(exception=KeyboardInterrupt()))


def _column(rows: Sequence[tuple[str, str]], width: int) -> int:
    """Returns the column of the effects beside their labels; 0 if they go below them."""
    labels, effects = (max(map(cell_width, column)) for column in zip(*rows, strict=True))
    column = len(MARK) + labels + len(GAP)
    return column if column + effects <= width else 0


def _row(index: int, label: str, effect: str, width: int, column: int, *, is_chosen: bool) -> StyleAndTextTuples:
    mark = f" {'>' if is_chosen else ' '} {index + 1}. "
    style = "class:chosen" if is_chosen else ""
    cursor: StyleAndTextTuples = [("[SetCursorPosition]", "")] if is_chosen else []
    if column:
        return [*cursor, (style, pad(f"{mark}{label}", column)), ("class:effect", f"{effect}\n")]
    fragments = [*cursor, *((style, f"{line}\n") for line in wrap(label, width, mark))]
    return [*fragments, *(("class:effect", f"{line}\n") for line in wrap(effect, width, "        ") if effect)]


def dimmed_lines(text: str, width: int, prefix: str = "") -> StyleAndTextTuples:
    return [("class:quiet", f"{line}\n") for line in wrap(escape_controls(text), width, prefix)]
