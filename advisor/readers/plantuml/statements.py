"""The statements of one diagram, without what only explains or decorates it: comments, notes, legends, styles."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from advisor.notation.quote import quoted
from advisor.readers.drawing import Line
from advisor.readers.plantuml.directives import Directives
from advisor.readers.plantuml.texts import shown
from advisor.readers.sketch import Sketch
from advisor.source.regex import regex

LONGEST_BLOCK = 500  # lines between braces that are skipped
LONGEST_STATEMENT = 60  # lines
NO_ARROW = r"(?!\s*(?:[-.=~]+(?:\[[^\]\n]{0,80}\][-.=~]*)?>|<+[-.=~]))"
NOTE = regex(rf"(?:/\s*)?(?:floating\s+)?[hr]?note\b{NO_ARROW}(.*)", re.IGNORECASE | re.DOTALL)
NAME_OF_NOTE = regex(r"\bas\s+([\w.]+)")
HEADLINE = regex(r"(?:(?:left|right|center)\s+)?(title|header|footer|legend|caption)\b(?!\s*[-.=~<]+[-.>=~])(.*)",
                      re.IGNORECASE | re.DOTALL)
REFERENCE = regex(r"ref\s+over\b([^:]*)(:)?", re.IGNORECASE)
BRACED = regex(r"(?:skinparam|sprite|json|yaml|style)\b[^{]*\{\s*$", re.IGNORECASE)
DECORATION = regex(
    r"(?:skinparam|skin|hide|show|scale|mainframe|left\s+to\s+right|top\s+to\s+bottom|right\s+to\s+left|remove|restore"
    rf"|allow_?mixing|sprite|rotate|minwidth|maxwidth|set|ignore\s+newpage)(?=\s|$){NO_ARROW}", re.IGNORECASE)
CALL = regex(r"[A-Za-z$]\w*\s?\(")
BEGINS_WITH_WORD = regex(r"[A-Za-z]+\s")
CLOSERS = {
    "note": re.compile(r"\s*end\s*[hr]?note\s*$", re.IGNORECASE),
    "legend": re.compile(r"\s*end\s*legend\s*$", re.IGNORECASE),
    "title": re.compile(r"\s*end\s*title\s*$", re.IGNORECASE),
    "header": re.compile(r"\s*end\s*header\s*$", re.IGNORECASE),
    "footer": re.compile(r"\s*end\s*footer\s*$", re.IGNORECASE),
    "caption": re.compile(r"\s*end\s*caption\s*$", re.IGNORECASE),
    "ref": re.compile(r"\s*end\s*ref\s*$", re.IGNORECASE),
    "style": re.compile(r"\s*</style>", re.IGNORECASE),
    "comment": re.compile(r".*'/", re.DOTALL),
    "macro": re.compile(r"\s*!end\s*(?:procedure|function|definelong)\b", re.IGNORECASE),
    "brace": re.compile(r"\s*\}"),
    "bracket": re.compile(r"[^\]]*\]"),
}


class Statement(NamedTuple):
    text: str
    start: int
    end: int
    exact: int  # places up to here stand in the first line of the source

    def at(self, place: int) -> int:
        """Returns where in the source a place of the text is."""
        return self.start + place if place <= self.exact else self.end


class Statements:
    """Reads lines as statements; on the way it finds the title and the names of notes."""

    def __init__(self, lines: Sequence[Line], sketch: Sketch) -> None:
        self.lines = lines
        self.sketch = sketch
        self.notes: set[str] = set()
        self._number = 0
        self._directives = Directives(sketch)
        self._closers: dict[str, list[int]] = {}

    def read(self) -> Iterator[Statement]:
        while self._number < len(self.lines):
            line = self.lines[self._number]
            self._number += 1
            line = self._without_comments(line)
            text = line.text.strip()
            if not text or text[0] == "'":
                continue
            start = line.start + len(line.text) - len(line.text.lstrip())
            statement = Statement(text, start, start + len(text), len(text))
            if text[0] == "!":
                if self._directives.read(statement):
                    self._skip_to("macro", statement)
            elif not self._is_skipped(statement):
                yield self._whole(statement)

    def _without_comments(self, line: Line) -> Line:
        text = line.text
        if "/'" not in text:
            return line
        at = len(text) - len(text.lstrip())
        while text.startswith("/'", at):
            end = text.find("'/", at + 2)
            if end < 0:
                return self._after_comment(line, at)
            at = end + 2
            while at < len(text) and text[at].isspace():
                at += 1
        last = text.rfind("/'", at) if text.rstrip().endswith("'/") else -1
        return Line(line.start + at, text[at:last] if last > at else text[at:])

    def _after_comment(self, line: Line, begin: int) -> Line:
        closing = self._closing("comment")
        if closing is None:
            end = line.start + len(line.text)
            self.sketch.fault("This comment never ends.", "Close it with `'/`.", line.start + begin, end)
            return line._replace(text="")
        self._number = closing + 1
        last = self.lines[closing]
        after = last.text.index("'/") + 2
        return Line(last.start + after, last.text[after:])

    def _is_skipped(self, statement: Statement) -> bool:
        text = statement.text
        if found := NOTE.match(text):
            self._note(statement, found[1])
        elif text.lower().startswith("<style>"):
            if "</style>" not in text.lower():
                self._skip_to("style", statement)
        elif BRACED.match(text):
            self._skip_braces(statement)
        elif found := HEADLINE.match(text):
            self._headline(statement, found[1].lower(), found[2].strip())
        elif found := REFERENCE.match(text):
            if not found[2]:
                self._skip_to("ref", statement)
        else:
            return DECORATION.match(text) is not None
        return True

    def _note(self, statement: Statement, rest: str) -> None:
        is_closed = ":" in rest or rest.lstrip().startswith('"')
        if named := NAME_OF_NOTE.search(rest):
            self.notes.add(named[1])
        if not is_closed:
            self._skip_to("note", statement)

    def _headline(self, statement: Statement, word: str, rest: str) -> None:
        is_whole = bool(rest) and (word != "legend" or rest.lower() not in ("left", "right", "center", "top", "bottom"))
        if is_whole and word != "legend":
            if word == "title" and not self.sketch.title:
                self.sketch.title = shown(rest.lstrip(": "))
            return
        begin = self._number
        self._skip_to(word, statement)
        if word == "title" and not self.sketch.title and self._number - begin in range(2, LONGEST_STATEMENT):
            self.sketch.title = shown(" ".join(line.text for line in self.lines[begin : self._number - 1]))

    def _skip_to(self, word: str, statement: Statement) -> None:
        """Goes on behind what closes a block; where nothing does, only its first line is left out."""
        closing = self._closing(word)
        if closing is not None:
            self._number = closing + 1
            return
        end = {"style": "</style>", "macro": "!endprocedure"}.get(word, f"end {word}")
        self.sketch.fault(f"{quoted(statement.text)} never ends.", f"Close it with `{end}`.",
                          statement.start, statement.end)

    def _closing(self, word: str) -> int | None:
        """Returns the number of the next line that closes something."""
        numbers = self._closers.get(word)
        if numbers is None:
            closes = CLOSERS[word].match
            numbers = self._closers[word] = [number for number, line in enumerate(self.lines) if closes(line.text)]
        place = bisect_right(numbers, self._number - 1)
        return numbers[place] if place < len(numbers) else None

    def _skip_braces(self, statement: Statement) -> None:
        depth = 1
        last = self._number + LONGEST_BLOCK if self._closing("brace") is not None else 0
        for number in range(self._number, min(last, len(self.lines))):
            text = self.lines[number].text.strip()
            depth += text.endswith("{") - text.startswith("}")
            if depth == 0:
                self._number = number + 1
                return
        self.sketch.fault(f"{quoted(statement.text)} never ends.", "Close it with `}`.", statement.start, statement.end)

    def _whole(self, statement: Statement) -> Statement:
        """Returns a statement with the lines on which it goes on."""
        text = statement.text
        if BEGINS_WITH_WORD.match(text) and text.rfind("[") > text.rfind("]") and not text.endswith(("->]", "<-]")):
            closing = self._closing("bracket")
            if closing is not None and closing - self._number < LONGEST_STATEMENT:
                return self._joined(statement, closing)
        elif CALL.match(text) and _depth(text) > 0:
            depth = _depth(text)
            for number in range(self._number, min(self._number + LONGEST_STATEMENT, len(self.lines))):
                depth += _depth(self.lines[number].text)
                if depth <= 0:
                    return self._joined(statement, number)
        return statement

    def _joined(self, statement: Statement, last: int) -> Statement:
        more = self.lines[self._number : last + 1]
        self._number = last + 1
        text = "\\n".join((statement.text, *(line.text.strip() for line in more)))
        end = more[-1].start + len(more[-1].text.rstrip()) if more else statement.end
        return Statement(text, statement.start, end, len(statement.text))


def _depth(text: str) -> int:
    """Returns how many parentheses outside of quotes a text leaves open."""
    outside = text if '"' not in text else "".join(text.split('"')[::2])
    return outside.count("(") - outside.count(")")
