"""Text from a document or a pack made safe to show: it cannot move the cursor, hide itself or reverse its line, and no
CI system takes a line of it for a command."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

JOINERS = "\u200c\u200d"  # needed by scripts and emoji, harmless on their own
SPACES = "\t\n\r\u00a0"
# `##vso[...]` and `##[...]` are commands wherever they stand on a line, `::...` where one begins.
SPOILT = (("##vso[", "# #vso["), ("##[", "# #["))


def clean(text: str) -> str:
    """Returns one line of text in which control characters, escapes and direction marks are spelled out."""
    if text.isprintable():
        return text
    return "".join(map(_shown, text))


def guarded(line: str) -> str:
    """Returns a line that no CI system takes for a command."""
    line = without_hash_commands(line)
    bare = line.lstrip()
    return f"{line[:len(line) - len(bare)]}\\{bare}" if bare.startswith("::") else line


def without_hash_commands(text: str) -> str:
    """Returns text without the commands that begin with `##`; those that begin with `::` are left."""
    if "##" in text:
        for command, spoilt in SPOILT:
            text = text.replace(command, spoilt)
    return text


def stopped(text: str) -> str:
    """Returns lines between two others that keep GitHub from taking any of them for a command."""
    from advisor.source.digest import sha256

    if not text:
        return ""
    token = sha256(text.encode(errors="surrogatepass")).hexdigest()  # which no text can hold and be the same
    return f"::stop-commands::{token}\n{text}::{token}::\n"


@lru_cache(64)
def guarded_path(file: str) -> str:
    """Returns the name of a file as a terminal shows and an editor opens it; none of them is a command."""
    shown = clean(file)
    return f"./{shown}" if shown.lstrip().startswith("::") else shown


def guarded_text(chunks: Iterable[str]) -> Iterator[str]:
    """Yields text of which no CI system takes a line for a command, in pieces of whole lines."""
    rest = ""
    for chunk in chunks:
        *lines, rest = (rest + chunk).split("\n")
        if lines:
            yield "".join(f"{guarded(line)}\n" for line in lines)
    if rest:
        yield guarded(rest)


def guarded_json(text: str) -> str:
    """Returns JSON in which no line can be taken for a command; what it says is the same."""
    # Two of these signs begin a command. They stand in strings alone, where one may be written as an escape.
    return text.replace("##", "#\\u0023")


def _shown(character: str) -> str:
    if character.isprintable() or character in JOINERS:
        return character
    if character in SPACES:
        return " "
    code = ord(character)
    if code <= 0xFF:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"
