"""The preprocessor: what is included, defined or only read under a condition is not carried out, and that is said."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from advisor.notation.quote import quoted
from advisor.readers.sketch import Sketch
from advisor.source.regex import regex

if TYPE_CHECKING:
    from advisor.readers.plantuml.statements import Statement

INCLUDE = regex(r"!\s*(?:include\w*|import)\s+(\S.*)", re.IGNORECASE | re.DOTALL)
KNOWN = regex(r"(?:^|[/<])C4(?:[_/]|\.puml|$)")  # its macros are read as they are called
MACRO = regex(r"!\s*(?:(?:unquoted|final)\s+)*(procedure|function|definelong)\b(.*)", re.IGNORECASE | re.DOTALL)
CONDITION = regex(r"!\s*(?:if|ifdef|ifndef|elseif|else|while|foreach)\b", re.IGNORECASE)
VALUE = regex(r"!\s*(?:define\s|(?:global\s|local\s)?\s*\$\w)", re.IGNORECASE)
CALLS_NOTHING = regex(r"!\s*define\s+\w+\s+(?:https?:|<)", re.IGNORECASE)  # the address of something to include


class Directives:
    """Says of each kind of directive once that it is not carried out, and of each include."""

    def __init__(self, sketch: Sketch) -> None:
        self.sketch = sketch
        self._said: set[str] = set()

    def read(self, statement: Statement) -> bool:
        """Reads a directive and returns whether it begins a block that is left out."""
        text = statement.text
        if found := INCLUDE.match(text):
            if not KNOWN.search(found[1]):
                self.sketch.skip(f"{quoted(found[1].strip())} is included and not read.",
                                 "Lint the diagram that it becomes, if it holds services.",
                                 statement.start, statement.end)
        elif found := MACRO.match(text):
            self._say("macros", "Macros are not expanded.", statement)
            return found[1].lower() != "function" or " return " not in found[2]
        elif CONDITION.match(text):
            self._say("conditions", "Conditions are not evaluated; all their branches are read.", statement)
        elif VALUE.match(text) and not CALLS_NOTHING.match(text):
            self._say("values", "Definitions are not put in where they are used.", statement)
        return False

    def _say(self, kind: str, message: str, statement: Statement) -> None:
        if kind not in self._said:
            self._said.add(kind)
            self.sketch.skip(message, "Lint the diagram that it becomes.", statement.start, statement.end)
