"""Terminal prompts: arrow keys and digits, with the ranking in a line at the bottom."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from prompt_toolkit.application import Application
from prompt_toolkit.input import Input
from prompt_toolkit.output import ColorDepth, Output
from prompt_toolkit.styles import Style

from advisor.cli.ask.driver import NUMBER, OPTION, SKIP, Reply, View
from advisor.cli.ask.lists import Choices, Listed, width_of
from advisor.cli.ask.typing import Typing
from advisor.cli.ask.words import help_of, offered, place_of
from advisor.questionnaire.naming import Naming
from advisor.reporters.clean import clean
from advisor.reporters.layout import wrap

STYLE = Style.from_dict({"text": "bold", "chosen": "bold", "effect": "ansicyan", "quiet": "ansibrightblack",
                         "bottom": "reverse", "fault": "ansired"})
WITHOUT_COLOURS = Style.from_dict({"text": "bold", "chosen": "bold", "bottom": "reverse"})


class Terminal:
    """Asks on a terminal; each prompt is erased, and only its answer stays."""

    def __init__(self, source: Input, screen: Output, *, colour: bool) -> None:
        self._input = source
        self._output = screen
        self._colour = colour

    def ask(self, view: View) -> Reply:
        rows = offered(view.question)
        index = place_of(view.question, view.earlier)
        while True:
            prompt = Choices(view, index)
            index = self._run(prompt.application)
            if isinstance(index, Reply):
                return index
            if index < len(view.question.options):
                return Reply(OPTION, view.question.options[index])
            if index == len(rows) - 1:
                return Reply(SKIP)
            number = self._read_number(view)
            if number is not None:
                return Reply(NUMBER, number=number)

    def name(self, naming: Naming, earlier: str, fault: Callable[[str], str]) -> str | None:
        if naming.values:
            prompt = Listed(naming, earlier)
            index = self._run(prompt.application)
            return None if isinstance(index, Reply) else naming.values[index]
        return self._read_text(naming.text, naming.help, earlier or naming.default, fault)

    def confirm(self, text: str) -> bool:
        prompt = Listed(Naming("", text, "", "", ("no", "yes")), "")
        index: int | Reply = self._run(prompt.application)
        return index == 1

    def say(self, text: str) -> None:
        for line in wrap(clean(text), width_of(self._output)):
            self._output.write(line + "\n")
        self._output.flush()

    def _read_number(self, view: View) -> float | None:
        question = view.question
        previous = view.earlier.known.get(question.number) if view.earlier and not view.earlier.meant else None
        text = self._read_text(question.text, next(iter(help_of(question))), "" if previous is None else str(previous),
                               lambda text: view.read_number(text)[1])
        return None if text is None else view.read_number(text)[0]

    def _read_text(self, text: str, help_text: str, default: str, fault: Callable[[str], str]) -> str | None:
        result: str | None = self._run(Typing(text, help_text, default, fault).application)
        return result

    def _run(self, application: Callable[[dict[str, Any]], Application[Any]]) -> Any:
        depth = None if self._colour else ColorDepth.DEPTH_1_BIT
        return application({"input": self._input, "output": self._output, "color_depth": depth,
                            "style": STYLE if self._colour else WITHOUT_COLOURS, "erase_when_done": True}).run()
