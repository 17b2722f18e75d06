"""Parses edge labels: protocol, mode, direction, and the remaining text as operation."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from advisor.extraction.phrases import EVENT_WORDS
from advisor.extraction.technology_words import HTTP_METHOD, MAX_TEXT_LENGTH, Mention, TextVocabulary
from advisor.text.quoting import quote_value

CACHE_SIZE = 4096
LONGEST_OPERATION = 120
WAY_ROLES = ("protocol", "broker", "store")
PUNCTUATION = " \t:;,.-–—()[]/|+&>"


class LabelMeaning(NamedTuple):
    """Meaning of a label or technology; fields are empty if unknown."""

    pattern: str = ""
    technology: str = ""
    kind: str = ""  # rest, grpc, queue, stream, db
    mode: str = ""  # sync, async
    because: str = ""
    publishes: bool = False
    consumes: bool = False


NO_MEANING = LabelMeaning()
KIND_BY_PATTERN = {"rest": "rest", "grpc": "grpc", "message-queue": "queue", "event-streaming": "stream"}


def parse_label(text: str, vocabulary: TextVocabulary) -> LabelMeaning:
    """Returns the protocol, mode and direction that a text names."""
    return _parse_label(text[:MAX_TEXT_LENGTH], vocabulary) if text else NO_MEANING


def extract_operation(label: str, vocabulary: TextVocabulary) -> str:
    """Returns a label without its protocol: `Create order (gRPC)` is `Create order`."""
    return _extract_operation(label[:MAX_TEXT_LENGTH], vocabulary) if label else ""


@lru_cache(CACHE_SIZE)
def _parse_label(text: str, vocabulary: TextVocabulary) -> LabelMeaning:
    mentions = vocabulary.mentions(text)
    publishes = any("publish" in mention.modes for mention in mentions)
    consumes = any("consume" in mention.modes for mention in mentions)
    modes = {mode for mention in mentions for mode in mention.modes if mode in ("sync", "async")}
    mode = modes.pop() if len(modes) == 1 else ""
    call_range, because = _http_call(text)
    way_mentions = [mention for mention in mentions if mention.meaning and mention.meaning.role in WAY_ROLES
                    and not call_range[0] <= mention.start < call_range[1]]  # words in a path are not evidence
    patterns = {mention.meaning.pattern: mention for mention in way_mentions
                if mention.meaning and mention.meaning.pattern}
    if "grpc" in patterns and "rest" in patterns and patterns["rest"].words in ("http", "https", "http 2"):
        del patterns["rest"]  # gRPC runs over HTTP
    if len(patterns) == 1:
        ((pattern, mention),) = patterns.items()
        return LabelMeaning(pattern, _find_technology(way_mentions, pattern), KIND_BY_PATTERN.get(pattern, ""), mode,
                            _label_reason(text, mention), publishes, consumes)
    if patterns:
        return LabelMeaning("", "", "", mode, "", publishes, consumes)
    if because and "rest" in vocabulary.patterns:
        return LabelMeaning("rest", "", "rest", mode, because, publishes, consumes)
    for mention in way_mentions:
        assert mention.meaning is not None
        if mention.meaning.role == "broker":
            kind = "stream" if mention.words in EVENT_WORDS else "queue"
            return LabelMeaning(
                "", mention.meaning.technology, kind, mode or "async", _label_reason(text, mention), publishes, consumes
            )
        if mention.meaning.role == "store":
            return LabelMeaning("", "", "db", mode, _label_reason(text, mention), publishes, consumes)
    return LabelMeaning("", _find_technology(way_mentions, ""), "", mode, "", publishes, consumes)


@lru_cache(CACHE_SIZE)
def _extract_operation(label: str, vocabulary: TextVocabulary) -> str:
    label = " ".join(label.split())
    if label.endswith(")") and _is_protocol(label[label.rfind("(") :], vocabulary):
        label = label[: label.rfind("(")].rstrip()
    before, colon, after = label.partition(":")
    if colon and _is_protocol(before, vocabulary) and not after.startswith("//"):
        label = after.strip()
    first, _, rest = label.partition(" ")
    if rest.startswith("/") and _is_protocol(first, vocabulary) and not HTTP_METHOD.fullmatch(first):
        label = rest
    if _is_protocol(label, vocabulary):
        return ""
    return label[:LONGEST_OPERATION].strip()


def _is_protocol(text: str, vocabulary: TextVocabulary) -> bool:
    """Whether a text names protocols, brokers or modes and nothing else."""
    if HTTP_METHOD.fullmatch(text.strip(PUNCTUATION)):
        return False
    tokens = vocabulary.tokens(text)
    known = 0
    for mention in vocabulary.mentions(text):
        is_way = mention.meaning is not None and mention.meaning.role in WAY_ROLES
        if is_way or (mention.modes and set(mention.modes) <= {"sync", "async"}):
            known += mention.last - mention.first + 1
    known += sum(token.word.isdecimal() for token in tokens)
    return bool(tokens) and known >= len(tokens)


def _label_reason(text: str, mention: Mention) -> str:
    return f"the label says {quote_value(text[mention.start : mention.end])}"


def _http_call(text: str) -> tuple[tuple[int, int], str]:
    """Returns the range of an HTTP call in a label, and the evidence: a method, or a bare path."""
    method = HTTP_METHOD.search(text)
    if method:
        return method.span(), f"the label says {quote_value(method.group())}"
    if text.startswith("/") and " " not in text.strip():
        return (0, len(text)), f"the label {quote_value(text)} is a path"
    return (0, 0), ""


def _find_technology(mentions: list[Mention], pattern: str) -> str:
    for mention in mentions:
        if mention.meaning and mention.meaning.technology and mention.meaning.pattern == pattern:
            return mention.meaning.technology
    return ""
