"""Rows to choose from on a terminal, fitted anew to its width each time they are drawn."""

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

from advisor.cli.ask.driver import BACK, FORTH, SKIP, Reply, View
from advisor.cli.ask.words import help_of, offered, standing_in_words
from advisor.questionnaire.naming import Naming
from advisor.reporters.clean import clean
from advisor.reporters.layout import cells, pad, wrap

KEYS = "enter: answer | left: back | right: forth | s: don't know | ?: help | ctrl-c: stop and keep"
MARK, GAP = " > 1. ", "   "
WIDEST, LEAST_WIDTH = 100, 24


def width_of(screen: Output) -> int:
    """Returns how wide lines may be."""
    return max(LEAST_WIDTH, min(screen.get_size().columns - 1, WIDEST))


class Choices:
    """Rows to choose from, one of them at a time."""

    def __init__(self, view: View, place: int) -> None:
        self._view = view
        self._rows = offered(view.question)
        self._place = place
        self._shows_help = False

    def application(self, how: dict[str, Any]) -> Application[Any]:
        screen: Output = how["output"]
        body = Window(FormattedTextControl(lambda: self._body(width_of(screen)), focusable=True, show_cursor=False),
                      dont_extend_height=True)
        bottom = Window(FormattedTextControl(lambda: self._bottom(width_of(screen))), style="class:bottom",
                        dont_extend_height=True)
        keys = Window(FormattedTextControl(lambda: quiet(KEYS, width_of(screen))), dont_extend_height=True)
        return Application(Layout(HSplit([body, bottom, keys])), key_bindings=self._keys(), **how)

    def _keys(self) -> KeyBindings:
        keys = moving(len(self._rows), lambda: self._place, self._move)
        keys.add("left")(lambda event: event.app.exit(result=Reply(BACK)))
        keys.add("b")(lambda event: event.app.exit(result=Reply(BACK)))
        keys.add("right")(lambda event: event.app.exit(result=Reply(FORTH)))
        keys.add("f")(lambda event: event.app.exit(result=Reply(FORTH)))
        keys.add("s")(lambda event: event.app.exit(result=Reply(SKIP)))
        keys.add("?")(self._toggle_help)
        return keys

    def _move(self, place: int) -> None:
        self._place = place

    def _toggle_help(self, event: KeyPressEvent) -> None:
        self._shows_help = not self._shows_help

    def _body(self, width: int) -> StyleAndTextTuples:
        question = self._view.question
        found: StyleAndTextTuples = []
        for line in wrap(clean(question.text), width, f"{self._view.place}. "):
            found.append(("class:text", f"{line}\n"))
        found += quiet(f"{question.why}", width, "   ")
        column = _column(self._rows, width)
        for place, (label, effect) in enumerate(self._rows):
            found += _row(place, label, effect, width, column, is_chosen=place == self._place)
        for line in help_of(question) if self._shows_help else ():
            found += [("", f"{part}\n") for part in wrap(line, width, "   ")]
        return found

    def _bottom(self, width: int) -> StyleAndTextTuples:
        return [("", "\n".join(wrap(standing_in_words(self._view.standing), width, " ")))]


class Listed:
    """Plain values to choose from."""

    def __init__(self, naming: Naming, earlier: str) -> None:
        self._naming = naming
        value = earlier or naming.default
        self._place = naming.values.index(value) if value in naming.values else 0

    def application(self, how: dict[str, Any]) -> Application[Any]:
        screen: Output = how["output"]
        body = Window(FormattedTextControl(lambda: self._body(width_of(screen)), focusable=True, show_cursor=False),
                      dont_extend_height=True)
        keys = moving(len(self._naming.values), lambda: self._place, self._move)
        keys.add("left")(lambda event: event.app.exit(result=Reply(BACK)))
        keys.add("b")(lambda event: event.app.exit(result=Reply(BACK)))
        return Application(Layout(HSplit([body])), key_bindings=keys, **how)

    def _move(self, place: int) -> None:
        self._place = place

    def _body(self, width: int) -> StyleAndTextTuples:
        found: StyleAndTextTuples = [("class:text", f"{line}\n") for line in wrap(clean(self._naming.text), width)]
        if self._naming.help:
            found += quiet(self._naming.help, width, "   ")
        for place, value in enumerate(self._naming.values):
            found += _row(place, value, "", width, 0, is_chosen=place == self._place)
        return found


def moving(count: int, place: Callable[[], int], move: Callable[[int], None]) -> KeyBindings:
    """Returns the keys that choose a row, take it, and stop."""
    keys = KeyBindings()
    keys.add("up")(lambda event: move((place() - 1) % count))
    keys.add("k")(lambda event: move((place() - 1) % count))
    keys.add("down")(lambda event: move((place() + 1) % count))
    keys.add("j")(lambda event: move((place() + 1) % count))
    for digit in range(1, min(count, 9) + 1):
        keys.add(str(digit))(lambda event, chosen=digit - 1: move(chosen))
    keys.add("enter")(lambda event: event.app.exit(result=place()))
    stopping(keys)
    return keys


def stopping(keys: KeyBindings) -> None:
    """Adds the keys that stop an interview."""
    for key in ("c-c", "<sigint>", "c-d"):
        keys.add(key)(lambda event: event.app.exit(exception=KeyboardInterrupt()))


def _column(rows: Sequence[tuple[str, str]], width: int) -> int:
    """Where effects begin, beside their labels; 0 where they have to stand below them."""
    labels, effects = (max(map(cells, column)) for column in zip(*rows, strict=True))
    column = len(MARK) + labels + len(GAP)
    return column if column + effects <= width else 0


def _row(place: int, label: str, effect: str, width: int, column: int, *, is_chosen: bool) -> StyleAndTextTuples:
    mark = f" {'>' if is_chosen else ' '} {place + 1}. "
    style = "class:chosen" if is_chosen else ""
    here: StyleAndTextTuples = [("[SetCursorPosition]", "")] if is_chosen else []
    if column:
        return [*here, (style, pad(f"{mark}{label}", column)), ("class:effect", f"{effect}\n")]
    found = [*here, *((style, f"{line}\n") for line in wrap(label, width, mark))]
    return [*found, *(("class:effect", f"{line}\n") for line in wrap(effect, width, "        ") if effect)]


def quiet(text: str, width: int, prefix: str = "") -> StyleAndTextTuples:
    return [("class:quiet", f"{line}\n") for line in wrap(clean(text), width, prefix)]
