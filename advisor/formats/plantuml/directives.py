"""Preprocessor directives: includes, definitions and conditions are reported, not executed."""

from __future__ import annotations

import re

from advisor.formats.diagram_builder import DiagramBuilder
from advisor.formats.plantuml.statement import PlantUmlStatement
from advisor.text.quoting import quote_value

INCLUDE = re.compile(r"!\s*(?:include\w*|import)\s+(\S.*)", re.IGNORECASE | re.DOTALL)
C4_LIBRARY = re.compile(r"(?:^|[/<])C4(?:[_/]|\.puml|$)")  # its macros are read at their calls
MACRO = re.compile(r"!\s*(?:(?:unquoted|final)\s+)*(procedure|function|definelong)\b(.*)", re.IGNORECASE | re.DOTALL)
CONDITION = re.compile(r"!\s*(?:if|ifdef|ifndef|elseif|else|while|foreach)\b", re.IGNORECASE)
VALUE = re.compile(r"!\s*(?:define\s|(?:global\s|local\s)?\s*\$\w)", re.IGNORECASE)
CALLS_NOTHING = re.compile(r"!\s*define\s+\w+\s+(?:https?:|<)", re.IGNORECASE)  # an include URL


class PreprocessorDirectives:
    """Reports each include, and each kind of other directive once."""

    def __init__(self, builder: DiagramBuilder) -> None:
        self.builder = builder
        self._reported: set[str] = set()

    def read(self, statement: PlantUmlStatement) -> bool:
        """Reads a directive and returns whether it begins a skipped block."""
        text = statement.text
        if match := INCLUDE.match(text):
            if not C4_LIBRARY.search(match[1]):
                self.builder.skip(f"{quote_value(match[1].strip())} is included and not read.",
                                  "Lint the diagram that it becomes, if it holds services.",
                                  statement.start, statement.end)
        elif match := MACRO.match(text):
            self._report_once("macros", "Macros are not expanded.", statement)
            return match[1].lower() != "function" or " return " not in match[2]
        elif CONDITION.match(text):
            self._report_once("conditions", "Conditions are not evaluated; all their branches are read.", statement)
        elif VALUE.match(text) and not CALLS_NOTHING.match(text):
            self._report_once("values", "Definitions are not put in where they are used.", statement)
        return False

    def _report_once(self, kind: str, message: str, statement: PlantUmlStatement) -> None:
        if kind not in self._reported:
            self._reported.add(kind)
            self.builder.skip(message, "Lint the diagram that it becomes.", statement.start, statement.end)
