"""Who takes part in a drawing: what kind of thing each node is, and what says so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache

from advisor.notation.quote import quoted
from advisor.readers.drawing import Node
from advisor.readers.names import letters
from advisor.readers.phrases import TRAILING
from advisor.readers.vocabulary import Mention, Vocabulary
from advisor.source.frozen import NamedTuple

HINTS = {"queue": "broker", "topic": "broker", "database": "database", "person": "external", "external": "external",
         "actor": "external", "browser": "browser", "mobile": "mobile", "device": "device", "gateway": "gateway",
         "broker": "broker", "job": "job"}
ANYWHERE = ("service", "program", "browser", "device")  # roles that a name may give before its last word
PROGRAMS = ("service", "program")
EDGES = ("browser", "mobile", "device")
REMEMBERED, LONGEST_REMEMBERED = 4096, 400
NOTHING_STATED: tuple[str | None, ...] = ()
INFIX = "(:,-[–—/|"  # ends the name proper; what follows explains it


class Role(NamedTuple):
    """What a node is; the kind is None where nothing says it."""

    kind: str | None
    because: str = ""
    pattern: str = ""  # of a broker, where its product says it
    technology: str = ""
    is_channel: bool = False  # one queue or topic, not the product that holds many
    is_eventful: bool = False  # called a topic, a feed or a bus of events


NOBODY = Role(None)
PROGRAM = Role(None, "its name is that of a program")  # whose, or where it runs, is not said
EVENTFUL = frozenset((
    "topic", "topics", "event", "events", "feed", "feeds", "stream", "streams", "pub", "pubsub"))


def role_of(node: Node, vocabulary: Vocabulary, stated: Mapping[str, str]) -> Role:
    """Returns what a node is.

    Args:
        stated: kinds that the document gives for names, by the letters of the name.
    """
    kinds = tuple([stated.get(letters(name)) for name in (node.label, node.id)]) if stated else NOTHING_STATED
    is_short = len(node.label) + len(node.id) <= LONGEST_REMEMBERED
    cast = _cast if is_short and len(node.technology) <= LONGEST_REMEMBERED else _cast.__wrapped__
    return cast(node.label, node.id, node.hint, node.technology, node.group, kinds, vocabulary)


@lru_cache(REMEMBERED)
def _cast(label: str, name: str, hint: str, technology: str, group: tuple[str, ...],
          kinds: tuple[str | None, ...], vocabulary: Vocabulary) -> Role:
    """Nodes of the same name stand in one document after the other."""
    node = Node(name, label, hint, technology, group, 0, 0)
    role = _role_of(node, vocabulary, kinds)
    if role.kind in (None, "service") and (outside := _outside(node, vocabulary)):
        return Role("external", f"it is drawn in {quoted(outside)}")
    if role.kind != "broker":
        return role
    words = vocabulary.words(node.label) | vocabulary.words(node.id)
    return role._replace(is_eventful=not words.isdisjoint(EVENTFUL))


def role_of_name(name: str, vocabulary: Vocabulary, stated: Mapping[str, str]) -> Role:
    """Returns what a service is that is only named."""
    return role_of(Node(name, name, "", "", (), 0, 0), vocabulary, stated)


def _role_of(node: Node, vocabulary: Vocabulary, kinds: Iterable[str | None]) -> Role:
    said = _by_name(node, vocabulary)
    for name, kind in zip((node.label, node.id), kinds, strict=False):
        if kind is not None:
            is_said = kind == said.kind or (kind == "external" and said.kind in EDGES)
            return said if is_said else Role(kind, f"the document calls {quoted(name)} a {kind}")
    hinted = HINTS.get(node.hint)
    if hinted is None or said.kind == hinted:
        return said
    is_program = said is PROGRAM or said.kind in ("service", "gateway")
    if hinted == "database" and (is_program or said.kind == "broker"):  # cylinders are drawn for anything
        return said
    if hinted == "external" and said.kind in EDGES:
        return said
    drawn = f"{quoted(node.label)} is drawn as {'an' if node.hint[0] in 'aeiou' else 'a'} {node.hint}"
    if hinted == "broker":
        product = _product(node, vocabulary)
        return Role("broker", drawn, *product, True) if product else Role("broker", drawn, is_channel=True)
    return Role(hinted, drawn)


def _outside(node: Node, vocabulary: Vocabulary) -> str:
    """Returns the group around a node that says it is none of ours."""
    for group in node.group:
        words = [token.word for token in vocabulary.tokens(group)]
        if "external" in words or words[:2] == ["third", "party"]:
            return group
    return ""


def _by_name(node: Node, vocabulary: Vocabulary) -> Role:
    named = next((role for text in (node.label, node.id) if (role := _said_by(text, node, vocabulary)) is not NOBODY),
                 NOBODY)
    if named.kind in ("service", "gateway", "broker", "database"):
        return named
    if not node.technology:
        return named
    if named.kind is None and any(_role(mention) == "browser" for mention in vocabulary.mentions(node.technology)):
        return Role("browser", f"{quoted(node.technology)} runs in browsers")
    mention = _head(node.technology, vocabulary)
    is_what_it_is = mention is not None and mention.first == 0 and _is_kept(mention) and named is not PROGRAM
    return _said_by(node.technology, node, vocabulary) if is_what_it_is else named


def _said_by(text: str, node: Node, vocabulary: Vocabulary) -> Role:
    mention = _head(text, vocabulary)
    if mention is None:
        return NOBODY
    kind = _role(mention)
    if kind == "program":
        return PROGRAM
    because = f"{quoted(text)} names {'an' if kind[0] in 'aeiou' else 'a'} {kind}"
    if kind != "broker":
        return Role(kind, because)
    product = _product(node, vocabulary)
    if product is None and mention.meaning is not None:
        product = mention.meaning.pattern, mention.meaning.technology
    return Role(kind, because, *(product or ("", "")), _is_channel(mention, vocabulary.mentions(text)))


def _head(text: str, vocabulary: Vocabulary) -> Mention | None:
    """Returns the phrase that says what a name stands for: its last word, or a product that nothing turns down."""
    mentions = [mention for mention in vocabulary.mentions(text) if _role(mention) not in ("", "protocol", "store")]
    if not mentions:
        return None
    tokens = vocabulary.tokens(text)
    end = _end_of_name(text)
    inside = [mention for mention in mentions if mention.start < end]
    last = next((number for number in range(len(tokens) - 1, -1, -1)
                 if tokens[number].start < end and tokens[number].word not in TRAILING
                 and not tokens[number].word.isdecimal()), -1)
    head = next((mention for mention in inside if mention.last >= last), None)
    if head is not None:
        role = _role(head)
        if role in PROGRAMS:
            return _stronger(head, inside)
        if role in ("gateway", "job", "broker") or not _is_product(mentions[0]):
            return head
    return next((mention for mention in mentions if _role(mention) in ANYWHERE or _is_product(mention)), None)


def _stronger(head: Mention, inside: list[Mention]) -> Mention:
    """`Mobile Backend` is a program, `API Gateway Service` a gateway, and `Payment Job Worker` a job."""
    for mention in inside:
        if _role(mention) in ("gateway", "job") and mention.last == head.first - 1:
            return mention
    return head


def _role(mention: Mention) -> str:
    return mention.meaning.role if mention.meaning is not None else ""


def _is_product(mention: Mention) -> bool:
    """Whether a phrase is enough to name what keeps data or messages: a product, or such as `message broker`."""
    is_enough = mention.meaning is not None and (not mention.meaning.is_generic or mention.last > mention.first)
    return is_enough and _is_kept(mention)


def _is_kept(mention: Mention) -> bool:
    return _role(mention) in ("broker", "database")


def _end_of_name(text: str) -> int:
    """Returns where the name proper ends and its explanation begins."""
    for at, char in enumerate(text):
        if char in INFIX and at and not (char in "-/" and text[at - 1 : at + 2].strip(" ") == text[at - 1 : at + 2]):
            return at
    return len(text)


def _product(node: Node, vocabulary: Vocabulary) -> tuple[str, str] | None:
    for text in (node.technology, node.label, node.id):
        for mention in vocabulary.mentions(text):
            meaning = mention.meaning
            if meaning and meaning.role == "broker" and not meaning.is_generic:
                return meaning.pattern, meaning.technology
    return None


def _is_channel(head: Mention, mentions: tuple[Mention, ...]) -> bool:
    """Whether a name is that of one queue or topic: `orders topic`, but neither `Kafka topic` nor `Message Broker`."""
    before = {number for mention in mentions if _role(mention) == "broker"
              for number in range(mention.first, mention.last + 1)}
    is_named = any(number not in before for number in range(head.first))
    said = {word for mention in mentions for word in mention.words.split()}
    return is_named and bool(said & {"queue", "queues", "topic", "topics"})
