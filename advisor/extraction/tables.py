"""Reads tables of interactions, and catalogue tables that give the kind of each service."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from advisor.errors import Problem
from advisor.extraction.fact_collector import FactCollector, ParsedFacts, find_fact, parse_facts, strip_markup
from advisor.extraction.labels import extract_operation
from advisor.extraction.names import KnownNames, name_fault, normalise
from advisor.extraction.technology_words import HTTP_METHOD, TextVocabulary, vocabulary_of
from advisor.extraction.value_parsing import MAX_PLACEHOLDER_LENGTH, PLACEHOLDERS, parse_value
from advisor.formats.diagram import Line
from advisor.formats.markdown.blocks import Cell, MarkdownBlock, split_cells
from advisor.model.interaction import Interaction
from advisor.model.terms import Term, Terms
from advisor.model.value_checks import describe_valid_values
from advisor.text.memo import memoised
from advisor.text.quoting import quote_value
from advisor.text.source import Source, Span

FROM_HEADINGS = ("from", "source", "caller", "producer", "publisher", "sender", "initiator", "requester", "origin",
                 "client", "fromservice", "sourceservice", "callingservice", "upstream")
TO_HEADINGS = ("to", "target", "destination", "callee", "receiver", "receivers", "recipient", "recipients", "provider",
               "server", "subscriber", "subscribers", "consumer", "consumers", "toservice", "targetservice",
               "calledservice", "calls", "downstream", "dependson")
WAY_HEADINGS = ("protocol", "pattern", "technology", "transport", "via", "style", "communication", "how",
                "protocoltechnology", "communicationpattern", "communicationstyle", "communicationtype",
                "protocolpattern", "interactiontype", "type", "kind", "channel", "medium", "integration",
                "protocolport", "tech", "broker", "interface", "mechanism")
MODE_HEADINGS = ("mode", "syncasync", "sync", "synchronous", "asyncsync", "async", "interactionmode")
OPERATION_HEADINGS = ("operation", "endpoint", "method", "path", "route", "topic", "event", "message", "call", "rpc",
                      "action", "queue", "request", "operations", "endpoints", "topics", "events", "eventname",
                      "topicqueue", "command", "interaction", "httpmethod", "url", "apiendpoint", "messagetype")
DESCRIPTION_HEADINGS = ("description", "purpose", "what", "notes", "reason", "usecase", "comment", "comments")
ID_HEADINGS = ("id", "interactionid")
SINGLE_COLUMNS: dict[str, tuple[str, ...]] = {"from": FROM_HEADINGS, "to": TO_HEADINGS, "id": ID_HEADINGS}
REPEATABLE_COLUMNS: dict[str, tuple[str, ...]] = {"mode": MODE_HEADINGS, "way": WAY_HEADINGS,
                                                  "operation": OPERATION_HEADINGS}
NAME_HEADINGS = ("node", "service", "component", "name", "container", "participant", "system", "id", "element",
                 "module", "label", "microservice", "actor", "resource")
KIND_HEADINGS = ("kind", "type", "role", "category")
KIND_WORDS = {
    "broker": "broker messaging messagebroker queue messagequeue topic eventbus messagebus eventbroker pubsub stream",
    "database": "database db datastore store cache storage relationaldatabase documentdatabase",
    "gateway": "gateway apigateway proxy ingress loadbalancer bff reverseproxy",
    "external": "external externalsystem externalservice thirdparty actor person user saas partner human",
    "browser": "browser webbrowser spa webclient", "mobile": "mobile mobileapp app ios android",
    "device": "device iotdevice sensor", "job": "job cronjob cron batch batchjob scheduler",
    "service": "service microservice api backend worker",
}
KIND_BY_WORD = {word: service_kind for service_kind, words in KIND_WORDS.items() for word in words.split()}
WITHOUT_MARKUP = re.compile(r"[ -)+-;=-Z\]^a-~]*+")  # without markup
PART = re.compile(r"[^\s,;()][^,;()]*")
OPERATION_MARKS = frozenset("._/")
COUNT_REMEDY = "Write a count such as `3`."
MAX_ROWS = 20_000
CACHE_SIZE, MAX_CACHED_LENGTH = 4096, 200


class DescribedInteraction(NamedTuple):
    """Interaction of a table row or a line with an arrow."""

    interaction: Interaction
    has_id: bool


class TableColumn(NamedTuple):
    role: str  # from, to, way, mode, operation, words, id, fact or ""
    term: Term | None = None
    unit: str = ""


def parse_table(
    source: Source, table: MarkdownBlock, terms: Terms, known: KnownNames, notes: list[Problem]
) -> Iterator[DescribedInteraction]:
    """Yields the interactions of a table; none if it lacks a column for either end.

    Args:
        known: names of services that are drawn or described elsewhere; those of the table are added.
        notes: receives cells that could not be read.
    """
    columns = _columns(table.lines[0], terms)
    roles = [column.role for column in columns]
    if "from" not in roles or "to" not in roles:
        return
    lines = table.lines[1 : MAX_ROWS + 1]
    if not set(roles) & {"way", "mode", "fact"} and not _are_known(map(_plain_cells, lines), roles, known):
        return
    for line in lines:
        row = _row(source, line, columns, terms, known, notes)
        if row is not None:
            yield row


def parse_catalogue(table: MarkdownBlock) -> dict[str, str]:
    """Returns the kind of each service in a catalogue table, by normalised name."""
    heads = [normalise(text) for _, text in _plain_cells(table.lines[0])]
    kind_column = next((number for number, head in enumerate(heads) if head in KIND_HEADINGS), -1)
    name_columns = [number for number, head in enumerate(heads) if head in NAME_HEADINGS]
    if kind_column < 0 or not name_columns:
        return {}
    kinds: dict[str, str] = {}
    for line in table.lines[1 : MAX_ROWS + 1]:
        row = [text for _, text in _plain_cells(line)]
        row_kind = KIND_BY_WORD.get(normalise(row[kind_column])) if kind_column < len(row) else None
        for number in name_columns if row_kind else ():
            if number < len(row) and normalise(row[number]):
                kinds.setdefault(normalise(row[number]), str(row_kind))
    return kinds


def _columns(header: Line, terms: Terms) -> list[TableColumn]:
    columns: list[TableColumn] = []
    heads = [text for _, text in _plain_cells(header)]
    plain = [normalise(head) for head in heads]
    if "provider" in plain and "consumer" in plain:  # then the consumer is the caller
        plain[plain.index("consumer")] = "from"
    taken: set[str] = set()
    for head, word in zip(heads, plain, strict=True):
        column = _column(head, word, taken, terms)
        if column.role in SINGLE_COLUMNS:
            taken.add(column.role)
        columns.append(column)
    return columns


def _column(head: str, word: str, taken: set[str], terms: Terms) -> TableColumn:
    for role, heads in SINGLE_COLUMNS.items():
        if word in heads and role not in taken:
            return TableColumn(role)
    for role, heads in REPEATABLE_COLUMNS.items():
        if word in heads:
            return TableColumn(role)
    outside, _, inside = head.partition("(")
    vocabulary = vocabulary_of(terms)
    name = find_fact(head, vocabulary) or find_fact(outside, vocabulary)
    if name is not None:
        return TableColumn("fact", terms.needs.get(name) or terms.design[name], inside.strip(" )").lower())
    return TableColumn("words" if word in DESCRIPTION_HEADINGS else "")


def _plain_cells(line: Line) -> list[Cell]:
    """Returns the cells of a row without markup; most rows have none."""
    row_cells = split_cells(line)
    if WITHOUT_MARKUP.fullmatch(line.text):
        return row_cells if "  " not in line.text else [(start, " ".join(text.split())) for start, text in row_cells]
    return [(start, text) for start, text in (strip_markup(Line(*cell)) for cell in row_cells)]


def _are_known(rows: Iterable[Sequence[Cell]], roles: Sequence[str], known: KnownNames) -> bool:
    ends = (roles.index("from"), roles.index("to"))
    return any(all(end < len(row) and row[end][1] in known for end in ends) for row in rows)


def _row(source: Source, line: Line, columns: Sequence[TableColumn], terms: Terms, known: KnownNames,
         notes: list[Problem]) -> DescribedInteraction | None:
    facts = FactCollector(terms)
    senders: tuple[str, ...] = ()
    receivers: tuple[str, ...] = ()
    operations: list[str] = []
    words = identity = ""
    for (start, text), column in zip(_plain_cells(line), columns, strict=False):
        if len(text) <= MAX_PLACEHOLDER_LENGTH and text.lower() in PLACEHOLDERS:
            continue
        match column.role:
            case "from":
                senders = split_names(text)
            case "to":
                receivers = split_names(text)
            case "id":
                identity = text if " " not in text and not name_fault(text) else ""
            case "operation":
                operations.append(text)
            case "words":
                words = words or text
            case "way":
                operations.extend(_add_way(facts, start, text))
            case "mode":
                _add_mode(facts, start, text)
            case "fact":
                assert column.term is not None
                _add_fact(source, facts, start, text, column.term, column.unit, notes)
    if len(senders) != 1 or not receivers:
        return None
    operation = " ".join(operations)
    if "pattern" not in facts.design and HTTP_METHOD.match(operation):
        facts.add_protocol(operation, line.start)
    operation = extract_operation(operation, facts.vocabulary) if operation else words
    declared, technology = facts.resolve_declared()
    return DescribedInteraction(
        Interaction(identity, *canonical_ends(senders[0], receivers, known), operation[:120], facts.needs, facts.design,
                    declared, technology, source, line.start, line.start + len(line.text)),
        bool(identity),
    )


def canonical_ends(sender: str, receivers: Iterable[str], known: KnownNames) -> tuple[str, tuple[str, ...]]:
    """Returns both ends in the spelling used elsewhere in the document."""
    return known.canonical(sender), tuple(dict.fromkeys(map(known.canonical, receivers)))


@memoised
def split_names(text: str) -> tuple[str, ...]:
    """Splits the names of a cell or one side of an arrow."""
    parts = text.replace(";", ",").replace(" & ", ",").replace(" and ", ",").split(",")
    names = (part.strip(" .:") for part in parts)
    return tuple(dict.fromkeys(name for name in names if name and not name_fault(name)))


def _add_way(facts: FactCollector, start: int, text: str) -> Iterable[str]:
    """Adds the facts of `gRPC`, `Kafka (order.created)` or `REST, 200 ms`; returns the operations."""
    cell = (_parse_way if len(text) <= MAX_CACHED_LENGTH else _parse_way.__wrapped__)(text, facts.vocabulary)
    for offset, part in cell.parts:
        facts.add_parsed(part, start + offset)
    return cell.operations


class _WayCell(NamedTuple):
    """Parts of a protocol cell, each with its offset, and the operations."""

    parts: tuple[tuple[int, ParsedFacts], ...]
    operations: tuple[str, ...]


@lru_cache(CACHE_SIZE)
def _parse_way(text: str, vocabulary: TextVocabulary) -> _WayCell:
    parts = [(part.start(), parse_facts(part.group(), vocabulary)) for part in PART.finditer(text)]
    operations = [parsed.operation for _, parsed in parts if parsed.operation]
    return _WayCell(tuple(parts), tuple(operation for operation in operations
                                        if HTTP_METHOD.match(operation) or not OPERATION_MARKS.isdisjoint(operation)))


def _add_mode(facts: FactCollector, start: int, text: str) -> None:
    word = normalise(text)
    is_async = word.startswith("async") or word in ("no", "event", "fireandforget", "eventdriven")
    is_sync = word.startswith("sync") or word in ("yes", "blocking", "requestresponse", "requestreply")
    if is_async or is_sync:
        facts.add_fact("needs_response", is_sync, start, because=f"the table says {quote_value(text)}")


def _add_fact(source: Source, facts: FactCollector, start: int, text: str, term: Term, unit: str,
              notes: list[Problem]) -> None:
    parse = _parse_fact if len(text) <= MAX_CACHED_LENGTH else _parse_fact.__wrapped__
    cell = parse(text, term.name, unit, facts.vocabulary)
    facts.add_parsed(cell.part, start)
    if cell.message:
        notes.append(Problem(cell.message, cell.remedy, Span(source, start, start + len(text))))


class _FactCell(NamedTuple):
    """Fact of a cell, and its error."""

    part: ParsedFacts
    message: str = ""
    remedy: str = ""


@lru_cache(CACHE_SIZE)
def _parse_fact(text: str, name: str, unit: str, vocabulary: TextVocabulary) -> _FactCell:
    """Cached, because the cells of a column repeat."""
    facts = FactCollector(vocabulary.terms)
    term = vocabulary.terms.needs.get(name) or vocabulary.terms.design[name]
    value = parse_value(term, text, unit)
    message = remedy = ""
    if value is not None:
        message, remedy = facts.add_fact(name, value, 0)
    if value is None or message:
        message = message or f"{quote_value(text)} was not read as `{name}`."
        remedy = remedy or (COUNT_REMEDY if term.type == "group" else f"It takes {describe_valid_values(term)}.")
    return _FactCell(ParsedFacts(tuple(facts.needs.items()), tuple(facts.design.items()), ""), message, remedy)
