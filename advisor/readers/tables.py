"""Tables of interactions, and catalogues that say what kind of thing each service is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from advisor.errors import Problem
from advisor.model.interaction import Interaction
from advisor.model.terms import Term, Terms
from advisor.model.values import kind
from advisor.notation.quote import quoted
from advisor.readers.claims import Claims, Part, fact_of, said_by, without_markup
from advisor.readers.drawing import Line
from advisor.readers.labels import operation_of
from advisor.readers.markdown import Block, Cell, cells
from advisor.readers.names import Known, fault_of_name, letters
from advisor.readers.values import LONGEST_SILENT, SILENT, value_of
from advisor.readers.vocabulary import METHOD, Vocabulary, vocabulary_of
from advisor.source import Source, Span
from advisor.source.frozen import NamedTuple
from advisor.source.regex import regex
from advisor.source.remembered import remembered

FROM = ("from", "source", "caller", "producer", "publisher", "sender", "initiator", "requester", "origin", "client",
        "fromservice", "sourceservice", "callingservice", "upstream")
TO = ("to", "target", "destination", "callee", "receiver", "receivers", "recipient", "recipients", "provider", "server",
      "subscriber", "subscribers", "consumer", "consumers", "toservice", "targetservice", "calledservice", "calls",
      "downstream", "dependson")
WAYS = ("protocol", "pattern", "technology", "transport", "via", "style", "communication", "how", "protocoltechnology",
        "communicationpattern", "communicationstyle", "communicationtype", "protocolpattern", "interactiontype", "type",
        "kind", "channel", "medium", "integration", "protocolport", "tech", "broker", "interface", "mechanism")
MODES = ("mode", "syncasync", "sync", "synchronous", "asyncsync", "async", "interactionmode")
OPERATIONS = ("operation", "endpoint", "method", "path", "route", "topic", "event", "message", "call", "rpc", "action",
              "queue", "request", "operations", "endpoints", "topics", "events", "eventname", "topicqueue", "command",
              "interaction", "httpmethod", "url", "apiendpoint", "messagetype")
WORDS = ("description", "purpose", "what", "notes", "reason", "usecase", "comment", "comments")
IDS = ("id", "interactionid")
ONCE: dict[str, tuple[str, ...]] = {"from": FROM, "to": TO, "id": IDS}
OFTEN: dict[str, tuple[str, ...]] = {"mode": MODES, "way": WAYS, "operation": OPERATIONS}
NAMES = ("node", "service", "component", "name", "container", "participant", "system", "id", "element", "module",
         "label", "microservice", "actor", "resource")
KINDS = ("kind", "type", "role", "category")
SAID_KINDS = {
    "broker": "broker messaging messagebroker queue messagequeue topic eventbus messagebus eventbroker pubsub stream",
    "database": "database db datastore store cache storage relationaldatabase documentdatabase",
    "gateway": "gateway apigateway proxy ingress loadbalancer bff reverseproxy",
    "external": "external externalsystem externalservice thirdparty actor person user saas partner human",
    "browser": "browser webbrowser spa webclient", "mobile": "mobile mobileapp app ios android",
    "device": "device iotdevice sensor", "job": "job cronjob cron batch batchjob scheduler",
    "service": "service microservice api backend worker",
}
KIND_OF = {word: said for said, words in SAID_KINDS.items() for word in words.split()}
PLAIN = regex(r"[ -)+-;=-Z\]^a-~]*+")  # without markup
PARTS = regex(r"[^\s,;()][^,;()]*")
OF_OPERATIONS = frozenset("._/")
COUNT = "Write a count such as `3`."
MOST_ROWS = 20_000
REMEMBERED, LONGEST_REMEMBERED = 4096, 200


class Row(NamedTuple):
    """What one row, or one line with an arrow, states."""

    interaction: Interaction
    has_id: bool


class Column(NamedTuple):
    role: str  # from, to, way, mode, operation, words, id, fact or nothing
    term: Term | None = None
    unit: str = ""


def rows_of(source: Source, table: Block, terms: Terms, known: Known, notes: list[Problem]) -> Iterator[Row]:
    """Yields the interactions of a table; one without columns for both ends is no table of interactions.

    Args:
        known: names of services that are drawn or described elsewhere; takes those of the table.
        notes: takes what stands in a cell and could not be read.
    """
    columns = _columns(table.lines[0], terms)
    roles = [column.role for column in columns]
    if "from" not in roles or "to" not in roles:
        return
    lines = table.lines[1 : MOST_ROWS + 1]
    if not set(roles) & {"way", "mode", "fact"} and not _are_known(map(_plain_cells, lines), roles, known):
        return
    for line in lines:
        found = _row(source, line, columns, terms, known, notes)
        if found is not None:
            yield found


def catalogue(table: Block) -> dict[str, str]:
    """Returns the kinds that a table gives for names, by the letters of the name."""
    heads = [letters(text) for _, text in _plain_cells(table.lines[0])]
    at = next((number for number, head in enumerate(heads) if head in KINDS), -1)
    named = [number for number, head in enumerate(heads) if head in NAMES]
    if at < 0 or not named:
        return {}
    found: dict[str, str] = {}
    for line in table.lines[1 : MOST_ROWS + 1]:
        row = [text for _, text in _plain_cells(line)]
        said = KIND_OF.get(letters(row[at])) if at < len(row) else None
        for number in named if said else ():
            if number < len(row) and letters(row[number]):
                found.setdefault(letters(row[number]), str(said))
    return found


def _columns(header: Line, terms: Terms) -> list[Column]:
    found: list[Column] = []
    heads = [text for _, text in _plain_cells(header)]
    plain = [letters(head) for head in heads]
    if "provider" in plain and "consumer" in plain:  # here the consumer is who calls
        plain[plain.index("consumer")] = "from"
    taken: set[str] = set()
    for head, word in zip(heads, plain, strict=True):
        column = _column(head, word, taken, terms)
        if column.role in ONCE:
            taken.add(column.role)
        found.append(column)
    return found


def _column(head: str, word: str, taken: set[str], terms: Terms) -> Column:
    for role, heads in ONCE.items():
        if word in heads and role not in taken:
            return Column(role)
    for role, heads in OFTEN.items():
        if word in heads:
            return Column(role)
    outside, _, inside = head.partition("(")
    vocabulary = vocabulary_of(terms)
    name = fact_of(head, vocabulary) or fact_of(outside, vocabulary)
    if name is not None:
        return Column("fact", terms.needs.get(name) or terms.design[name], inside.strip(" )").lower())
    return Column("words" if word in WORDS else "")


def _plain_cells(line: Line) -> list[Cell]:
    """Returns the cells of a row without their markup; most rows have none."""
    found = cells(line)
    if PLAIN.fullmatch(line.text):
        return found if "  " not in line.text else [(place, " ".join(text.split())) for place, text in found]
    return [(place, text) for place, text in (without_markup(Line(*cell)) for cell in found)]


def _are_known(rows: Iterable[Sequence[Cell]], roles: Sequence[str], known: Known) -> bool:
    ends = (roles.index("from"), roles.index("to"))
    return any(all(end < len(row) and row[end][1] in known for end in ends) for row in rows)


def _row(source: Source, line: Line, columns: Sequence[Column], terms: Terms, known: Known,
         notes: list[Problem]) -> Row | None:
    claims = Claims(terms)
    senders: tuple[str, ...] = ()
    receivers: tuple[str, ...] = ()
    operations: list[str] = []
    words = identity = ""
    for (start, text), column in zip(_plain_cells(line), columns, strict=False):
        if len(text) <= LONGEST_SILENT and text.lower() in SILENT:
            continue
        match column.role:
            case "from":
                senders = names_in(text)
            case "to":
                receivers = names_in(text)
            case "id":
                identity = text if " " not in text and not fault_of_name(text) else ""
            case "operation":
                operations.append(text)
            case "words":
                words = words or text
            case "way":
                operations.extend(_way(claims, start, text))
            case "mode":
                _mode(claims, start, text)
            case "fact":
                assert column.term is not None
                _fact(source, claims, start, text, column.term, column.unit, notes)
    if len(senders) != 1 or not receivers:
        return None
    operation = " ".join(operations)
    if "pattern" not in claims.design and METHOD.match(operation):
        claims.say_way(operation, line.start)
    operation = operation_of(operation, claims.vocabulary) if operation else words
    declared, technology = claims.declared()
    return Row(Interaction(identity, *named(senders[0], receivers, known), operation[:120], claims.needs, claims.design,
                           declared, technology, source, line.start, line.start + len(line.text)), bool(identity))


def named(sender: str, receivers: Iterable[str], known: Known) -> tuple[str, tuple[str, ...]]:
    """Returns two ends in the spelling that the rest of the document uses."""
    return known.settled(sender), tuple(dict.fromkeys(map(known.settled, receivers)))


@remembered
def names_in(text: str) -> tuple[str, ...]:
    """Returns the names of a cell or of one side of an arrow."""
    parts = text.replace(";", ",").replace(" & ", ",").replace(" and ", ",").split(",")
    names = (part.strip(" .:") for part in parts)
    return tuple(dict.fromkeys(name for name in names if name and not fault_of_name(name)))


def _way(claims: Claims, start: int, text: str) -> Iterable[str]:
    """Takes `gRPC`, `Kafka (order.created)` and `REST, 200 ms`; returns what names an operation."""
    ways = (_ways if len(text) <= LONGEST_REMEMBERED else _ways.__wrapped__)(text, claims.vocabulary)
    for offset, part in ways.parts:
        claims.add(part, start + offset)
    return ways.operations


class _Ways(NamedTuple):
    """What a cell says of the way two talk: its parts, each with its place in the cell."""

    parts: tuple[tuple[int, Part], ...]
    operations: tuple[str, ...]


@lru_cache(REMEMBERED)
def _ways(text: str, vocabulary: Vocabulary) -> _Ways:
    parts = [(part.start(), said_by(part.group(), vocabulary)) for part in PARTS.finditer(text)]
    operations = [said.operation for _, said in parts if said.operation]
    return _Ways(tuple(parts), tuple(one for one in operations
                                     if METHOD.match(one) or not OF_OPERATIONS.isdisjoint(one)))


def _mode(claims: Claims, start: int, text: str) -> None:
    word = letters(text)
    is_async = word.startswith("async") or word in ("no", "event", "fireandforget", "eventdriven")
    is_sync = word.startswith("sync") or word in ("yes", "blocking", "requestresponse", "requestreply")
    if is_async or is_sync:
        claims.say("needs_response", is_sync, start, because=f"the table says {quoted(text)}")


def _fact(source: Source, claims: Claims, start: int, text: str, term: Term, unit: str, notes: list[Problem]) -> None:
    stated = _stated if len(text) <= LONGEST_REMEMBERED else _stated.__wrapped__
    said = stated(text, term.name, unit, claims.vocabulary)
    claims.add(said.part, start)
    if said.message:
        notes.append(Problem(said.message, said.remedy, Span(source, start, start + len(text))))


class _Stated(NamedTuple):
    """What a cell states as one fact, and what is wrong with it."""

    part: Part
    message: str = ""
    remedy: str = ""


@lru_cache(REMEMBERED)
def _stated(text: str, name: str, unit: str, vocabulary: Vocabulary) -> _Stated:
    """The cells of a column say the same few things."""
    claims = Claims(vocabulary.terms)
    term = vocabulary.terms.needs.get(name) or vocabulary.terms.design[name]
    value = value_of(term, text, unit)
    message = remedy = ""
    if value is not None:
        message, remedy = claims.say(name, value, 0)
    if value is None or message:
        message = message or f"{quoted(text)} was not read as `{name}`."
        remedy = remedy or (COUNT if term.type == "group" else f"It takes {kind(term)}.")
    return _Stated(Part(tuple(claims.needs.items()), tuple(claims.design.items()), ""), message, remedy)
