"""Words of a line that bash completes: bash splits them at `=`, and takes back only what follows it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, MutableMapping
from shlex import join, split

WORDS, POSITION = "COMP_WORDS", "COMP_CWORD"


def join_words(environment: MutableMapping[str, str]) -> str:
    """Joins words that were split at `=`, and returns the part of the last one that bash keeps."""
    count = int(environment[POSITION])
    given = split(environment[WORDS])[: count + 1]
    given += [""] * (count + 1 - len(given))
    words: list[str] = []
    for word in given:
        if words and (word == "=" or (words[-1].endswith("=") and not word.startswith("--"))):
            words[-1] += word
        else:
            words.append(word)
    environment[WORDS], environment[POSITION] = join(words), str(len(words) - 1)
    return words[-1][: len(words[-1]) - len(given[-1].removeprefix("="))] if len(words) < len(given) else ""


def without_kept(lines: Iterable[str], kept: str) -> Iterator[str]:
    """Yields completions without the part that bash keeps; those of an option's value may lack its name."""
    for line in lines:
        yield line.removeprefix(kept).removeprefix(kept.partition("=")[2])
