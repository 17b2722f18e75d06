"""Drawings as services and interactions: raw edges as drawn, and who talks to whom when brokers only carry."""

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
NOTHING: Mapping[str, str] = {}


class Page(NamedTuple):
    """A drawing and the document it stands in."""

    document: Source
    drawing: Drawing


class Seen(NamedTuple):
    """An interaction that is drawn, with what shows it."""

    interaction: Interaction  # without an id yet where it comes from several drawings
    joined: Joined


class Interpreted(NamedTuple):
    names: tuple[Mapping[str, str], ...]  # for each drawing: node id -> name of the service
    services: dict[str, Service]
    edges: tuple[Drawn, ...]  # as drawn, stores and brokers included
    seen: tuple[Seen, ...]
    problems: tuple[Problem, ...]  # facts of directives that do not fit
    notes: tuple[Problem, ...]  # drawings that show something else than who talks to whom

    @property
    def interactions(self) -> tuple[Interaction, ...]:
        """What is drawn between services, stores left out."""
        return tuple(seen.interaction for seen in self.seen)


def interpret(source: Source, drawing: Drawing, terms: Terms) -> Interpreted:
    """Returns what one drawing says."""
    found = interpret_all([Page(source, drawing)], terms)
    names = ids((wish_of(seen) for seen in found.seen), ())
    seen = tuple(seen._replace(interaction=seen.interaction._replace(id=name))
                 for seen, name in zip(found.seen, names, strict=True))
    return found._replace(seen=seen)


def interpret_all(pages: Sequence[Page], terms: Terms, described: Iterable[str] = (),
                  kinds: Mapping[str, str] = NOTHING) -> Interpreted:
    """Returns what several drawings say together; interactions have no ids yet.

    Args:
        described: names that are in use already; a node that means one of them takes it over.
        kinds: what the documents call things, by the letters of the name.
    """
    vocabulary = vocabulary_of(terms)
    known, fixed = Known(), Known(described)
    names = [names_of_nodes(page.drawing, known, fixed) for page in pages]
    roles: dict[str, Role] = {}
    services: dict[str, Service] = {}
    processes = {number: sign for number, page in enumerate(pages) if (sign := sign_of_process(page.drawing))}
    for number, (page, named) in enumerate(zip(pages, names, strict=True)):
        for node in page.drawing.nodes:
            name = named[node.id]
            role = roles[name] = _plainer(roles.get(name, NOBODY), role_of(node, vocabulary, kinds))
            if number not in processes:
                _add_service(services, name, role, node, page.document)
    _find_brokers(pages, names, roles, services, vocabulary)
    edges: list[Drawn] = []
    meant: list[Drawn] = []
    for number, (page, named) in enumerate(zip(pages, names, strict=True)):
        by_id = {node.id: roles[named[node.id]] for node in page.drawing.nodes}
        found = edges_of(page.document, page.drawing, by_id, named, vocabulary)
        edges += found
        meant += found if number not in processes else ()
    problems: list[Problem] = []
    seen = tuple(Seen(_interaction(joined, terms, problems), joined) for joined in take_out(meant, roles, vocabulary))
    notes = tuple(_process_note(pages[number], sign) for number, sign in processes.items())
    return Interpreted(tuple(names), services, tuple(edges), seen, tuple(problems), notes)


def sign_of_process(drawing: Drawing) -> str:
    """Returns what shows that a flowchart tells what happens step by step, not who talks to whom; or nothing."""
    if drawing.kind != "flowchart":
        return ""
    signs = [edge.label for edge in drawing.edges if letters(edge.label) in DECISIONS]
    signs += [node.label for node in drawing.nodes if node.label.rstrip().endswith("?")]
    return signs[0] if len(signs) > 1 else ""


def wish_of(seen: Seen) -> Wish:
    """Returns what an id for a drawn interaction is made from."""
    joined = seen.joined
    receiver = joined.receivers[0] if len(joined.receivers) == 1 else joined.broker or joined.receivers[0]
    return Wish(joined.sender, receiver, joined.operation)


def _plainer(first: Role, second: Role) -> Role:
    """Returns what two drawings say of the same name: that it keeps data or messages says most."""
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
    """What some publish to and others subscribe to is a broker, whatever it is called."""
    publishers: dict[str, set[str]] = {}
    subscribers: dict[str, set[str]] = {}
    for page, named in zip(pages, names, strict=True):
        for edge in page.drawing.edges:
            said = said_of(edge.label, vocabulary)
            if said.publishes != said.consumes:
                side = publishers if said.publishes else subscribers
                side.setdefault(named[edge.target], set()).add(named[edge.source])
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
    claims = Claims(terms)
    drawn = joined.drawn
    for edge in (drawn, *joined.more):
        for name, value in edge.facts.items():
            message, remedy = claims.say(name, value, edge.start)
            if message:
                problems.append(Problem(message, remedy, Span(edge.document, edge.start, edge.end)))
    declared, technology = claims.declared()
    if declared is None and (shown := _first(joined, "pattern")) is not None:
        declared = shown.pattern
        claims.infer("pattern", declared, shown.start, shown.because or DRAWN_SO)
    if technology is None and (shown := _first(joined, "technology")) is not None:
        technology = shown.technology
        claims.infer("technology", technology, shown.start, shown.because or f"the label says {quoted(shown.label)}")
    _add_needs(claims, joined)
    return Interaction("", joined.sender, joined.receivers, joined.operation, claims.needs, claims.design, declared,
                       technology, drawn.document, drawn.start, drawn.end)


def _first(joined: Joined, field: str) -> Drawn | None:
    if getattr(joined.drawn, field):
        return joined.drawn
    return next((edge for edge in joined.more if getattr(edge, field)), None) if joined.more else None


def _add_needs(claims: Claims, joined: Joined) -> None:
    """Adds what a drawing shows of the needs: whether somebody waits, and how many are told."""
    drawn = joined.drawn
    is_shown = drawn.is_answered or (drawn.mode_because and drawn.mode != UNKNOWN and not joined.broker)
    if is_shown:
        is_waited_for = drawn.is_answered or drawn.mode == "sync"
        claims.infer("needs_response", is_waited_for, drawn.start, drawn.mode_because or DRAWN_SO)
    elif joined.broker and (drawn.publishes or drawn.consumes or not drawn.pattern):
        claims.infer("needs_response", False, drawn.start, drawn.mode_because or DRAWN_SO)
    count = len(joined.receivers)
    if joined.is_joined:
        because = f"{quoted(joined.broker)} hands it to {count}" if joined.broker else "one receiver is drawn"
        claims.infer("fan_out", count, drawn.start, because)
