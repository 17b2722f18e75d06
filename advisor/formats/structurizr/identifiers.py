"""Identifiers: flat or hierarchical, case-insensitive."""

from __future__ import annotations

from advisor.formats.structurizr.elements import ModelElement

MAX_DEPTH = 16  # of nested elements; the notation has three levels


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
