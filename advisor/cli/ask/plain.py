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
    """Asks on one stream and reads lines from another."""

    def __init__(self, lines: TextIO, talk: TextIO, width: int) -> None:
        self._lines = lines
        self._talk = talk
        self._width = width
        self._has_told_keys = False

    def ask(self, view: View) -> Reply:
        question = view.question
        self.say("")
        self.say(f"{view.place}. {question.text}")
        self.say(question.why, "   ")
        rows = offered(question)
        for number, (label, effect) in enumerate(rows, start=1):
            self.say(f"{label}: {effect}", f"   {number}) ")
        self.say(standing_in_words(view.standing), "   Now: ")
        if not self._has_told_keys:
            self.say(KEYS, "   ")
            self._has_told_keys = True
        earlier = f"[{place_of(question, view.earlier) + 1}] " if view.earlier else ""
        while True:
            reply = self._reply(self._read(f"   {earlier}> "), view, len(rows))
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
            found = fault(value)
            if not found:
                return value
            self.say(found, "   ")

    def confirm(self, text: str) -> bool:
        self.say("")
        while True:
            word = self._read(f"{text} (yes or no) > ").lower()
            if word in YES or word in NO:
                return word in YES

    def say(self, text: str, prefix: str = "") -> None:
        for line in wrap(clean(text), self._width, prefix):
            print(line, file=self._talk)

    def _read(self, prompt: str) -> str:
        print(prompt, end="", file=self._talk, flush=True)
        line = self._lines.readline()
        if not line:  # nobody is there any more
            raise KeyboardInterrupt
        return line.strip()

    def _reply(self, word: str, view: View, rows: int) -> Reply | None:
        """What a line means; None where it asks for help or says nothing that can be understood."""
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
            return self._chosen(int(word) - 1, view, rows)
        for option in question.options:
            if word in (option.label.lower(), str(option.value).lower()) or (
                    isinstance(option.value, bool) and word in (YES if option.value else NO)):
                return Reply(OPTION, option)
        self.say(f"Choose 1 to {rows}, or ? for help.", "   ")
        return None

    def _chosen(self, place: int, view: View, rows: int) -> Reply | None:
        options = view.question.options
        if place < len(options):
            return Reply(OPTION, options[place])
        if place == rows - 1:
            return Reply(SKIP)
        return self._number(self._read("   number > "), view)

    def _number(self, text: str, view: View) -> Reply | None:
        number, fault = view.read_number(text)
        if fault:
            self.say(fault, "   ")
            return None
        return Reply(NUMBER, number=number)
