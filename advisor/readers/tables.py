"""Tables of interactions, and catalogues that say what kind of thing each service is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache

from advisor.errors import Problem
from advisor.model.interaction import Interaction
from advisor.model.terms import Term, Terms
from advisor.model.values import kind
from advisor.notation.quote import quoted
from advisor.readers.claims import Claims, fact_of, say_part, without_markup
from advisor.readers.drawing import Line
from advisor.readers.labels import operation_of
from advisor.readers.markdown import Block, cells
from advisor.readers.names import fault_of_name, letters
from advisor.readers.values import is_silent, value_of
from advisor.readers.vocabulary import METHOD, vocabulary_of
from advisor.source import Source, Span
from advisor.source.frozen import NamedTuple
from advisor.source.regex import regex

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
PARTS = regex(r"[^\s,;()][^,;()]*")
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


def rows_of(source: Source, table: Block, terms: Terms, is_known: Callable[[str], bool],
            notes: list[Problem]) -> Iterator[Row]:
    """Yields the interactions of a table; one without columns for both ends is no table of interactions.

    Args:
        is_known: whether a name is one of a service that is drawn or described elsewhere.
        notes: takes what stands in a cell and could not be read.
    """
    columns = _columns(table.lines[0], terms)
    roles = [column.role for column in columns]
    if "from" not in roles or "to" not in roles:
        return
    rows = [[without_markup(cell) for cell in cells(line)] for line in table.lines[1 : MOST_ROWS + 1]]
    if not set(roles) & {"way", "mode", "fact"} and not _are_known(rows, roles, is_known):
        return
    for line, row in zip(table.lines[1:], rows, strict=False):
        found = _row(source, line, row, columns, terms, notes)
        if found is not None:
            yield found


def catalogue(table: Block) -> dict[str, str]:
    """Returns the kinds that a table gives for names, by the letters of the name."""
    heads = [letters(without_markup(cell).text) for cell in cells(table.lines[0])]
    at = next((number for number, head in enumerate(heads) if head in KINDS), -1)
    named = [number for number, head in enumerate(heads) if head in NAMES]
    if at < 0 or not named:
        return {}
    found: dict[str, str] = {}
    for line in table.lines[1 : MOST_ROWS + 1]:
        row = [without_markup(cell).text for cell in cells(line)]
        said = KIND_OF.get(letters(row[at])) if at < len(row) else None
        for number in named if said else ():
            if number < len(row) and letters(row[number]):
                found.setdefault(letters(row[number]), str(said))
    return found


def _columns(header: Line, terms: Terms) -> list[Column]:
    found: list[Column] = []
    heads = [without_markup(cell).text for cell in cells(header)]
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


def _are_known(rows: Sequence[Sequence[Line]], roles: Sequence[str], is_known: Callable[[str], bool]) -> bool:
    ends = (roles.index("from"), roles.index("to"))
    return any(all(end < len(row) and is_known(row[end].text) for end in ends) for row in rows)


def _row(source: Source, line: Line, row: Sequence[Line], columns: Sequence[Column], terms: Terms,
         notes: list[Problem]) -> Row | None:
    claims = Claims(terms)
    senders: tuple[str, ...] = ()
    receivers: tuple[str, ...] = ()
    operations: list[str] = []
    words = identity = ""
    for cell, column in zip(row, columns, strict=False):
        if is_silent(cell.text):
            continue
        match column.role:
            case "from":
                senders = names_in(cell.text)
            case "to":
                receivers = names_in(cell.text)
            case "id":
                identity = cell.text if " " not in cell.text and not fault_of_name(cell.text) else ""
            case "operation":
                operations.append(cell.text)
            case "words":
                words = words or cell.text
            case "way":
                operations.extend(_way(claims, cell))
            case "mode":
                _mode(claims, cell)
            case "fact":
                assert column.term is not None
                _fact(source, claims, cell, column.term, column.unit, notes)
    if len(senders) != 1 or not receivers:
        return None
    operation = " ".join(operations)
    if "pattern" not in claims.design and METHOD.match(operation):
        claims.say_way(operation, line.start)
    operation = operation_of(operation, claims.vocabulary) if operation else words
    declared, technology = claims.declared()
    return Row(Interaction(identity, senders[0], receivers, operation[:120], claims.needs, claims.design,
                           declared, technology, source, line.start, line.start + len(line.text)), bool(identity))


def names_in(text: str) -> tuple[str, ...]:
    """Returns the names of a cell or of one side of an arrow."""
    return _names_in(text) if len(text) <= LONGEST_REMEMBERED else _names_in.__wrapped__(text)


@lru_cache(REMEMBERED)
def _names_in(text: str) -> tuple[str, ...]:
    parts = text.replace(";", ",").replace(" & ", ",").replace(" and ", ",").split(",")
    names = (part.strip(" .:") for part in parts)
    return tuple(dict.fromkeys(name for name in names if name and not fault_of_name(name)))


def _way(claims: Claims, cell: Line) -> Iterator[str]:
    """Takes `gRPC`, `Kafka (order.created)` and `REST, 200 ms`; yields what names an operation."""
    for part in PARTS.finditer(cell.text):
        said = say_part(claims, Line(cell.start + part.start(), part.group().strip()))
        if METHOD.match(said) or any(mark in said for mark in "._/"):
            yield said


def _mode(claims: Claims, cell: Line) -> None:
    word = letters(cell.text)
    is_async = word.startswith("async") or word in ("no", "event", "fireandforget", "eventdriven")
    is_sync = word.startswith("sync") or word in ("yes", "blocking", "requestresponse", "requestreply")
    if is_async or is_sync:
        claims.say("needs_response", is_sync, cell.start, because=f"the table says {quoted(cell.text)}")


def _fact(source: Source, claims: Claims, cell: Line, term: Term, unit: str, notes: list[Problem]) -> None:
    value = value_of(term, cell.text, unit)
    message = remedy = ""
    if value is not None:
        message, remedy = claims.say(term.name, value, cell.start)
    if value is None or message:
        notes.append(Problem(message or f"{quoted(cell.text)} was not read as `{term.name}`.",
                             remedy or (COUNT if term.type == "group" else f"It takes {kind(term)}."),
                             Span(source, cell.start, cell.start + len(cell.text))))
