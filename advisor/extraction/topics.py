"""Matches publications with consumers by exact topic names or shared words of their labels."""

from __future__ import annotations

import re
from typing import NamedTuple

from advisor.extraction.names import normalise
from advisor.extraction.technology_words import MAX_TEXT_LENGTH, TextVocabulary

EXACT_NAME = re.compile(
    r"[A-Za-z0-9]{1,60}(?:[_.][A-Za-z0-9]{1,60}){1,9}|[A-Z][a-z0-9]{1,60}(?:[A-Z][a-z0-9]{1,60}){1,9}"
)
SMALL_WORDS = frozenset((
    "a", "all", "an", "and", "any", "as", "at", "be", "by", "channel", "channels", "data", "event", "events", "for",
    "from", "handle", "handles", "in", "into", "is", "it", "its", "message", "messages", "new", "of", "on", "only",
    "or", "process", "processes", "read", "reads", "receive", "receives", "send", "sends", "sent", "stream", "the",
    "their", "to", "topic", "topics", "update", "updates", "via", "with", "write", "writes"))


class Topic(NamedTuple):
    """Topic of a label."""

    names: frozenset[str]  # exact ones such as `order.created`, normalised
    words: frozenset[str]
    display: str


def parse_topic(label: str, operation: str, vocabulary: TextVocabulary) -> Topic:
    """Returns the topic of an edge at a broker."""
    names = EXACT_NAME.findall(label[:MAX_TEXT_LENGTH])
    words = set()
    mentions = vocabulary.mentions(label)
    ignored = {number for mention in mentions for number in range(mention.first, mention.last + 1)
               if mention.modes or (mention.meaning and mention.meaning.role in ("protocol", "broker", "store"))}
    for number, token in enumerate(vocabulary.tokens(label)):
        if number not in ignored and token.word not in SMALL_WORDS and not token.word.isdecimal():
            words.add(token.word.removesuffix("s"))
    shown = ", ".join(dict.fromkeys(names)) or operation
    return Topic(frozenset(map(normalise, names)), frozenset(words), shown)


def share_topic(published: Topic, consumed: Topic) -> bool:
    """Whether two labels name the same topic."""
    if published.names and consumed.names:
        return not published.names.isdisjoint(consumed.names)
    return not published.words.isdisjoint(consumed.words)


def may_match(published: Topic, consumed: Topic, *, is_single: bool) -> bool:
    """Whether two labels are compatible, though they share nothing."""
    if published.names and consumed.names:
        return False
    if not (consumed.words or consumed.names):
        return True
    return is_single or not (published.words or published.names)
