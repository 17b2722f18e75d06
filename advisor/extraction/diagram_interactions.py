"""Interprets drawings as services and interactions: edges as drawn, and with brokers collapsed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from advisor.errors import Problem
from advisor.extraction.broker_collapsing import CollapsedInteraction, collapse_brokers
from advisor.extraction.edges import UNKNOWN, InterpretedEdge, interpret_edges
from advisor.extraction.fact_collector import FactCollector
from advisor.extraction.labels import parse_label
from advisor.extraction.names import IdRequest, KnownNames, assign_ids, normalise
from advisor.extraction.node_names import name_nodes
from advisor.extraction.node_roles import UNKNOWN_ROLE, NodeRole, classify_node
from advisor.extraction.technology_words import TextVocabulary, vocabulary_of
from advisor.formats.diagram import Diagram, DiagramNode
from advisor.model.architecture import Service
from advisor.model.interaction import Interaction
from advisor.model.terms import Terms
from advisor.text.quoting import quote_value
from advisor.text.source import Source, Span

DRAWN_SO = "it is drawn so"
DECISIONS = ("yes", "no", "true", "false")
NO_KINDS: Mapping[str, str] = {}


class SourcedDiagram(NamedTuple):
    """A drawing and its document."""

    document: Source
    diagram: Diagram


class DiagramInteraction(NamedTuple):
    """A drawn interaction with the edges that show it."""

    interaction: Interaction  # has no id yet if it comes from several drawings
    collapsed: CollapsedInteraction


class Interpretation(NamedTuple):
    names: tuple[Mapping[str, str], ...]  # per drawing: node id -> service name
    services: dict[str, Service]
    edges: tuple[InterpretedEdge, ...]  # as drawn, stores and brokers included
    drawn_interactions: tuple[DiagramInteraction, ...]
    problems: tuple[Problem, ...]  # invalid facts in directives
    notes: tuple[Problem, ...]  # drawings that show a process, not interactions

    @property
    def interactions(self) -> tuple[Interaction, ...]:
        """The drawn interactions between services, stores left out."""
        return tuple(seen.interaction for seen in self.drawn_interactions)


def interpret_diagram(source: Source, drawing: Diagram, terms: Terms) -> Interpretation:
    """Interprets one drawing."""
    result = interpret_diagrams([SourcedDiagram(source, drawing)], terms)
    names = assign_ids((id_request_of(seen) for seen in result.drawn_interactions), ())
    seen = tuple(seen._replace(interaction=seen.interaction._replace(id=name))
                 for seen, name in zip(result.drawn_interactions, names, strict=True))
    return result._replace(drawn_interactions=seen)


def interpret_diagrams(pages: Sequence[SourcedDiagram], terms: Terms, described: Iterable[str] = (),
                       kinds: Mapping[str, str] = NO_KINDS) -> Interpretation:
    """Interprets several drawings together; interactions have no ids yet.

    Args:
        described: names already in use; a node that matches one gets that name.
        kinds: kinds from catalogue tables, by normalised name.
    """
    vocabulary = vocabulary_of(terms)
    known, fixed = KnownNames(), KnownNames(described)
    names = [name_nodes(page.diagram, known, fixed) for page in pages]
    roles: dict[str, NodeRole] = {}
    services: dict[str, Service] = {}
    process_diagrams = {number: evidence for number, page in enumerate(pages)
                        if (evidence := process_evidence(page.diagram))}
    for number, (page, names_by_id) in enumerate(zip(pages, names, strict=True)):
        for node in page.diagram.nodes:
            name = names_by_id[node.id]
            role = roles[name] = _more_specific(roles.get(name, UNKNOWN_ROLE), classify_node(node, vocabulary, kinds))
            if number not in process_diagrams:
                _add_service(services, name, role, node, page.document)
    _find_brokers(pages, names, roles, services, vocabulary)
    edges: list[InterpretedEdge] = []
    interaction_edges: list[InterpretedEdge] = []
    for number, (page, names_by_id) in enumerate(zip(pages, names, strict=True)):
        by_id = {node.id: roles[names_by_id[node.id]] for node in page.diagram.nodes}
        page_edges = interpret_edges(page.document, page.diagram, by_id, names_by_id, vocabulary)
        edges += page_edges
        interaction_edges += page_edges if number not in process_diagrams else ()
    problems: list[Problem] = []
    seen = tuple(DiagramInteraction(_interaction(joined, terms, problems), joined)
                 for joined in collapse_brokers(interaction_edges, roles, vocabulary))
    notes = tuple(_process_note(pages[number], evidence) for number, evidence in process_diagrams.items())
    return Interpretation(tuple(names), services, tuple(edges), seen, tuple(problems), notes)


def process_evidence(drawing: Diagram) -> str:
    """Returns the label that reveals a flowchart as a process, not interactions; "" if there is none."""
    if drawing.kind != "flowchart":
        return ""
    evidence = [edge.label for edge in drawing.edges if normalise(edge.label) in DECISIONS]
    evidence += [node.label for node in drawing.nodes if node.label.rstrip().endswith("?")]
    return evidence[0] if len(evidence) > 1 else ""


def id_request_of(seen: DiagramInteraction) -> IdRequest:
    """Returns the parts from which the id of a drawn interaction is built."""
    joined = seen.collapsed
    receiver = joined.receivers[0] if len(joined.receivers) == 1 else joined.broker or joined.receivers[0]
    return IdRequest(joined.sender, receiver, joined.operation)


def _more_specific(first: NodeRole, second: NodeRole) -> NodeRole:
    """Returns the more specific of two roles of a name: broker or database wins."""
    if first.kind is None or (second.kind in ("broker", "database") and first.kind not in ("broker", "database")):
        return second
    return first


def _add_service(services: dict[str, Service], name: str, role: NodeRole, node: DiagramNode, document: Source) -> None:
    known = services.get(name)
    if known is None:
        description = "" if normalise(node.label) == normalise(name) else node.label
        services[name] = Service(name, role.kind, None, None, None, {}, description,
                                 Span(document, node.start, node.end))
    elif role.kind not in (None, known.kind):
        services[name] = known._replace(kind=role.kind)


def _find_brokers(pages: Sequence[SourcedDiagram], names: Sequence[Mapping[str, str]], roles: dict[str, NodeRole],
                  services: dict[str, Service], vocabulary: TextVocabulary) -> None:
    """Turns unclassified nodes with publishers and subscribers into brokers."""
    publishers: dict[str, set[str]] = {}
    subscribers: dict[str, set[str]] = {}
    for page, names_by_id in zip(pages, names, strict=True):
        for edge in page.diagram.edges:
            meaning = parse_label(edge.label, vocabulary)
            if meaning.publishes != meaning.consumes:
                side = publishers if meaning.publishes else subscribers
                side.setdefault(names_by_id[edge.target], set()).add(names_by_id[edge.source])
    for name, writers in publishers.items():
        if roles[name].kind is None and subscribers.get(name, set()) - writers:
            roles[name] = NodeRole("broker", f"others publish to {quote_value(name)} and subscribe to it",
                                   is_eventful="feed" in normalise(name) or "event" in normalise(name))
            if name in services:
                services[name] = services[name]._replace(kind="broker")


def _process_note(page: SourcedDiagram, sign: str) -> Problem:
    drawing = page.diagram
    return Problem(
        f"This flowchart shows a process, for it says {quote_value(sign)}; no interactions are taken from it.",
        "Draw services and the calls between them in a diagram of their own.",
        Span(page.document, drawing.start, min(drawing.end, _end_of_line(page.document, drawing.start))),
    )


def _end_of_line(document: Source, start: int) -> int:
    end = document.text.find("\n", start)
    return len(document.text) if end == -1 else end


def _interaction(joined: CollapsedInteraction, terms: Terms, problems: list[Problem]) -> Interaction:
    facts = FactCollector(terms)
    drawn = joined.first_edge
    for edge in (drawn, *joined.other_edges):
        for name, value in edge.facts.items():
            message, remedy = facts.add_fact(name, value, edge.start)
            if message:
                problems.append(Problem(message, remedy, Span(edge.document, edge.start, edge.end)))
    declared, technology = facts.resolve_declared()
    if declared is None and (shown := _first_with(joined, "pattern")) is not None:
        declared = shown.pattern
        facts.infer_fact("pattern", declared, shown.start, shown.because or DRAWN_SO)
    if technology is None and (shown := _first_with(joined, "technology")) is not None:
        technology = shown.technology
        facts.infer_fact(
            "technology", technology, shown.start, shown.because or f"the label says {quote_value(shown.label)}"
        )
    _add_needs(facts, joined)
    return Interaction("", joined.sender, joined.receivers, joined.operation, facts.needs, facts.design, declared,
                       technology, drawn.document, drawn.start, drawn.end)


def _first_with(joined: CollapsedInteraction, field: str) -> InterpretedEdge | None:
    if getattr(joined.first_edge, field):
        return joined.first_edge
    return next((edge for edge in joined.other_edges if getattr(edge, field)), None) if joined.other_edges else None


def _add_needs(facts: FactCollector, joined: CollapsedInteraction) -> None:
    """Infers needs_response and fan_out from a drawing."""
    drawn = joined.first_edge
    mode_is_drawn = drawn.is_answered or (drawn.mode_because and drawn.mode != UNKNOWN and not joined.broker)
    if mode_is_drawn:
        needs_response = drawn.is_answered or drawn.mode == "sync"
        facts.infer_fact("needs_response", needs_response, drawn.start, drawn.mode_because or DRAWN_SO)
    elif joined.broker and (drawn.publishes or drawn.consumes or not drawn.pattern):
        facts.infer_fact("needs_response", False, drawn.start, drawn.mode_because or DRAWN_SO)
    count = len(joined.receivers)
    if joined.has_both_ends:
        because = f"{quote_value(joined.broker)} hands it to {count}" if joined.broker else "one receiver is drawn"
        facts.infer_fact("fan_out", count, drawn.start, because)
