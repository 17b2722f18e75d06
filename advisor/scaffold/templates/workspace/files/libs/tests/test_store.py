"""What is done once stays once, and what is half done is not done."""

import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from pydantic import BaseModel

from reliability.store import KeyReused, Store
from reliability.work import Desk, Operation, Work

TABLES = "CREATE TABLE IF NOT EXISTS effects (name TEXT NOT NULL);"


class Ask(BaseModel):
    name: str


class Told(BaseModel):
    name: str


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = Store(str(tmp_path / "a.db"), TABLES)
    yield made
    made.close()


def effects(store: Store) -> list[str]:
    return [row[0] for row in store.read("SELECT name FROM effects")]


def note(work: Work, request: Ask) -> Told:
    work.execute("INSERT INTO effects VALUES (?)", request.name)
    return Told(name=request.name)


async def test_the_same_key_has_one_effect_and_one_reply(store: Store) -> None:
    desk, operation = Desk("here", store), Operation("note", Ask, note)
    first = await desk.perform(operation, Ask(name="a"), "k", "k")
    again = await desk.perform(operation, Ask(name="a"), "k", "k")

    assert (first.reply, first.is_repeat) == (again.reply, False)
    assert again.is_repeat
    assert effects(store) == ["a"]


def test_racing_repetitions_have_one_effect(tmp_path: Path) -> None:
    stores = [Store(str(tmp_path / "a.db"), TABLES) for _ in range(4)]

    def work(db: sqlite3.Connection) -> str:
        db.execute("INSERT INTO effects VALUES ('a')")
        return "done"

    with ThreadPoolExecutor(4) as pool:
        replies = list(pool.map(lambda number: stores[number % 4].once("op", "k", "f", work), range(40)))

    assert effects(stores[0]) == ["a"]
    assert sorted(one.is_repeat for one in replies) == [False] + 39 * [True]
    for store in stores:
        store.close()


async def test_the_same_key_for_something_else_is_refused(store: Store) -> None:
    desk, operation = Desk("here", store), Operation("note", Ask, note)
    await desk.perform(operation, Ask(name="a"), "k", "k")

    with pytest.raises(KeyReused):
        await desk.perform(operation, Ask(name="b"), "k", "k")


async def test_what_fails_half_way_leaves_nothing_behind_and_may_be_tried_again(store: Store) -> None:
    failures = [RuntimeError("half way")]

    def half(work: Work, request: Ask) -> Told:
        told = note(work, request)
        if failures:
            raise failures.pop()
        return told

    desk, operation = Desk("here", store), Operation("half", Ask, half)
    with pytest.raises(RuntimeError):
        await desk.perform(operation, Ask(name="a"), "k", "k")
    assert effects(store) == []
    await desk.perform(operation, Ask(name="a"), "k", "k")

    assert effects(store) == ["a"]


async def test_others_are_asked_before_anything_is_written_and_not_again_for_a_repetition(store: Store) -> None:
    asked: list[tuple[str, list[str]]] = []

    async def ask(request: Ask) -> str:
        asked.append((request.name, effects(store)))
        return "fine"

    def write(work: Work, request: Ask, answer: str) -> Told:
        work.execute("INSERT INTO effects VALUES (?)", answer)
        return Told(name=answer)

    desk, operation = Desk("here", store), Operation("write", Ask, write, ask)
    for _ in range(2):
        await desk.perform(operation, Ask(name="a"), "k", "k")

    assert asked == [("a", [])]
    assert effects(store) == ["fine"]
