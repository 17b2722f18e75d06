"""Classifies diagram nodes: the kind of each node, with its evidence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import NamedTuple

from advisor.extraction.names import normalise
from advisor.extraction.phrases import TRAILING_WORDS
from advisor.extraction.technology_words import Mention, TextVocabulary
from advisor.formats.diagram import DiagramNode
from advisor.text.quoting import quote_value

HINTS = {"queue": "broker", "topic": "broker", "database": "database", "person": "external", "external": "external",
         "actor": "external", "browser": "browser", "mobile": "mobile", "device": "device", "gateway": "gateway",
         "broker": "broker", "job": "job"}
ROLES_ANYWHERE = ("service", "program", "browser", "device")  # roles that any word of a name may give
PROGRAMS = ("service", "program")
EDGES = ("browser", "mobile", "device")
CACHE_SIZE, MAX_CACHED_LENGTH = 4096, 400
NO_KINDS: tuple[str | None, ...] = ()
NAME_ENDS = "(:,-[–—/|"  # ends the name proper; an explanation follows


class NodeRole(NamedTuple):
    """Role of a node; the kind is None if unknown."""

    kind: str | None
    because: str = ""
    pattern: str = ""  # of a broker, if its product implies one
    technology: str = ""
    is_channel: bool = False  # a single queue or topic, not the broker product
    is_eventful: bool = False  # named like a topic, feed or event bus


UNKNOWN_ROLE = NodeRole(None)
PROGRAM = NodeRole(None, "its name is that of a program")  # owner and runtime are unknown
EVENT_WORDS = frozenset((
    "topic", "topics", "event", "events", "feed", "feeds", "stream", "streams", "pub", "pubsub"))


def classify_node(node: DiagramNode, vocabulary: TextVocabulary, stated: Mapping[str, str]) -> NodeRole:
    """Returns the role of a node.

    Args:
        stated: kinds from catalogue tables, by normalised name.
    """
    kinds = tuple([stated.get(normalise(name)) for name in (node.label, node.id)]) if stated else NO_KINDS
    is_short = len(node.label) + len(node.id) <= MAX_CACHED_LENGTH
    classify = _classify if is_short and len(node.technology) <= MAX_CACHED_LENGTH else _classify.__wrapped__
    return classify(node.label, node.id, node.hint, node.technology, node.group, kinds, vocabulary)


@lru_cache(CACHE_SIZE)
def _classify(label: str, name: str, hint: str, technology: str, group: tuple[str, ...],
              kinds: tuple[str | None, ...], vocabulary: TextVocabulary) -> NodeRole:
    """Cached, because the same nodes recur across documents."""
    node = DiagramNode(name, label, hint, technology, group, 0, 0)
    role = _role_of(node, vocabulary, kinds)
    if role.kind in (None, "service") and (group_label := _external_group(node, vocabulary)):
        return NodeRole("external", f"it is drawn in {quote_value(group_label)}")
    if role.kind != "broker":
        return role
    words = vocabulary.words(node.label) | vocabulary.words(node.id)
    return role._replace(is_eventful=not words.isdisjoint(EVENT_WORDS))


def classify_name(name: str, vocabulary: TextVocabulary, stated: Mapping[str, str]) -> NodeRole:
    """Returns the role of a service of which only the name is known."""
    return classify_node(DiagramNode(name, name, "", "", (), 0, 0), vocabulary, stated)


def _role_of(node: DiagramNode, vocabulary: TextVocabulary, kinds: Iterable[str | None]) -> NodeRole:
    named = _role_by_name(node, vocabulary)
    for name, kind in zip((node.label, node.id), kinds, strict=False):
        if kind is not None:
            is_named = kind == named.kind or (kind == "external" and named.kind in EDGES)
            return named if is_named else NodeRole(kind, f"the document calls {quote_value(name)} a {kind}")
    hinted = HINTS.get(node.hint)
    if hinted is None or named.kind == hinted:
        return named
    is_program = named is PROGRAM or named.kind in ("service", "gateway")
    if hinted == "database" and (is_program or named.kind == "broker"):  # authors draw cylinders for anything
        return named
    if hinted == "external" and named.kind in EDGES:
        return named
    drawn = f"{quote_value(node.label)} is drawn as {'an' if node.hint[0] in 'aeiou' else 'a'} {node.hint}"
    if hinted == "broker":
        product = _broker_product(node, vocabulary)
        return NodeRole("broker", drawn, *product, True) if product else NodeRole("broker", drawn, is_channel=True)
    return NodeRole(hinted, drawn)


def _external_group(node: DiagramNode, vocabulary: TextVocabulary) -> str:
    """Returns the enclosing group that marks a node as external, or ""."""
    for group in node.group:
        words = [token.word for token in vocabulary.tokens(group)]
        if "external" in words or words[:2] == ["third", "party"]:
            return group
    return ""


def _role_by_name(node: DiagramNode, vocabulary: TextVocabulary) -> NodeRole:
    named = next((role for text in (node.label, node.id)
                  if (role := _role_by_text(text, node, vocabulary)) is not UNKNOWN_ROLE), UNKNOWN_ROLE)
    if named.kind in ("service", "gateway", "broker", "database"):
        return named
    if not node.technology:
        return named
    if named.kind is None and any(_mention_role(mention) == "browser"
                                  for mention in vocabulary.mentions(node.technology)):
        return NodeRole("browser", f"{quote_value(node.technology)} runs in browsers")
    mention = _head_mention(node.technology, vocabulary)
    names_product = mention is not None and mention.first == 0 and _is_broker_or_database(mention)
    return _role_by_text(node.technology, node, vocabulary) if names_product and named is not PROGRAM else named


def _role_by_text(text: str, node: DiagramNode, vocabulary: TextVocabulary) -> NodeRole:
    mention = _head_mention(text, vocabulary)
    if mention is None:
        return UNKNOWN_ROLE
    kind = _mention_role(mention)
    if kind == "program":
        return PROGRAM
    because = f"{quote_value(text)} names {'an' if kind[0] in 'aeiou' else 'a'} {kind}"
    if kind != "broker":
        return NodeRole(kind, because)
    product = _broker_product(node, vocabulary)
    if product is None and mention.meaning is not None:
        product = mention.meaning.pattern, mention.meaning.technology
    return NodeRole(kind, because, *(product or ("", "")), _is_channel(mention, vocabulary.mentions(text)))


def _head_mention(text: str, vocabulary: TextVocabulary) -> Mention | None:
    """Returns the phrase that decides the role of a name: its last word, or a product."""
    mentions = [mention for mention in vocabulary.mentions(text)
                if _mention_role(mention) not in ("", "protocol", "store")]
    if not mentions:
        return None
    tokens = vocabulary.tokens(text)
    end = _end_of_name(text)
    inside = [mention for mention in mentions if mention.start < end]
    last = next((number for number in range(len(tokens) - 1, -1, -1)
                 if tokens[number].start < end and tokens[number].word not in TRAILING_WORDS
                 and not tokens[number].word.isdecimal()), -1)
    head = next((mention for mention in inside if mention.last >= last), None)
    if head is not None:
        role = _mention_role(head)
        if role in PROGRAMS:
            return _preferred_head(head, inside)
        if role in ("gateway", "job", "broker") or not _is_product(mentions[0]):
            return head
    return next((mention for mention in mentions
                 if _mention_role(mention) in ROLES_ANYWHERE or _is_product(mention)), None)


def _preferred_head(head: Mention, inside: list[Mention]) -> Mention:
    """`Mobile Backend` is a program, `API Gateway Service` a gateway, and `Payment Job Worker` a job."""
    for mention in inside:
        if _mention_role(mention) in ("gateway", "job") and mention.last == head.first - 1:
            return mention
    return head


def _mention_role(mention: Mention) -> str:
    return mention.meaning.role if mention.meaning is not None else ""


def _is_product(mention: Mention) -> bool:
    """Whether a phrase alone names a broker or database: a product, or a phrase like `message broker`."""
    is_enough = mention.meaning is not None and (not mention.meaning.is_generic or mention.last > mention.first)
    return is_enough and _is_broker_or_database(mention)


def _is_broker_or_database(mention: Mention) -> bool:
    return _mention_role(mention) in ("broker", "database")


def _end_of_name(text: str) -> int:
    """Returns the offset at which the name proper ends and its explanation begins."""
    for at, char in enumerate(text):
        if char in NAME_ENDS and at and not (char in "-/" and (around := text[at - 1 : at + 2]).strip(" ") == around):
            return at
    return len(text)


def _broker_product(node: DiagramNode, vocabulary: TextVocabulary) -> tuple[str, str] | None:
    for text in (node.technology, node.label, node.id):
        for mention in vocabulary.mentions(text):
            meaning = mention.meaning
            if meaning and meaning.role == "broker" and not meaning.is_generic:
                return meaning.pattern, meaning.technology
    return None


def _is_channel(head: Mention, mentions: tuple[Mention, ...]) -> bool:
    """Whether a name denotes one queue or topic: `orders topic`, not `Kafka topic` or `Message Broker`."""
    broker_tokens = {number for mention in mentions if _mention_role(mention) == "broker"
                     for number in range(mention.first, mention.last + 1)}
    is_named = any(number not in broker_tokens for number in range(head.first))
    words = {word for mention in mentions for word in mention.words.split()}
    return is_named and bool(words & {"queue", "queues", "topic", "topics"})
