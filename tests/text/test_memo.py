"""What is worked out of texts is worked out once, as long as that takes little memory."""

from __future__ import annotations

from advisor.text import memo as module
from advisor.text.memo import MAX_LENGTH, memoised


def test_a_text_is_worked_out_once() -> None:
    asked: list[str] = []
    shout = memoised(lambda text: asked.append(text) or text.upper())
    assert [shout("a"), shout("b"), shout("a")] == ["A", "B", "A"]
    assert asked == ["a", "b"]


def test_a_long_text_is_not_kept() -> None:
    asked: list[int] = []
    length = memoised(lambda text: asked.append(len(text)) or len(text))
    long = "x" * (MAX_LENGTH + 1)
    assert (length(long), length(long)) == (MAX_LENGTH + 1, MAX_LENGTH + 1)
    assert len(asked) == 2


def test_what_is_kept_does_not_grow_without_end() -> None:
    kept = module._Memo(str.upper)
    for number in range(module.MAX_ENTRIES + 10):
        assert kept[f"n{number}"] == f"N{number}"
        assert len(kept) <= module.MAX_ENTRIES
