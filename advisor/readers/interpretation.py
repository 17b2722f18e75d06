"""Interprets drawings as services and interactions: edges as drawn, and with brokers collapsed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from advisor.errors import Problem
from advisor.model.architecture import Service
from advisor.model.interaction import Interaction
from advisor.model.terms import Terms
from advisor.notation.quote import quoted
from advisor.readers.brokers import Joined, take_out
from advisor.readers.cast import NOBODY, Role, role_of
from advisor.readers.claims import Claims
from advisor.readers.drawing import Drawing, Node
from advisor.readers.edges import UNKNOWN, Drawn, edges_of
from advisor.readers.labels import said_of
from advisor.readers.names import Known, Wish, ids, letters
from advisor.readers.naming import names_of_nodes
from advisor.readers.vocabulary import Vocabulary, vocabulary_of
from advisor.source import Source, Span
from advisor.source.frozen import NamedTuple

DRAWN_SO = "it is drawn so"
DECISIONS = ("yes", "no", "true", "false")
NO_KINDS: Mapping[str, str] = {}


class Page(NamedTuple):
    """A drawing and its document."""

    document: Source
    drawing: Drawing


class Seen(NamedTuple):
    """A drawn interaction with the edges that show it."""

    interaction: Interaction  # has no id yet if it comes from several drawings
    joined: Joined


class Interpreted(NamedTuple):
    names: tuple[Mapping[str, str], ...]  # per drawing: node id -> service name
    services: dict[str, Service]
    edges: tuple[Drawn, ...]  # as drawn, stores and brokers included
    seen: tuple[Seen, ...]
    problems: tuple[Problem, ...]  # invalid facts in directives
    notes: tuple[Problem, ...]  # drawings that show a process, not interactions

    @property
    def interactions(self) -> tuple[Interaction, ...]:
        """The drawn interactions between services, stores left out."""
        return tuple(seen.interaction for seen in self.seen)


def interpret(source: Source, drawing: Drawing, terms: Terms) -> Interpreted:
    """Interprets one drawing."""
    result = interpret_all([Page(source, drawing)], terms)
    names = ids((wish_of(seen) for seen in result.seen), ())
    seen = tuple(seen._replace(interaction=seen.interaction._replace(id=name))
                 for seen, name in zip(result.seen, names, strict=True))
    return result._replace(seen=seen)


def interpret_all(pages: Sequence[Page], terms: Terms, described: Iterable[str] = (),
                  kinds: Mapping[str, str] = NO_KINDS) -> Interpreted:
    """Interprets several drawings together; interactions have no ids yet.

    Args:
        described: names already in use; a node that matches one gets that name.
        kinds: kinds from catalogue tables, by normalised name.
    """
    vocabulary = vocabulary_of(terms)
    known, fixed = Known(), Known(described)
    names = [names_of_nodes(page.drawing, known, fixed) for page in pages]
    roles: dict[str, Role] = {}
    services: dict[str, Service] = {}
    process_diagrams = {number: evidence for number, page in enumerate(pages)
                        if (evidence := process_evidence(page.drawing))}
    for number, (page, names_by_id) in enumerate(zip(pages, names, strict=True)):
        for node in page.drawing.nodes:
            name = names_by_id[node.id]
            role = roles[name] = _more_specific(roles.get(name, NOBODY), role_of(node, vocabulary, kinds))
            if number not in process_diagrams:
                _add_service(services, name, role, node, page.document)
    _find_brokers(pages, names, roles, services, vocabulary)
    edges: list[Drawn] = []
    interaction_edges: list[Drawn] = []
    for number, (page, names_by_id) in enumerate(zip(pages, names, strict=True)):
        by_id = {node.id: roles[names_by_id[node.id]] for node in page.drawing.nodes}
        page_edges = edges_of(page.document, page.drawing, by_id, names_by_id, vocabulary)
        edges += page_edges
        interaction_edges += page_edges if number not in process_diagrams else ()
    problems: list[Problem] = []
    seen = tuple(Seen(_interaction(joined, terms, problems), joined)
                 for joined in take_out(interaction_edges, roles, vocabulary))
    notes = tuple(_process_note(pages[number], evidence) for number, evidence in process_diagrams.items())
    return Interpreted(tuple(names), services, tuple(edges), seen, tuple(problems), notes)


def process_evidence(drawing: Drawing) -> str:
    """Returns the label that reveals a flowchart as a process, not interactions; "" if there is none."""
    if drawing.kind != "flowchart":
        return ""
    evidence = [edge.label for edge in drawing.edges if letters(edge.label) in DECISIONS]
    evidence += [node.label for node in drawing.nodes if node.label.rstrip().endswith("?")]
    return evidence[0] if len(evidence) > 1 else ""


def wish_of(seen: Seen) -> Wish:
    """Returns the parts from which the id of a drawn interaction is built."""
    joined = seen.joined
    receiver = joined.receivers[0] if len(joined.receivers) == 1 else joined.broker or joined.receivers[0]
    return Wish(joined.sender, receiver, joined.operation)


def _more_specific(first: Role, second: Role) -> Role:
    """Returns the more specific of two roles of a name: broker or database wins."""
    if first.kind is None or (second.kind in ("broker", "database") and first.kind not in ("broker", "database")):
        return second
    return first


def _add_service(services: dict[str, Service], name: str, role: Role, node: Node, document: Source) -> None:
    known = services.get(name)
    if known is None:
        description = "" if letters(node.label) == letters(name) else node.label
        services[name] = Service(name, role.kind, None, None, None, {}, description,
                                 Span(document, node.start, node.end))
    elif role.kind not in (None, known.kind):
        services[name] = known._replace(kind=role.kind)


def _find_brokers(pages: Sequence[Page], names: Sequence[Mapping[str, str]], roles: dict[str, Role],
                  services: dict[str, Service], vocabulary: Vocabulary) -> None:
    """Turns unclassified nodes with publishers and subscribers into brokers."""
    publishers: dict[str, set[str]] = {}
    subscribers: dict[str, set[str]] = {}
    for page, names_by_id in zip(pages, names, strict=True):
        for edge in page.drawing.edges:
            meaning = said_of(edge.label, vocabulary)
            if meaning.publishes != meaning.consumes:
                side = publishers if meaning.publishes else subscribers
                side.setdefault(names_by_id[edge.target], set()).add(names_by_id[edge.source])
    for name, writers in publishers.items():
        if roles[name].kind is None and subscribers.get(name, set()) - writers:
            roles[name] = Role("broker", f"others publish to {quoted(name)} and subscribe to it",
                               is_eventful="feed" in letters(name) or "event" in letters(name))
            if name in services:
                services[name] = services[name]._replace(kind="broker")


def _process_note(page: Page, sign: str) -> Problem:
    drawing = page.drawing
    return Problem(f"This flowchart shows a process, for it says {quoted(sign)}; no interactions are taken from it.",
                   "Draw services and the calls between them in a diagram of their own.",
                   Span(page.document, drawing.start, min(drawing.end, _end_of_line(page.document, drawing.start))))


def _end_of_line(document: Source, start: int) -> int:
    end = document.text.find("\n", start)
    return len(document.text) if end == -1 else end


def _interaction(joined: Joined, terms: Terms, problems: list[Problem]) -> Interaction:
    facts = Claims(terms)
    drawn = joined.drawn
    for edge in (drawn, *joined.more):
        for name, value in edge.facts.items():
            message, remedy = facts.say(name, value, edge.start)
            if message:
                problems.append(Problem(message, remedy, Span(edge.document, edge.start, edge.end)))
    declared, technology = facts.declared()
    if declared is None and (shown := _first_with(joined, "pattern")) is not None:
        declared = shown.pattern
        facts.infer("pattern", declared, shown.start, shown.because or DRAWN_SO)
    if technology is None and (shown := _first_with(joined, "technology")) is not None:
        technology = shown.technology
        facts.infer("technology", technology, shown.start, shown.because or f"the label says {quoted(shown.label)}")
    _add_needs(facts, joined)
    return Interaction("", joined.sender, joined.receivers, joined.operation, facts.needs, facts.design, declared,
                       technology, drawn.document, drawn.start, drawn.end)


def _first_with(joined: Joined, field: str) -> Drawn | None:
    if getattr(joined.drawn, field):
        return joined.drawn
    return next((edge for edge in joined.more if getattr(edge, field)), None) if joined.more else None


def _add_needs(facts: Claims, joined: Joined) -> None:
    """Infers needs_response and fan_out from a drawing."""
    drawn = joined.drawn
    mode_is_drawn = drawn.is_answered or (drawn.mode_because and drawn.mode != UNKNOWN and not joined.broker)
    if mode_is_drawn:
        needs_response = drawn.is_answered or drawn.mode == "sync"
        facts.infer("needs_response", needs_response, drawn.start, drawn.mode_because or DRAWN_SO)
    elif joined.broker and (drawn.publishes or drawn.consumes or not drawn.pattern):
        facts.infer("needs_response", False, drawn.start, drawn.mode_because or DRAWN_SO)
    count = len(joined.receivers)
    if joined.is_joined:
        because = f"{quoted(joined.broker)} hands it to {count}" if joined.broker else "one receiver is drawn"
        facts.infer("fan_out", count, drawn.start, because)
