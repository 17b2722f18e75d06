"""Text from a document or a pack made safe to show: it cannot move the cursor, hide itself or reverse its line."""

from __future__ import annotations

JOINERS = "\u200c\u200d"  # needed by scripts and emoji, harmless on their own
SPACES = "\t\n\r\u00a0"


def clean(text: str) -> str:
    """Returns one line of text in which control characters, escapes and direction marks are spelled out."""
    if text.isprintable():
        return text
    return "".join(map(_shown, text))


def _shown(character: str) -> str:
    if character.isprintable() or character in JOINERS:
        return character
    if character in SPACES:
        return " "
    code = ord(character)
    if code <= 0xFF:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"
