"""The interview on a terminal: arrows and digits, with the ranking in a line at the bottom."""

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
    """Asks on a terminal; each question leaves nothing behind but its answer."""

    def __init__(self, source: Input, screen: Output, *, colour: bool) -> None:
        self._input = source
        self._output = screen
        self._colour = colour

    def ask(self, view: View) -> Reply:
        rows = offered(view.question)
        place = place_of(view.question, view.earlier)
        while True:
            choice = Choices(view, place)
            place = self._run(choice.application)
            if isinstance(place, Reply):
                return place
            if place < len(view.question.options):
                return Reply(OPTION, view.question.options[place])
            if place == len(rows) - 1:
                return Reply(SKIP)
            number = self._number(view)
            if number is not None:
                return Reply(NUMBER, number=number)

    def name(self, naming: Naming, earlier: str, fault: Callable[[str], str]) -> str | None:
        if naming.values:
            listed = Listed(naming, earlier)
            place = self._run(listed.application)
            return None if isinstance(place, Reply) else naming.values[place]
        return self._typed(naming.text, naming.help, earlier or naming.default, fault)

    def confirm(self, text: str) -> bool:
        listed = Listed(Naming("", text, "", "", ("no", "yes")), "")
        place: int | Reply = self._run(listed.application)
        return place == 1

    def say(self, text: str) -> None:
        for line in wrap(clean(text), width_of(self._output)):
            self._output.write(line + "\n")
        self._output.flush()

    def _number(self, view: View) -> float | None:
        question = view.question
        old = view.earlier.known.get(question.number) if view.earlier and not view.earlier.meant else None
        typed = self._typed(question.text, next(iter(help_of(question))), "" if old is None else str(old),
                            lambda text: view.read_number(text)[1])
        return None if typed is None else view.read_number(typed)[0]

    def _typed(self, text: str, help_text: str, default: str, fault: Callable[[str], str]) -> str | None:
        found: str | None = self._run(Typing(text, help_text, default, fault).application)
        return found

    def _run(self, application: Callable[[dict[str, Any]], Application[Any]]) -> Any:
        depth = None if self._colour else ColorDepth.DEPTH_1_BIT
        return application({"input": self._input, "output": self._output, "color_depth": depth,
                            "style": STYLE if self._colour else WITHOUT_COLOURS, "erase_when_done": True}).run()
