"""The interview in numbered lines, for screen readers and terminals that cannot do more."""

from __future__ import annotations

from collections.abc import Callable
from typing import TextIO

from advisor.cli.ask.driver import BACK, FORTH, NUMBER, OPTION, SKIP, Reply, View
from advisor.cli.ask.words import help_of, offered, place_of, standing_in_words
from advisor.questionnaire.naming import Naming
from advisor.reporters.clean import clean
from advisor.reporters.layout import wrap

KEYS = "A number chooses; = and a number says it; s: don't know; b: back; f: forth; ?: help."
YES, NO = ("y", "yes"), ("n", "no")


class Plain:
    """Asks on one stream and reads reply lines from another."""

    def __init__(self, lines: TextIO, output: TextIO, width: int) -> None:
        self._lines = lines
        self._output = output
        self._width = width
        self._has_shown_keys = False

    def ask(self, view: View) -> Reply:
        question = view.question
        self.say("")
        self.say(f"{view.place}. {question.text}")
        self.say(question.why, "   ")
        rows = offered(question)
        for number, (label, effect) in enumerate(rows, start=1):
            self.say(f"{label}: {effect}", f"   {number}) ")
        self.say(standing_in_words(view.standing), "   Now: ")
        if not self._has_shown_keys:
            self.say(KEYS, "   ")
            self._has_shown_keys = True
        earlier = f"[{place_of(question, view.earlier) + 1}] " if view.earlier else ""
        while True:
            reply = self._parse_reply(self._read(f"   {earlier}> "), view, len(rows))
            if reply is not None:
                return reply

    def name(self, naming: Naming, earlier: str, fault: Callable[[str], str]) -> str | None:
        self.say("")
        self.say(naming.text)
        for number, value in enumerate(naming.values, start=1):
            self.say(f"{number}) {value}", "   ")
        default = earlier or naming.default
        while True:
            word = self._read(f"   [{clean(default)}] > " if default else "   > ")
            if word == "?":
                self.say(naming.help, "   ")
                continue
            if word.lower() in ("b", "back"):
                return None
            value = word or default
            if naming.values and value.isdecimal() and 1 <= int(value) <= len(naming.values):
                value = naming.values[int(value) - 1]
            error = fault(value)
            if not error:
                return value
            self.say(error, "   ")

    def confirm(self, text: str) -> bool:
        self.say("")
        while True:
            word = self._read(f"{text} (yes or no) > ").lower()
            if word in YES or word in NO:
                return word in YES

    def say(self, text: str, prefix: str = "") -> None:
        for line in wrap(clean(text), self._width, prefix):
            print(line, file=self._output)

    def _read(self, prompt: str) -> str:
        print(prompt, end="", file=self._output, flush=True)
        line = self._lines.readline()
        if not line:  # end of input
            raise KeyboardInterrupt
        return line.strip()

    def _parse_reply(self, word: str, view: View, rows: int) -> Reply | None:
        """Parses a line; returns None if it asks for help or is not understood."""
        question = view.question
        word = word.lower() or (str(place_of(question, view.earlier) + 1) if view.earlier else "")
        match word:
            case "b" | "back":
                return Reply(BACK)
            case "f" | "forth":
                return Reply(FORTH)
            case "s" | "skip":
                return Reply(SKIP)
            case "?" | "help":
                for line in help_of(question):
                    self.say(line, "   ")
                return None
        if word.startswith("=") and question.number:
            return self._number(word[1:], view)
        if word.isdecimal() and 1 <= int(word) <= rows:
            return self._select(int(word) - 1, view, rows)
        for option in question.options:
            if word in (option.label.lower(), str(option.value).lower()) or (
                    isinstance(option.value, bool) and word in (YES if option.value else NO)):
                return Reply(OPTION, option)
        self.say(f"Choose 1 to {rows}, or ? for help.", "   ")
        return None

    def _select(self, index: int, view: View, rows: int) -> Reply | None:
        options = view.question.options
        if index < len(options):
            return Reply(OPTION, options[index])
        if index == rows - 1:
            return Reply(SKIP)
        return self._number(self._read("   number > "), view)

    def _number(self, text: str, view: View) -> Reply | None:
        number, error = view.read_number(text)
        if error:
            self.say(error, "   ")
            return None
        return Reply(NUMBER, number=number)
