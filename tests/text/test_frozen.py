"""The light `NamedTuple`, patterns that wait, and hashes without OpenSSL behave as what they stand for."""

from __future__ import annotations

import hashlib
import pickle
import re
import typing
from typing import Any

import pytest

from advisor.text import digest
from advisor.text.frozen import NamedTuple
from advisor.text.regex import regex


class Light(NamedTuple):
    """A point."""

    x: int
    y: int = 2
    label: str = ""

    @property
    def sum(self) -> int:
        return self.x + self.y

    @classmethod
    def of(cls, x: int) -> Light:
        return cls(x)


class Full(typing.NamedTuple):
    """A point."""

    x: int
    y: int = 2
    label: str = ""


SAME: dict[str, Any] = {
    "positions": lambda kind: tuple(kind(1, 3, "a")),
    "names": lambda kind: tuple(kind(label="a", x=1)),
    "defaults": lambda kind: tuple(kind(1)),
    "unpacking": lambda kind: [*kind(1)],
    "replacing": lambda kind: tuple(kind(1)._replace(y=5)),
    "making": lambda kind: tuple(kind._make([1, 2, "b"])),
    "as a dict": lambda kind: kind(1)._asdict(),
    "fields": lambda kind: (kind._fields, kind._field_defaults, kind.__match_args__),
    "equality": lambda kind: (kind(1) == kind(1), kind(1) == (1, 2, ""), kind(1) == kind(2), hash(kind(1))),
    "order": lambda kind: sorted([kind(2), kind(1)]) == [kind(1), kind(2)],
    "text": lambda kind: repr(kind(1)).partition("(")[2],
    "documentation": lambda kind: (kind.__doc__, kind.x.__doc__),
    "annotations": lambda kind: set(kind.__annotations__),
    "slots": lambda kind: hasattr(kind(1), "__dict__"),
}
REFUSED: dict[str, Any] = {
    "too few": lambda kind: kind(),
    "too many": lambda kind: kind(1, 2, "", 4),
    "unknown": lambda kind: kind(1, z=2),
    "unknown to replace": lambda kind: kind(1)._replace(z=2),
    "too few to make": lambda kind: kind._make([1]),
    "assignment": lambda kind: setattr(kind(1), "x", 2),
    "a new attribute": lambda kind: setattr(kind(1), "z", 2),
}


@pytest.mark.parametrize("what", SAME)
def test_it_does_what_the_one_of_typing_does(what: str) -> None:
    assert SAME[what](Light) == SAME[what](Full)


@pytest.mark.parametrize("what", REFUSED)
def test_it_refuses_what_the_one_of_typing_refuses(what: str) -> None:
    with pytest.raises((TypeError, ValueError, AttributeError)) as expected:
        REFUSED[what](Full)
    with pytest.raises(type(expected.value)):
        REFUSED[what](Light)


def test_methods_stay_and_classes_match() -> None:
    match Light.of(4):
        case Light(x, y, label=""):
            assert (x, y) == (4, 2)
    assert Light(4).sum == 6
    assert issubclass(Light, tuple)
    assert not isinstance(Light(1), Full)


def test_it_can_be_sent() -> None:
    assert pickle.loads(pickle.dumps(Light(1, 2, "a"))) == Light(1, 2, "a")
    assert type(pickle.loads(pickle.dumps(Light(1)))) is Light


def test_what_is_missing_is_named_in_the_words_of_the_class() -> None:
    with pytest.raises(TypeError, match=r"Light\.__new__\(\) missing 1 required positional argument: 'x'"):
        Light()  # type: ignore[call-arg]


def test_a_field_without_a_default_may_not_follow_one_with_a_default() -> None:
    body = {"__annotations__": {"a": int, "b": int}, "__module__": __name__, "__qualname__": "Wrong", "a": 1}
    with pytest.raises(TypeError, match="without a default"):
        type(NamedTuple)("Wrong", (NamedTuple,), body)


def test_a_pattern_is_compiled_when_it_is_used() -> None:
    waiting = regex("(")  # no regular expression
    with pytest.raises(re.error):
        waiting.match("(")


def test_a_pattern_does_what_the_compiled_one_does() -> None:
    waiting, compiled = regex(r"(\w)(\d?)", re.ASCII), re.compile(r"(\w)(\d?)", re.ASCII)
    text = "a1 b é"
    assert [found.span() for found in waiting.finditer(text)] == [found.span() for found in compiled.finditer(text)]
    assert waiting.sub("-", text) == compiled.sub("-", text)
    assert waiting.split(text) == compiled.split(text)
    assert waiting.findall(text) == compiled.findall(text)
    assert (waiting.pattern, waiting.flags) == (compiled.pattern, compiled.flags)
    for name in ("match", "search", "fullmatch"):
        assert str(getattr(waiting, name)("a1")) == str(getattr(compiled, name)("a1"))
    with pytest.raises(AttributeError):
        waiting.nothing  # type: ignore[attr-defined]  # noqa: B018


@pytest.mark.parametrize("content", [b"", b"advisor", bytes(range(256)) * 99])
def test_hashes_are_those_of_hashlib(content: bytes) -> None:
    assert digest.sha256(content).hexdigest() == hashlib.sha256(content).hexdigest()
    assert digest.blake2b(content, digest_size=16).digest() == hashlib.blake2b(content, digest_size=16).digest()
