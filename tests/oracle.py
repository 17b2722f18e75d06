"""What another reader of Mermaid finds in a diagram, in the words of ours."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

import merman

from advisor.formats.mermaid.labels import label_text

NOTE = 2


class Found(NamedTuple):
    nodes: set[str]
    edges: list[tuple[str, str, str]]  # source, target, label
    groups: dict[str, str]  # title of the innermost group around a node


def found_by_merman(text: str) -> Found | None:
    """Returns what merman finds, or None where it refuses the diagram."""
    try:
        read: dict[str, Any] = json.loads(merman.Merman().parse_json(text, None))
    except merman.MermanError:
        return None
    match read:
        case {"vertexCalls": _}:
            return _flowchart(read)
        case {"messages": messages}:
            edges = [(m["from"], m["to"], _label(m["message"])) for m in messages if m.get("to") and m["type"] != NOTE]
            return Found(set(read["actorOrder"]), edges, {key: _label(box["name"]) for box in read["boxes"]
                                                          for key in box["actorKeys"] if box["name"]})
        case {"c4Type": _}:
            names = {shape["alias"] for shape in read["shapes"]}
            titles = {around["alias"]: _label(around["label"]["text"]) for around in read["boundaries"]}
            edges = [(rel["from"], rel["to"], _label(rel["label"]["text"])) for rel in read["rels"]]
            return Found(names, edges, {shape["alias"]: titles[shape["parentBoundary"]] for shape in read["shapes"]
                                        if shape["parentBoundary"] != "global"})
        case _:
            titles = {group["id"]: _label(group["title"]) for group in read["groups"]}
            edges = [(edge["lhsId"], edge["rhsId"], _label(edge["title"])) for edge in read["edges"]]
            return Found({node["id"] for node in read["nodes"]}, edges,
                         {node["id"]: titles[node["in"]] for node in read["nodes"] if node["in"]})


def _flowchart(read: dict[str, Any]) -> Found:
    ends = {end for edge in read["edges"] for end in (edge["from"], edge["to"])}
    subgraphs = {subgraph["id"] for subgraph in read["subgraphs"]}
    names = {node["id"] for node in read["nodes"]} - (subgraphs - ends)
    visible = [edge for edge in read["edges"] if edge["stroke"] != "invisible"]
    edges = [(edge["from"], edge["to"], _label(edge["label"])) for edge in visible]
    groups = {name: _label(subgraph["title"]) for subgraph in read["subgraphs"] for name in subgraph["nodes"]}
    return Found(names, edges, {name: title for name, title in groups.items() if title and name in names})


def _label(text: str | None) -> str:
    text = (text or "").replace("ﬂ°°", "&#").replace("ﬂ°", "&").replace("¶ß", ";")
    return label_text(text)
