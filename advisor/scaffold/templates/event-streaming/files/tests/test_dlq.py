"""Dead letters: a person sees why an event was given up, mends it, and sends it back once."""

import json
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator

from __service__ import dlq, store
from __service__.__main__ import main
from __service__.consumer import headers_of
from __service__.envelope import Event
from __service__.operations import Trouble
from __service__.relay import Failure, Publisher

from world import World, note, until

CONTRACT = yaml.safe_load((Path(__file__).parents[1] / "asyncapi.yaml").read_text(encoding="utf-8"))


def test_a_letter_says_on_one_safe_line_what_it_is_and_why_it_is_there(world: World) -> None:
    [event] = _given_up(world, 1)
    [letter] = dlq.letters(world.settings, world.connection)
    facts = json.loads(letter.as_json())

    assert set(facts) == {"id", "event-id", "cause", "origin", "given-up-at"}
    assert facts["event-id"] == event.id
    assert facts["cause"] == "RuntimeError: cannot do this one"
    assert facts["origin"].startswith(f"{world.settings.topic}/")
    assert facts["given-up-at"].endswith("Z")


def test_a_letter_has_the_headers_that_the_contract_promises(world: World) -> None:
    _given_up(world, 1)
    for topic, message in ((world.settings.dead_letter_topic, "dead"), (world.settings.retry_topics[0], "waiting")):
        [record] = world.records(topic)
        Draft202012Validator(CONTRACT["components"]["messages"][message]["headers"]).validate(headers_of(record))


def test_nothing_in_a_letter_speaks_to_a_terminal(world: World) -> None:
    evil = "\x1b[2Jgone\n"
    world.publish_raw(b"\xff\x1b]0;", evil, {"letter-id": evil, "cause": evil}, world.settings.dead_letter_topic)
    [letter] = dlq.letters(world.settings, world.connection)

    assert "\x1b" not in letter.as_json() + letter.as_json(whole=True)
    assert "\n" not in letter.as_json()


def test_what_was_never_ours_can_still_be_named_and_sent_back(world: World) -> None:
    world.publish_raw(b"who knows", topic=world.settings.dead_letter_topic)
    [letter] = dlq.letters(world.settings, world.connection)

    assert [one.facts["id"] for one in dlq.redrive(world.settings, world.connection, letter.facts["id"])]
    assert [one.value() for one in world.records(world.settings.retry_topics[0])] == [b"who knows"]


def test_what_was_sent_back_is_handled_once_and_by_its_own_group_alone(world: World) -> None:
    [event] = _given_up(world, 1)
    other = world.other_group()
    with world.consuming(settings=other):
        until(lambda: world.reactions(other.consumer_group))
        with world.consuming():
            assert len(list(dlq.redrive(world.settings, world.connection, dlq.ALL))) == 1
            until(world.reactions)

    assert world.reactions() == [event.data["id"]]
    assert world.reactions(other.consumer_group) == [event.data["id"]]
    assert len(world.records(world.settings.topic)) == 1  # where all groups read


def test_what_was_sent_back_is_listed_no_more_and_not_sent_again(world: World) -> None:
    _given_up(world, 2)

    assert len(list(dlq.redrive(world.settings, world.connection, dlq.ALL))) == 2
    assert list(dlq.letters(world.settings, world.connection)) == []
    assert list(dlq.redrive(world.settings, world.connection, dlq.ALL)) == []
    assert len(world.records(world.settings.retry_topics[0])) == 2 + 2  # as each was there when it failed


def test_letters_of_a_key_come_back_in_their_order(world: World) -> None:
    events = _given_up(world, 5, key="one")
    list(dlq.redrive(world.settings, world.connection, dlq.ALL))
    assert {one.key() for one in world.records(world.settings.retry_topics[0])} == {b"one"}
    with world.consuming():
        until(lambda: len(world.reactions()) == 5)

    assert world.reactions() == [event.data["id"] for event in events]


def test_one_from_the_middle_leaves_the_others_where_they_are(world: World) -> None:
    first, middle, last = _given_up(world, 3, key="one")
    [sent] = dlq.redrive(world.settings, world.connection, middle.id)
    with world.consuming():
        until(world.reactions)

    assert world.reactions() == [middle.data["id"]]
    assert sent.facts["event-id"] == middle.id
    assert [one.facts["event-id"] for one in dlq.letters(world.settings, world.connection)] == [first.id, last.id]


def test_one_that_fails_again_is_a_new_letter(world: World) -> None:
    [event] = _given_up(world, 1)
    [before] = dlq.redrive(world.settings, world.connection, event.id)
    with world.consuming(note("poison")):
        until(lambda: list(dlq.letters(world.settings, world.connection)))
    [after] = dlq.letters(world.settings, world.connection)

    assert after.facts["event-id"] == event.id
    assert after.facts["origin"] == before.facts["origin"]
    assert after.facts["id"] != before.facts["id"]


def test_a_crash_before_it_was_noted_sends_a_letter_twice_and_the_inbox_knows_it(
        world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    [event] = _given_up(world, 1)
    with monkeypatch.context() as dying:
        def die(*_: object) -> None:
            raise KeyboardInterrupt

        dying.setattr(store, "note_sent_back", die)
        with pytest.raises(KeyboardInterrupt):
            list(dlq.redrive(world.settings, world.connection, dlq.ALL))
    assert len(list(dlq.redrive(world.settings, world.connection, dlq.ALL))) == 1
    last = world.place(key="one")
    world.publish()
    with world.consuming():
        until(lambda: last.data["id"] in world.reactions() and world.waiting() == 0)

    assert sorted(world.reactions()) == sorted([event.data["id"], last.data["id"]])


def test_a_letter_that_the_broker_did_not_take_stays_one(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    _given_up(world, 1)
    with monkeypatch.context() as refusing:
        refusing.setattr(Publisher, "publish", lambda *_: [Failure("no leader", False)])
        with pytest.raises(Trouble, match="stays where it is: no leader"):
            list(dlq.redrive(world.settings, world.connection, dlq.ALL))

    assert len(list(dlq.letters(world.settings, world.connection))) == 1


def test_the_commands_list_show_and_redrive(
        world: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    [event] = _given_up(world, 1)
    for name, value in world.environment().items():
        monkeypatch.setenv(name, value)

    def said(*arguments: str) -> str:
        assert main(["dlq", *arguments]) == 0
        return capsys.readouterr().out

    assert json.loads(said("list"))["event-id"] == event.id
    shown = json.loads(said("show", event.id))
    assert json.loads(shown["body"])["id"] == event.id
    assert shown["headers"]["attempts"] == "2"
    with pytest.raises(SystemExit, match="no dead letter 'no-such-letter'"):
        said("redrive", "no-such-letter")
    with pytest.raises(SystemExit, match="2"):  # nothing is sent back by a word that was forgotten
        said("redrive")
    assert json.loads(said("redrive", "all"))["event-id"] == event.id
    assert said("list") == ""


def _given_up(world: World, number: int, key: str = "") -> list[Event]:
    """Returns events that are dead letters now, after short retries."""
    events = [world.place(key=key, customer="poison") for _ in range(number)]
    world.publish()
    with world.consuming(note("poison")):
        until(lambda: len(world.records(world.settings.dead_letter_topic)) == number)
    return events
