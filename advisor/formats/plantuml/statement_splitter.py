"""Splits a diagram into statements, without comments, notes, legends and styles."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from advisor.formats.diagram import Line
from advisor.formats.diagram_builder import DiagramBuilder
from advisor.formats.plantuml.directives import PreprocessorDirectives
from advisor.formats.plantuml.statement import NO_ARROW, PlantUmlStatement, label_text
from advisor.text.quoting import quote_value

MAX_BLOCK_LINES = 500  # of a skipped block in braces
MAX_STATEMENT_LINES = 60
CONTINUED = "\\"  # at the end of a line
NOTE = re.compile(rf"(?:/\s*)?(?:floating\s+)?[hr]?note\b{NO_ARROW}(.*)", re.IGNORECASE | re.DOTALL)
NAME_OF_NOTE = re.compile(r"\bas\s+([\w.]+)")
HEADLINE = re.compile(r"(?:(?:left|right|center)\s+)?(title|header|footer|legend|caption)\b(?!\s*[-.=~<]+[-.>=~])(.*)",
                      re.IGNORECASE | re.DOTALL)
REFERENCE = re.compile(r"ref\s+over\b([^:]*)(:)?", re.IGNORECASE)
BRACED = re.compile(r"(?:skinparam|sprite|json|yaml|style)\b[^{]*\{\s*$", re.IGNORECASE)
DECORATION = re.compile(
    r"(?:skinparam|skin|hide|show|scale|mainframe|left\s+to\s+right|top\s+to\s+bottom|right\s+to\s+left|remove|restore"
    rf"|allow_?mixing|sprite|rotate|minwidth|maxwidth|set|ignore\s+newpage)(?=\s|$){NO_ARROW}", re.IGNORECASE)
CALL = re.compile(r"[A-Za-z$]\w*\s?\(")
BEGINS_WITH_WORD = re.compile(r"[A-Za-z]+\s")
CLOSERS = {"note": re.compile(r"\s*end\s*[hr]?note\s*$", re.IGNORECASE),
           "legend": re.compile(r"\s*end\s*legend\s*$", re.IGNORECASE),
           "title": re.compile(r"\s*end\s*title\s*$", re.IGNORECASE),
           "header": re.compile(r"\s*end\s*header\s*$", re.IGNORECASE),
           "footer": re.compile(r"\s*end\s*footer\s*$", re.IGNORECASE),
           "caption": re.compile(r"\s*end\s*caption\s*$", re.IGNORECASE),
           "ref": re.compile(r"\s*end\s*ref\s*$", re.IGNORECASE), "style": re.compile(r"\s*</style>", re.IGNORECASE),
           "comment": re.compile(r".*'/", re.DOTALL),
           "macro": re.compile(r"\s*!end\s*(?:procedure|function|definelong)\b", re.IGNORECASE),
           "brace": re.compile(r"\s*\}"), "bracket": re.compile(r"[^\]]*\]")}


class StatementSplitter:
    """Splits lines into statements; collects the title and the names of notes."""

    def __init__(self, lines: Sequence[Line], builder: DiagramBuilder) -> None:
        self.lines = lines
        self.builder = builder
        self.notes: set[str] = set()
        self._number = 0
        self._directives = PreprocessorDirectives(builder)
        self._closers: dict[str, list[int]] = {}

    def read(self) -> Iterator[PlantUmlStatement]:
        while self._number < len(self.lines):
            line = self.lines[self._number]
            self._number += 1
            line = self._without_comments(line)
            text = line.text.strip()
            if not text or text[0] == "'":
                continue
            start = line.start + len(line.text) - len(line.text.lstrip())
            statement = PlantUmlStatement(text, start, start + len(text), len(text))
            if text[0] == "!":
                if self._directives.read(statement):
                    self._skip_to("macro", statement)
            elif not self._is_skipped(statement):
                yield self._with_continuation(statement)

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
            self.builder.fault("This comment never ends.", "Close it with `'/`.", line.start + begin, end)
            return line._replace(text="")
        self._number = closing + 1
        last = self.lines[closing]
        after = last.text.index("'/") + 2
        return Line(last.start + after, last.text[after:])

    def _is_skipped(self, statement: PlantUmlStatement) -> bool:
        text = statement.text
        if match := NOTE.match(text):
            self._note(statement, match[1])
        elif text.lower().startswith("<style>"):
            if "</style>" not in text.lower():
                self._skip_to("style", statement)
        elif BRACED.match(text):
            self._skip_braces(statement)
        elif match := HEADLINE.match(text):
            self._headline(statement, match[1].lower(), match[2].strip())
        elif match := REFERENCE.match(text):
            if not match[2]:
                self._skip_to("ref", statement)
        else:
            return DECORATION.match(text) is not None
        return True

    def _note(self, statement: PlantUmlStatement, rest: str) -> None:
        is_closed = ":" in rest or rest.lstrip().startswith('"')
        if named := NAME_OF_NOTE.search(rest):
            self.notes.add(named[1])
        if not is_closed:
            self._skip_to("note", statement)

    def _headline(self, statement: PlantUmlStatement, word: str, rest: str) -> None:
        is_whole = bool(rest) and (word != "legend" or rest.lower() not in ("left", "right", "center", "top", "bottom"))
        if is_whole and word != "legend":
            if word == "title" and not self.builder.title:
                self.builder.title = label_text(rest.lstrip(": "))
            return
        begin = self._number
        self._skip_to(word, statement)
        if word == "title" and not self.builder.title and self._number - begin in range(2, MAX_STATEMENT_LINES):
            self.builder.title = label_text(" ".join(line.text for line in self.lines[begin : self._number - 1]))

    def _skip_to(self, word: str, statement: PlantUmlStatement) -> None:
        """Skips a block up to its end; if it is unclosed, skips only its first line."""
        closing = self._closing(word)
        if closing is not None:
            self._number = closing + 1
            return
        end = {"style": "</style>", "macro": "!endprocedure"}.get(word, f"end {word}")
        self.builder.fault(f"{quote_value(statement.text)} never ends.", f"Close it with `{end}`.",
                           statement.start, statement.end)

    def _closing(self, word: str) -> int | None:
        """Returns the number of the next closing line, or None."""
        numbers = self._closers.get(word)
        if numbers is None:
            closes = CLOSERS[word].match
            numbers = self._closers[word] = [number for number, line in enumerate(self.lines) if closes(line.text)]
        index = bisect_right(numbers, self._number - 1)
        return numbers[index] if index < len(numbers) else None

    def _skip_braces(self, statement: PlantUmlStatement) -> None:
        depth = 1
        last = self._number + MAX_BLOCK_LINES if self._closing("brace") is not None else 0
        for number in range(self._number, min(last, len(self.lines))):
            text = self.lines[number].text.strip()
            depth += text.endswith("{") - text.startswith("}")
            if depth == 0:
                self._number = number + 1
                return
        self.builder.fault(
            f"{quote_value(statement.text)} never ends.", "Close it with `}`.", statement.start, statement.end
        )

    def _with_continuation(self, statement: PlantUmlStatement) -> PlantUmlStatement:
        """Returns a statement with its continuation lines."""
        text = statement.text
        if text.endswith(CONTINUED):
            return self._continued(statement)
        if BEGINS_WITH_WORD.match(text) and text.rfind("[") > text.rfind("]") and not text.endswith(("->]", "<-]")):
            closing = self._closing("bracket")
            if closing is not None and closing - self._number < MAX_STATEMENT_LINES:
                return self._joined(statement, closing)
        elif CALL.match(text) and _depth(text) > 0:
            depth = _depth(text)
            for number in range(self._number, min(self._number + MAX_STATEMENT_LINES, len(self.lines))):
                depth += _depth(self.lines[number].text)
                if depth <= 0:
                    return self._joined(statement, number)
        return statement

    def _continued(self, statement: PlantUmlStatement) -> PlantUmlStatement:
        """Returns a statement with the lines that follow a backslash at the end of one."""
        parts, end = [statement.text.removesuffix(CONTINUED).rstrip()], statement.end
        for line in self.lines[self._number : self._number + MAX_STATEMENT_LINES]:
            self._number += 1
            text = line.text.rstrip()
            parts.append(text.removesuffix(CONTINUED).strip())
            end = line.start + len(text)
            if not text.endswith(CONTINUED):
                break
        return PlantUmlStatement(" ".join(filter(None, parts)), statement.start, end, len(parts[0]))

    def _joined(self, statement: PlantUmlStatement, last: int) -> PlantUmlStatement:
        more = self.lines[self._number : last + 1]
        self._number = last + 1
        text = "\\n".join((statement.text, *(line.text.strip() for line in more)))
        end = more[-1].start + len(more[-1].text.rstrip()) if more else statement.end
        return PlantUmlStatement(text, statement.start, end, len(statement.text))


def _depth(text: str) -> int:
    """Returns the number of unclosed parentheses outside of quotes."""
    outside = text if '"' not in text else "".join(text.split('"')[::2])
    return outside.count("(") - outside.count(")")
