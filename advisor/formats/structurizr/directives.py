"""Identifiers of elements, and the `!` directives: identifier mode, constants, and files that are not read."""

from __future__ import annotations

import re

from advisor.formats.diagram_builder import MAX_LABEL_LENGTH, DiagramBuilder
from advisor.formats.structurizr.elements import ModelElement
from advisor.formats.structurizr.tokens import StructurizrStatement
from advisor.text.quoting import quote_value

MAX_DEPTH = 16  # of nested elements; the notation has three levels
CONSTANT_USE = re.compile(r"\$\{([\w.-]{1,100})\}")
REOPENING = ("!element", "!ref", "!extend")
CONSTANTS = ("!const", "!constant", "!var")
NOT_READ = {"!include": "is included and not read", "!script": "is a script and not carried out",
            "!plugin": "is a plugin and not carried out"}


class ElementIdentifiers:
    """Finds elements by identifier."""

    def __init__(self) -> None:
        self.is_hierarchical = False
        self._elements: dict[str, ModelElement] = {}
        self._number = 0

    def path(self, name: str, label: str, parent: ModelElement | None) -> str:
        """Returns the id of an element, from its name or else its label."""
        own = name or " ".join(label.split()).replace(".", "_") or "element"
        is_within = parent is not None and (self.is_hierarchical or not name) and parent.id.count(".") < MAX_DEPTH
        path = f"{parent.id}.{own}" if parent is not None and is_within else own
        if path.lower() in self._elements:
            self._number += 1
            path = f"{path} ({self._number + 1})"
        return path

    def add(self, element: ModelElement) -> None:
        self._elements.setdefault(element.path, element)

    def find(self, name: str, context: ModelElement | None) -> ModelElement | None:
        """Returns the element of a name in a context, or None; `this` is the context."""
        name = name.lower()
        if name == "this":
            return context
        element = self._elements.get(name)
        ancestor = context
        while element is None and ancestor is not None and self.is_hierarchical:
            element = self._elements.get(f"{ancestor.path}.{name}")
            ancestor = ancestor.parent
        return element


class StructurizrDirectives:
    """State set by directives for later statements."""

    def __init__(self, builder: DiagramBuilder, names: ElementIdentifiers) -> None:
        self.builder = builder
        self.names = names
        self.is_partial = False  # whether elements can be defined elsewhere
        self._values: dict[str, str] = {}

    def read(self, statement: StructurizrStatement) -> str:
        """Reads a directive; returns the name of the element it reopens, or an empty string."""
        word = statement.text(0).lower()
        if word == "!identifiers":
            self.names.is_hierarchical = statement.text(1).lower() == "hierarchical"
        elif word in CONSTANTS:
            self._values[statement.text(1)] = self._substitute(statement.text(2))
        elif word in NOT_READ:
            self.report_not_read(statement, statement.text(1), NOT_READ[word])
        elif word in ("!components", "!elements", "!relationships"):
            self.is_partial = True
            self.builder.skip(f"`{word}` is not read.", "Write out what it finds.", statement.start, statement.end)
        elif word in REOPENING:
            return statement.text(1)
        return ""

    def report_not_read(
        self, statement: StructurizrStatement, subject: str, reason: str = "is extended and not read"
    ) -> None:
        """Records that elements can be defined elsewhere."""
        self.is_partial = True
        self.builder.skip(f"{quote_value(subject)} {reason}.", "Lint the whole workspace in one file.",
                          statement.start, statement.end)

    def substitute_constants(self, statement: StructurizrStatement) -> StructurizrStatement:
        """Returns a statement with constants substituted."""
        if not self._values or not any("${" in token.text for token in statement.tokens):
            return statement
        tokens = (token._replace(text=self._substitute(token.text)) for token in statement.tokens)
        return statement._replace(tokens=tuple(tokens))

    def _substitute(self, text: str) -> str:
        if "${" not in text:
            return text
        return CONSTANT_USE.sub(lambda use: self._values.get(use[1], use[0]), text[:MAX_LABEL_LENGTH])[
            :MAX_LABEL_LENGTH
        ]
