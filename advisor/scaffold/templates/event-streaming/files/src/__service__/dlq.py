"""Dead letters of the group: what lies there and why, and back to it with what a person has set right."""

import json
import sqlite3
from collections.abc import Iterator
from typing import NamedTuple

from confluent_kafka import Message

from __service__ import store
from __service__.consumer import headers_of
from __service__.operations import Trouble, onlooker, read
from __service__.relay import Publisher
from __service__.settings import Settings

ALL = "all"


class Letter(NamedTuple):
    """An event that was given up. It stays in its topic; the database knows what was sent back."""

    message: Message
    facts: dict[str, str]  # id, event-id, cause, origin, given-up-at

    def as_json(self, whole: bool = False) -> str:
        """Returns the facts, or all of it, as text in which nothing can speak to a terminal."""
        if not whole:
            return json.dumps(self.facts)
        key, body = ((part or b"").decode(errors="replace") for part in (self.message.key(), self.message.value()))
        return json.dumps({**self.facts, "headers": headers_of(self.message), "key": key, "body": body}, indent=2)


def letters(settings: Settings, connection: sqlite3.Connection, id: str = ALL) -> Iterator[Letter]:
    """Yields the letters that were not sent back yet, in the order of each partition."""
    done, found = store.sent_back(connection), id == ALL
    with onlooker(settings) as client:
        for letter in map(_letter, read(client, settings, settings.dead_letter_topic)):
            if letter.facts["id"] not in done and id in (ALL, letter.facts["id"], letter.facts["event-id"]):
                found = True
                yield letter
    if not found:
        raise Trouble(f"there is no dead letter {id!a}; `dlq list` shows all")


def redrive(settings: Settings, connection: sqlite3.Connection, id: str) -> Iterator[Letter]:
    """Sends letters back to this group alone, through its first retry topic, in the order of their keys.

    Each is yielded when the broker has it. After a crash one may go twice; the inbox knows it. Events that came after
    a letter were handled already. A letter that is sent back by itself leaves the others where they are, an earlier
    one of its key too.
    """
    publisher = Publisher(settings)
    for letter in letters(settings, connection, id):
        message, origin = letter.message, {"origin": letter.facts["origin"]}
        [failure] = publisher.publish([(settings.retry_topics[0], message.key(), message.value() or b"", origin)])
        if failure is not None:
            raise Trouble(f"dead letter {letter.facts['id']!a} stays where it is: {failure.cause}")
        store.note_sent_back(connection, letter.facts["id"])
        yield letter


def _letter(message: Message) -> Letter:
    headers = headers_of(message)
    facts = {name: headers.get(name, "") for name in ("event-id", "cause", "origin", "given-up-at")}
    return Letter(message, {"id": headers.get("letter-id", f"{message.partition()}-{message.offset()}"), **facts})
