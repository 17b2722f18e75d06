"""What the label of an edge says of the way two talk: protocol, mode, direction, and what is left as operation."""

from __future__ import annotations

from functools import lru_cache

from advisor.notation.quote import quoted
from advisor.readers.phrases import EVENTFUL
from advisor.readers.vocabulary import LONGEST_TEXT, METHOD, Mention, Vocabulary
from advisor.source.frozen import NamedTuple

REMEMBERED = 4096
LONGEST_OPERATION = 120
WAYS = ("protocol", "broker", "store")
MARKS = " \t:;,.-–—()[]/|+&>"


class Said(NamedTuple):
    """What a label or a technology says; empty where it says nothing."""

    pattern: str = ""
    technology: str = ""
    kind: str = ""  # rest, grpc, queue, stream, db
    mode: str = ""  # sync, async
    because: str = ""
    publishes: bool = False
    consumes: bool = False


NOTHING = Said()
KINDS = {"rest": "rest", "grpc": "grpc", "message-queue": "queue", "event-streaming": "stream"}


def said_of(text: str, vocabulary: Vocabulary) -> Said:
    """Returns what a text says of the way two talk."""
    return _said(text[:LONGEST_TEXT], vocabulary) if text else NOTHING


def operation_of(label: str, vocabulary: Vocabulary) -> str:
    """Returns a label without what only names the protocol: `Create order (gRPC)` is `Create order`."""
    return _operation(label[:LONGEST_TEXT], vocabulary) if label else ""


@lru_cache(REMEMBERED)
def _said(text: str, vocabulary: Vocabulary) -> Said:
    mentions = vocabulary.mentions(text)
    publishes = any("publish" in mention.modes for mention in mentions)
    consumes = any("consume" in mention.modes for mention in mentions)
    modes = {mode for mention in mentions for mode in mention.modes if mode in ("sync", "async")}
    mode = modes.pop() if len(modes) == 1 else ""
    call, because = _http(text)
    found = [mention for mention in mentions if mention.meaning and mention.meaning.role in WAYS
             and not call[0] <= mention.start < call[1]]  # what a path is called says nothing
    patterns = {mention.meaning.pattern: mention for mention in found if mention.meaning and mention.meaning.pattern}
    if "grpc" in patterns and "rest" in patterns and patterns["rest"].words in ("http", "https", "http 2"):
        del patterns["rest"]  # gRPC runs over HTTP
    if len(patterns) == 1:
        ((pattern, mention),) = patterns.items()
        return Said(pattern, _technology(found, pattern), KINDS.get(pattern, ""), mode, _names(text, mention),
                    publishes, consumes)
    if patterns:
        return Said("", "", "", mode, "", publishes, consumes)
    if because and "rest" in vocabulary.patterns:
        return Said("rest", "", "rest", mode, because, publishes, consumes)
    for mention in found:
        assert mention.meaning is not None
        if mention.meaning.role == "broker":
            kind = "stream" if mention.words in EVENTFUL else "queue"
            return Said("", mention.meaning.technology, kind, mode or "async", _names(text, mention), publishes,
                        consumes)
        if mention.meaning.role == "store":
            return Said("", "", "db", mode, _names(text, mention), publishes, consumes)
    return Said("", _technology(found, ""), "", mode, "", publishes, consumes)


@lru_cache(REMEMBERED)
def _operation(label: str, vocabulary: Vocabulary) -> str:
    label = " ".join(label.split())
    if label.endswith(")") and _is_protocol(label[label.rfind("(") :], vocabulary):
        label = label[: label.rfind("(")].rstrip()
    before, colon, after = label.partition(":")
    if colon and _is_protocol(before, vocabulary) and not after.startswith("//"):
        label = after.strip()
    first, _, rest = label.partition(" ")
    if rest.startswith("/") and _is_protocol(first, vocabulary) and not METHOD.fullmatch(first):
        label = rest
    if _is_protocol(label, vocabulary):
        return ""
    return label[:LONGEST_OPERATION].strip()


def _is_protocol(text: str, vocabulary: Vocabulary) -> bool:
    """Whether a text names ways to talk and nothing else."""
    if METHOD.fullmatch(text.strip(MARKS)):
        return False
    tokens = vocabulary.tokens(text)
    known = 0
    for mention in vocabulary.mentions(text):
        is_way = mention.meaning is not None and mention.meaning.role in WAYS
        if is_way or (mention.modes and set(mention.modes) <= {"sync", "async"}):
            known += mention.last - mention.first + 1
    known += sum(token.word.isdecimal() for token in tokens)
    return bool(tokens) and known >= len(tokens)


def _names(text: str, mention: Mention) -> str:
    return f"the label says {quoted(text[mention.start : mention.end])}"


def _http(text: str) -> tuple[tuple[int, int], str]:
    """Returns where a label holds an HTTP call, and why it is one: a method, or nothing but a path."""
    method = METHOD.search(text)
    if method:
        return method.span(), f"the label says {quoted(method.group())}"
    if text.startswith("/") and " " not in text.strip():
        return (0, len(text)), f"the label {quoted(text)} is a path"
    return (0, 0), ""


def _technology(found: list[Mention], pattern: str) -> str:
    for mention in found:
        if mention.meaning and mention.meaning.technology and mention.meaning.pattern == pattern:
            return mention.meaning.technology
    return ""
