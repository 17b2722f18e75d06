"""Readers of diagrams by the names of their cases, and drawings as lines that read aloud."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from advisor.formats.asyncapi import read_asyncapi
from advisor.formats.compose import read_compose
from advisor.formats.diagram import Diagram, DiagramEdge, DiagramFault, DiagramNode, Line
from advisor.formats.plantuml import read_plantuml
from advisor.formats.structurizr import read_structurizr
from advisor.text.source import Source

FOLDER = Path(__file__).parent / "cases" / "notations"


def lines_of(text: str, prefix: str = "") -> list[Line]:
    """Returns the lines of a text as a container hands them over that puts a prefix before each."""
    lines, at = [], 0
    for line in text.split("\n"):
        lines.append(Line(at + len(prefix), line.removeprefix(prefix).removesuffix("\r")))
        at += len(line) + 1
    return lines


READERS: dict[str, Callable[[str], Diagram]] = {"asyncapi": lambda text: read_asyncapi(Source("events.yaml", text)),
                                                "compose": lambda text: read_compose(Source("compose.yaml", text)),
                                                "plantuml": lambda text: read_plantuml(lines_of(text)),
                                                "structurizr": lambda text: read_structurizr(lines_of(text))}


def told(drawing: Diagram, text: str) -> dict[str, Any]:
    """Returns what a drawing says as lines; parts that are empty are left out."""
    parts: dict[str, Any] = {"kind": drawing.kind, "named": drawing.title,
                             "nodes": [_node(node) for node in drawing.nodes],
                             "edges": [_edge(edge) for edge in drawing.edges],
                             "faults": [_fault(fault, text) for fault in drawing.faults if fault.is_broken],
                             "not_read": [_fault(fault, text) for fault in drawing.faults if not fault.is_broken]}
    return {name: part for name, part in parts.items() if part}


def _node(node: DiagramNode) -> str:
    label = "" if node.label == node.id else f": {node.label}"
    hint = f" <{node.hint}>" if node.hint else ""
    technology = f" [{node.technology}]" if node.technology else ""
    return f"{node.id}{label}{hint}{technology}" + (f" in {' / '.join(node.group)}" if node.group else "")


def _edge(edge: DiagramEdge) -> str:
    label = f": {edge.label}" if edge.label else ""
    technology = f" [{edge.technology}]" if edge.technology else ""
    marks = " (reply)" * edge.is_reply + " (both ways)" * edge.is_both_ways
    blocks = f" {{{', '.join(edge.blocks)}}}" if edge.blocks else ""
    return f"{edge.source} {edge.arrow} {edge.target}{label}{technology}{marks}{blocks}"


def _fault(fault: DiagramFault, text: str) -> str:
    line, column = Source("", text).position(fault.start)
    return f"{line}:{column} {fault.message}"
