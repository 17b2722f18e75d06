"""The Structurizr DSL: the model of a workspace; of its views only which shape stands for which tag."""

from __future__ import annotations

from collections.abc import Sequence

from advisor.readers.drawing import Drawing, Line


def read_structurizr(lines: Sequence[Line]) -> Drawing:
    """Returns what a workspace, or a part of a model that another one includes, says.

    An element that holds others is a node only where a relation leads to it. Never raises for what the text says.
    """
    from advisor.readers.structurizr.model import Model
    from advisor.readers.structurizr.tokens import statements

    model = Model()
    for statement in statements(lines, model.sketch):
        model.read(statement)
    start = lines[0].start if lines else 0
    return model.drawing(start, lines[-1].start + len(lines[-1].text) if lines else start)
