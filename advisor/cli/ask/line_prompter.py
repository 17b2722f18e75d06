"""The interview in numbered lines, for screen readers and terminals that cannot do more."""

from __future__ import annotations

from collections.abc import Callable
from typing import TextIO

from advisor.cli.ask.prompter import (
    BACK,
    FORWARD,
    NUMBER,
    OPTION,
    SKIP,
    QuestionView,
    Reply,
    answer_rows,
    format_scores,
    help_lines,
    row_index,
)
from advisor.interview.name_questions import NameQuestion
from advisor.text.layout import wrap
from advisor.text.sanitise import escape_controls

KEYS = "A number chooses; = and a number says it; s: don't know; b: back; f: forth; ?: help."
YES, NO = ("y", "yes"), ("n", "no")


class LinePrompter:
    """Asks on one stream and reads reply lines from another."""

    def __init__(self, lines: TextIO, output: TextIO, width: int) -> None:
        self._lines = lines
        self._output = output
        self._width = width
        self._has_shown_keys = False

    def ask(self, view: QuestionView) -> Reply:
        question = view.question
        self.show("")
        self.show(f"{view.position}. {question.text}")
        self.show(question.why, "   ")
        rows = answer_rows(question)
        for number, (label, effect) in enumerate(rows, start=1):
            self.show(f"{label}: {effect}", f"   {number}) ")
        self.show(format_scores(view.scores), "   Now: ")
        if not self._has_shown_keys:
            self.show(KEYS, "   ")
            self._has_shown_keys = True
        earlier = f"[{row_index(question, view.earlier_answer) + 1}] " if view.earlier_answer else ""
        while True:
            reply = self._parse_reply(self._read(f"   {earlier}> "), view, len(rows))
            if reply is not None:
                return reply

    def ask_name(self, naming: NameQuestion, earlier: str, fault: Callable[[str], str]) -> str | None:
        self.show("")
        self.show(naming.text)
        for number, value in enumerate(naming.values, start=1):
            self.show(f"{number}) {value}", "   ")
        default = earlier or naming.default
        while True:
            word = self._read(f"   [{escape_controls(default)}] > " if default else "   > ")
            if word == "?":
                self.show(naming.help, "   ")
                continue
            if word.lower() in ("b", "back"):
                return None
            value = word or default
            if naming.values and value.isdecimal() and 1 <= int(value) <= len(naming.values):
                value = naming.values[int(value) - 1]
            error = fault(value)
            if not error:
                return value
            self.show(error, "   ")

    def confirm(self, text: str) -> bool:
        self.show("")
        while True:
            word = self._read(f"{text} (yes or no) > ").lower()
            if word in YES or word in NO:
                return word in YES

    def show(self, text: str, prefix: str = "") -> None:
        for line in wrap(escape_controls(text), self._width, prefix):
            print(line, file=self._output)

    def _read(self, prompt: str) -> str:
        print(prompt, end="", file=self._output, flush=True)
        line = self._lines.readline()
        if not line:  # end of input
            raise KeyboardInterrupt
        return line.strip()

    def _parse_reply(self, word: str, view: QuestionView, rows: int) -> Reply | None:
        """Parses a line; returns None if it asks for help or is not understood."""
        question = view.question
        word = word.lower() or (str(row_index(question, view.earlier_answer) + 1) if view.earlier_answer else "")
        match word:
            case "b" | "back":
                return Reply(BACK)
            case "f" | "forth":
                return Reply(FORWARD)
            case "s" | "skip":
                return Reply(SKIP)
            case "?" | "help":
                for line in help_lines(question):
                    self.show(line, "   ")
                return None
        if word.startswith("=") and question.number:
            return self._number(word[1:], view)
        if word.isdecimal() and 1 <= int(word) <= rows:
            return self._select(int(word) - 1, view, rows)
        for option in question.options:
            if word in (option.label.lower(), str(option.value).lower()) or (
                    isinstance(option.value, bool) and word in (YES if option.value else NO)):
                return Reply(OPTION, option)
        self.show(f"Choose 1 to {rows}, or ? for help.", "   ")
        return None

    def _select(self, index: int, view: QuestionView, rows: int) -> Reply | None:
        options = view.question.options
        if index < len(options):
            return Reply(OPTION, options[index])
        if index == rows - 1:
            return Reply(SKIP)
        return self._number(self._read("   number > "), view)

    def _number(self, text: str, view: QuestionView) -> Reply | None:
        number, error = view.parse_number(text)
        if error:
            self.show(error, "   ")
            return None
        return Reply(NUMBER, number=number)
