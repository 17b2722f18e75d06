"""Visible text of labels: on one line, without markup."""

from __future__ import annotations

import re

from advisor.source.regex import regex

INLINE = r"b|i|u|s|em|strong|small|big|sub|sup|span|font|code|tt|kbd|ins|del|mark|a|img|tspan|text"
BREAKING = r"br|p|div|hr|wbr|center|pre|ul|ol|li|table|thead|tbody|tr|td|th|h[1-6]"
LINE_BREAK = regex(rf"\\n|</?(?:{BREAKING})(?:\s[^<>]*)?/?>", re.IGNORECASE)
TAG = regex(rf"</?(?:{INLINE})(?:\s[^<>]*)?/?>", re.IGNORECASE)
ICON = regex(r"\bfa[a-z]{0,2}:fa-[\w-]+")
ENTITY = regex(r"&?#(\w+);")
MARKDOWN = "*_`"


def shown(text: str, *, is_markdown: bool = False) -> str:
    """Returns the visible text of a label."""
    if "<" in text or "\\" in text:
        text = TAG.sub("", LINE_BREAK.sub(" ", text))
    if "fa" in text:
        text = ICON.sub("", text)
    if "#" in text:
        text = ENTITY.sub(_html, text)
    if "&" in text:
        from html import unescape

        text = unescape(text)
    if not text.isprintable():
        text = "".join(char if char.isprintable() else " " for char in text)
    if not is_markdown and "  " not in text:  # printable text has no other white space
        return text.strip()
    words = [word.strip(MARKDOWN) for word in text.split()] if is_markdown else text.split()
    return " ".join(word for word in words if word)


def without_quotes(text: str) -> str:
    """Returns the visible text of a label without its quotes."""
    text = text.strip()
    is_quoted = len(text) > 1 and text[0] == text[-1] == '"'
    inner = text[1:-1] if is_quoted else text
    is_markdown = is_quoted and len(inner) > 1 and inner[0] == inner[-1] == "`"
    return shown(inner[1:-1] if is_markdown else inner, is_markdown=is_markdown)


def _html(entity: re.Match[str]) -> str:
    name = entity[1]
    return f"&#{name};" if name.isdecimal() else f"&{name};"
