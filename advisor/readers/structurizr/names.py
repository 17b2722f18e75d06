"""Identifiers: flat or hierarchical, in whatever letters they are written."""

from __future__ import annotations

from advisor.readers.structurizr.elements import Element

DEEPEST = 16  # elements in elements; the notation itself has three levels


class Names:
    """Finds elements by what stands for them."""

    def __init__(self) -> None:
        self.is_hierarchical = False
        self._elements: dict[str, Element] = {}
        self._number = 0

    def path(self, name: str, label: str, parent: Element | None) -> str:
        """Returns the id of an element; one without a name of its own is called by its label."""
        own = name or " ".join(label.split()).replace(".", "_") or "element"
        is_within = parent is not None and (self.is_hierarchical or not name) and parent.id.count(".") < DEEPEST
        path = f"{parent.id}.{own}" if parent is not None and is_within else own
        if path.lower() in self._elements:
            self._number += 1
            path = f"{path} ({self._number + 1})"
        return path

    def add(self, element: Element) -> None:
        self._elements.setdefault(element.path, element)

    def find(self, name: str, context: Element | None) -> Element | None:
        """Returns the element that a name means within another one; `this` is that one itself."""
        name = name.lower()
        if name == "this":
            return context
        found = self._elements.get(name)
        around = context
        while found is None and around is not None and self.is_hierarchical:
            found = self._elements.get(f"{around.path}.{name}")
            around = around.parent
        return found
