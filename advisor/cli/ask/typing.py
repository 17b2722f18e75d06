"""Text prompt for a terminal, with validation."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from prompt_toolkit.application import Application
from prompt_toolkit.buffer import Buffer
from prompt_toolkit.document import Document
from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.key_binding import KeyBindings
from prompt_toolkit.key_binding.key_processor import KeyPressEvent
from prompt_toolkit.layout import HSplit, Layout, Window
from prompt_toolkit.layout.controls import BufferControl, FormattedTextControl
from prompt_toolkit.layout.processors import BeforeInput
from prompt_toolkit.output import Output

from advisor.cli.ask.lists import quiet, stopping, width_of
from advisor.reporters.clean import clean
from advisor.reporters.layout import wrap

KEYS = "enter: answer | escape: back | ctrl-c: stop and keep"


class Typing:
    """Prompt for one line of text, with an editable default."""

    def __init__(self, text: str, help_text: str, default: str, find_error: Callable[[str], str]) -> None:
        self._text = text
        self._help = help_text
        self._find_error = find_error
        self._error = ""  # message of the last validation
        self._buffer = Buffer(document=Document(default), multiline=False)

    def application(self, kwargs: dict[str, Any]) -> Application[Any]:
        screen: Output = kwargs["output"]
        head = Window(FormattedTextControl(lambda: self._head(width_of(screen))), dont_extend_height=True)
        line = Window(BufferControl(self._buffer, [BeforeInput(" > ")]), height=1)
        foot = Window(FormattedTextControl(lambda: self._foot(width_of(screen))), dont_extend_height=True)
        keys = KeyBindings()
        keys.add("enter")(self._submit)
        keys.add("escape", eager=True)(lambda event: event.app.exit(result=None))
        stopping(keys)
        return Application(Layout(HSplit([head, line, foot]), focused_element=line), key_bindings=keys, **kwargs)

    def _submit(self, event: KeyPressEvent) -> None:
        self._error = self._find_error(self._buffer.text)
        if not self._error:
            event.app.exit(result=self._buffer.text.strip())

    def _head(self, width: int) -> StyleAndTextTuples:
        lines = [("class:text", f"{line}\n") for line in wrap(clean(self._text), width)]
        return [*lines, *quiet(self._help, width, "   ")]

    def _foot(self, width: int) -> StyleAndTextTuples:
        errors = [("class:fault", f"{line}\n") for line in wrap(clean(self._error), width, "   ") if self._error]
        return [*errors, *quiet(KEYS, width)]
