"""Structurizr DSL reader: the model of a workspace, and the shapes of tags from its views."""

from __future__ import annotations

from collections.abc import Sequence

from advisor.formats.diagram import Diagram, Line


def read_structurizr(lines: Sequence[Line]) -> Diagram:
    """Returns the diagram of a workspace or of an included part of a model.

    An element with children is a node only if a relation leads to it. Never raises for invalid input.
    """
    from advisor.formats.structurizr.model import StructurizrParser
    from advisor.formats.structurizr.tokens import split_statements

    model = StructurizrParser()
    for statement in split_statements(lines, model.builder):
        model.read(statement)
    start = lines[0].start if lines else 0
    return model.diagram(start, lines[-1].start + len(lines[-1].text) if lines else start)
