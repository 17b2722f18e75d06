"""Output sanitising: escapes terminal control characters, bidirectional overrides and CI workflow commands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

JOINERS = "\u200c\u200d"  # needed by scripts and emoji, harmless on their own
SPACES = "\t\n\r\u00a0"
# CI systems run `##vso[...]` and `##[...]` anywhere in a line, `::...` only at its start.
ESCAPED_COMMANDS = (("##vso[", "# #vso["), ("##[", "# #["))


def escape_controls(text: str) -> str:
    """Escapes control characters and bidirectional marks; returns one line."""
    if text.isprintable():
        return text
    return "".join(map(_escaped_character, text))


def escape_ci_commands(line: str) -> str:
    """Escapes CI workflow commands (`::`, `##[`) in a line."""
    line = escape_hash_commands(line)
    stripped = line.lstrip()
    return f"{line[:len(line) - len(stripped)]}\\{stripped}" if stripped.startswith("::") else line


def escape_hash_commands(text: str) -> str:
    """Escapes workflow commands that begin with `##`, but not those that begin with `::`."""
    if "##" in text:
        for command, escaped in ESCAPED_COMMANDS:
            text = text.replace(command, escaped)
    return text


def wrap_stop_commands(text: str) -> str:
    """Wraps lines in `::stop-commands::`, so that GitHub runs no command in them."""
    from hashlib import sha256

    if not text:
        return ""
    token = sha256(text.encode(errors="surrogatepass")).hexdigest()  # a text cannot contain its own hash
    return f"::stop-commands::{token}\n{text}::{token}::\n"


@lru_cache(64)
def escape_path(file: str) -> str:
    """Returns an escaped file name that is no workflow command and that editors still open."""
    shown = escape_controls(file)
    return f"./{shown}" if shown.lstrip().startswith("::") else shown


def escape_ci_stream(chunks: Iterable[str]) -> Iterator[str]:
    """Escapes CI workflow commands in a stream of text; yields whole lines."""
    rest = ""
    for chunk in chunks:
        *lines, rest = (rest + chunk).split("\n")
        if lines:
            yield "".join(f"{escape_ci_commands(line)}\n" for line in lines)
    if rest:
        yield escape_ci_commands(rest)


def escape_json(text: str) -> str:
    """Escapes `##` in JSON, so that no line is a workflow command; the data is unchanged."""
    # `##` occurs only within JSON strings, where `#` may be written as an escape.
    return text.replace("##", "#\\u0023")


def _escaped_character(character: str) -> str:
    if character.isprintable() or character in JOINERS:
        return character
    if character in SPACES:
        return " "
    code = ord(character)
    if code <= 0xFF:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"
