"""Visible text of labels: on one line, without markup."""

from __future__ import annotations

import re

INLINE = r"b|i|u|s|em|strong|small|big|sub|sup|span|font|code|tt|kbd|ins|del|mark|a|img|tspan|text"
BREAKING = r"br|p|div|hr|wbr|center|pre|ul|ol|li|table|thead|tbody|tr|td|th|h[1-6]"
LINE_BREAK = re.compile(rf"\\n|</?(?:{BREAKING})(?:\s[^<>]*)?/?>", re.IGNORECASE)
TAG = re.compile(rf"</?(?:{INLINE})(?:\s[^<>]*)?/?>", re.IGNORECASE)
ICON = re.compile(r"\bfa[a-z]{0,2}:fa-[\w-]+")
ENTITY = re.compile(r"&?#(\w+);")
MARKDOWN = "*_`"
PROPERTY = re.compile(
    r"""(?<!\w)["']?([A-Za-z]\w*)["']?[^\S\n]*:\s*(?:"([^"]*)"|'([^'\n]*)'|([^\s,"'][^,\n]*))""")
PICTURES = ("fa", "mdi", "material")  # icon packs without products


def label_text(text: str, *, is_markdown: bool = False) -> str:
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


def unquote_label(text: str) -> str:
    """Returns the visible text of a label without its quotes."""
    text = text.strip()
    is_quoted = len(text) > 1 and text[0] == text[-1] == '"'
    inner = text[1:-1] if is_quoted else text
    is_markdown = is_quoted and len(inner) > 1 and inner[0] == inner[-1] == "`"
    return label_text(inner[1:-1] if is_markdown else inner, is_markdown=is_markdown)


def _html(entity: re.Match[str]) -> str:
    name = entity[1]
    return f"&#{name};" if name.isdecimal() else f"&{name};"


def icon_product(icon: str) -> str:
    """Returns the product of an icon such as `logos:apache-kafka`, or an empty string."""
    pack, _, name = icon.rpartition(":")
    return name if pack and not pack.startswith(PICTURES) else ""


def parse_properties(text: str) -> dict[str, str]:
    """Returns all properties with a scalar value."""
    properties = {}
    for name, double, single, bare in PROPERTY.findall(text):
        properties[name] = (double or single or bare).strip()
    return properties
