"""Terminal prompts: arrow keys and digits, with the ranking in a line at the bottom."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from prompt_toolkit.application import Application
from prompt_toolkit.buffer import Buffer
from prompt_toolkit.document import Document
from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.input import Input
from prompt_toolkit.key_binding import KeyBindings
from prompt_toolkit.key_binding.key_processor import KeyPressEvent
from prompt_toolkit.layout import HSplit, Layout, Window
from prompt_toolkit.layout.controls import BufferControl, FormattedTextControl
from prompt_toolkit.layout.processors import BeforeInput
from prompt_toolkit.output import ColorDepth, Output
from prompt_toolkit.styles import Style

from advisor.cli.ask.prompter import NUMBER, OPTION, SKIP, QuestionView, Reply, answer_rows, help_lines, row_index
from advisor.cli.ask.select_prompt import SelectPrompt, ValuePrompt, add_stop_keys, dimmed_lines, line_width
from advisor.interview.name_questions import NameQuestion
from advisor.text.layout import wrap
from advisor.text.sanitise import escape_controls

STYLE = Style.from_dict({"text": "bold", "chosen": "bold", "effect": "ansicyan", "quiet": "ansibrightblack",
                         "bottom": "reverse", "fault": "ansired"})
WITHOUT_COLOURS = Style.from_dict({"text": "bold", "chosen": "bold", "bottom": "reverse"})
KEYS = "enter: answer | escape: back | ctrl-c: stop and keep"


class TerminalPrompter:
    """Asks on a terminal; each prompt is erased, and only its answer stays."""

    def __init__(self, source: Input, screen: Output, *, colour: bool) -> None:
        self._input = source
        self._output = screen
        self._colour = colour

    def ask(self, view: QuestionView) -> Reply:
        rows = answer_rows(view.question)
        index = row_index(view.question, view.earlier_answer)
        while True:
            prompt = SelectPrompt(view, index)
            index = self._run(prompt.build_application)
            if isinstance(index, Reply):
                return index
            if index < len(view.question.options):
                return Reply(OPTION, view.question.options[index])
            if index == len(rows) - 1:
                return Reply(SKIP)
            number = self._read_number(view)
            if number is not None:
                return Reply(NUMBER, number=number)

    def ask_name(self, naming: NameQuestion, earlier: str, fault: Callable[[str], str]) -> str | None:
        if naming.values:
            prompt = ValuePrompt(naming, earlier)
            index = self._run(prompt.build_application)
            return None if isinstance(index, Reply) else naming.values[index]
        return self._read_text(naming.text, naming.help, earlier or naming.default, fault)

    def confirm(self, text: str) -> bool:
        prompt = ValuePrompt(NameQuestion("", text, "", "", ("no", "yes")), "")
        index: int | Reply = self._run(prompt.build_application)
        return index == 1

    def show(self, text: str) -> None:
        for line in wrap(escape_controls(text), line_width(self._output)):
            self._output.write(line + "\n")
        self._output.flush()

    def _read_number(self, view: QuestionView) -> float | None:
        question = view.question
        previous = (view.earlier_answer.known.get(question.number)
                    if view.earlier_answer and not view.earlier_answer.range_label
                    else None)
        text = self._read_text(question.text, next(iter(help_lines(question))),
                               "" if previous is None else str(previous), lambda text: view.parse_number(text)[1])
        return None if text is None else view.parse_number(text)[0]

    def _read_text(self, text: str, help_text: str, default: str, fault: Callable[[str], str]) -> str | None:
        result: str | None = self._run(TextPrompt(text, help_text, default, fault).build_application)
        return result

    def _run(self, application: Callable[[dict[str, Any]], Application[Any]]) -> Any:
        depth = None if self._colour else ColorDepth.DEPTH_1_BIT
        return application({"input": self._input, "output": self._output, "color_depth": depth,
                            "style": STYLE if self._colour else WITHOUT_COLOURS, "erase_when_done": True}).run()


class TextPrompt:
    """Prompt for one line of text, with an editable default."""

    def __init__(self, text: str, help_text: str, default: str, find_error: Callable[[str], str]) -> None:
        self._text = text
        self._help = help_text
        self._find_error = find_error
        self._error = ""  # message of the last validation
        self._buffer = Buffer(document=Document(default), multiline=False)

    def build_application(self, kwargs: dict[str, Any]) -> Application[Any]:
        screen: Output = kwargs["output"]
        head = Window(FormattedTextControl(lambda: self._head(line_width(screen))), dont_extend_height=True)
        line = Window(BufferControl(self._buffer, [BeforeInput(" > ")]), height=1)
        foot = Window(FormattedTextControl(lambda: self._foot(line_width(screen))), dont_extend_height=True)
        keys = KeyBindings()
        keys.add("enter")(self._submit)
        keys.add("escape", eager=True)(lambda event: event.app.exit(result=None))
        add_stop_keys(keys)
        return Application(Layout(HSplit([head, line, foot]), focused_element=line), key_bindings=keys, **kwargs)

    def _submit(self, event: KeyPressEvent) -> None:
        self._error = self._find_error(self._buffer.text)
        if not self._error:
            event.app.exit(result=self._buffer.text.strip())

    def _head(self, width: int) -> StyleAndTextTuples:
        lines = [("class:text", f"{line}\n") for line in wrap(escape_controls(self._text), width)]
        return [*lines, *dimmed_lines(self._help, width, "   ")]

    def _foot(self, width: int) -> StyleAndTextTuples:
        errors = [
            ("class:fault", f"{line}\n") for line in wrap(escape_controls(self._error), width, "   ") if self._error
        ]
        return [*errors, *dimmed_lines(KEYS, width)]
