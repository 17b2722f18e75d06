"""A run over files: each is read, looked up among what is known, or judged; one that fails leaves the others alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from advisor.fileset.discovery import Found
from advisor.fileset.plain import Plain, from_plain
from advisor.fileset.texts import Text, read_text
from advisor.fileset.workers import MakeJudge, Workers
from advisor.model.checked import Checked
from advisor.source import Source
from advisor.source.frozen import NamedTuple

if TYPE_CHECKING:
    from advisor.fileset.cache import Cache

WINDOW = 8 * 1024 * 1024  # characters that are held at a time


class Outcome(NamedTuple):
    """What became of one file: checked, or not because the program failed."""

    name: str
    checked: Checked | None
    source: Source  # under the name that is shown
    cause: str = ""


class _Waiting(NamedTuple):
    """A document that is not known yet, and where its result belongs."""

    place: int
    text: Text
    key: str


def check(files: Sequence[Found], make_judge: MakeJudge, cache: Cache | None, jobs: int) -> Iterator[Outcome]:
    """Yields what became of each file that is a document, in their order."""
    outcomes: list[Outcome | None] = []
    waiting: list[_Waiting] = []
    size = 0
    with Workers(make_judge, jobs) as workers:
        for found in files:
            text = read_text(found)
            if text is None:
                continue
            key = _key(found, text) if cache is not None and not text.problems else ""
            known = _known(cache, key, text) if cache is not None and key else None
            outcomes.append(known)
            if known is None:
                waiting.append(_Waiting(len(outcomes) - 1, text, key))
                size += len(text.content)
            if size > WINDOW or (not waiting and len(outcomes) > 500):
                yield from _completed(outcomes, waiting, workers, cache)
                outcomes, waiting, size = [], [], 0
        yield from _completed(outcomes, waiting, workers, cache)
    if cache is not None:
        cache.save()


def _key(found: Found, text: Text) -> str:
    from advisor.fileset.cache import key_of

    return key_of(found.identity, text.everything)


def _known(cache: Cache, key: str, text: Text) -> Outcome | None:
    data = cache.get(key)
    if data is None:
        return None
    try:
        return _outcome(data, text)
    except ValueError:
        return None


def _completed(outcomes: list[Outcome | None], waiting: Sequence[_Waiting], workers: Workers,
               cache: Cache | None) -> Iterator[Outcome]:
    results = workers.judge([waits.text for waits in waiting])
    for waits, (data, cause) in zip(waiting, results, strict=True):
        if data is None:
            outcomes[waits.place] = Outcome(waits.text.name, None, _shown(waits.text), cause)
            continue
        outcomes[waits.place] = _outcome(data, waits.text)
        if cache is not None and waits.key:
            cache.put(waits.key, data)
    for outcome in outcomes:
        assert outcome is not None
        yield outcome


def _outcome(data: Plain, text: Text) -> Outcome:
    """Gives a result the name of its file as it is shown; it was worked out under the one that is always the same."""
    source = _shown(text)
    checked = from_plain(data, source)
    if checked.not_read and text.name != text.source.name:
        not_read = (text.name + said.removeprefix(text.source.name) for said in checked.not_read)
        checked = checked._replace(not_read=tuple(not_read))
    return Outcome(text.name, checked, source)


def _shown(text: Text) -> Source:
    return Source(text.name, text.source.text)
