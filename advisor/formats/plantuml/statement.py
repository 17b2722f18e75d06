"""A statement of PlantUML, and the visible text of its labels: on one line, without markup."""

from __future__ import annotations

import re
from typing import NamedTuple

from advisor.formats.diagram_builder import MAX_LABEL_LENGTH, to_one_line

NO_ARROW = r"(?!\s*(?:[-.=~]+(?:\[[^\]\n]{0,80}\][-.=~]*)?>|<+[-.=~]))"
BREAK = re.compile(r"\\[nlrt]|<br\s?/?>|%newline\(\)", re.IGNORECASE)
TAG = re.compile(
    r"</?(?:b|i|u|s|w|size|color|back|font|plain|sub|sup|code|img|del|strike)(?:[:=\s][^<>\n]{0,200})?>"
    r"|<[&$:#][^<>\n]{1,100}>|\{(?:static|abstract)\}", re.IGNORECASE)
LINK = re.compile(r"\[\[([^\]\n]{0,500})\]\]")
STEREOTYPE = re.compile(r"<<\s*([^<>\n]{0,200}?)\s*>>")
MARKUP = re.compile(r"\*\*|\"\"|(?<![:/\w])//(?=\S)|(?<=[^\s:/])//(?!\S)|(?<!\w)__(?=\S)|(?<=\S)__(?!\w)")
HEADING = re.compile(r"^[=*#|]{1,6}\s")


class PlantUmlStatement(NamedTuple):
    text: str
    start: int
    end: int
    exact_end: int  # offsets up to here are in the first source line

    def source_offset(self, offset: int) -> int:
        """Returns the source offset of a text offset."""
        return self.start + offset if offset <= self.exact_end else self.end


def label_text(text: str) -> str:
    """Returns the visible text of a label."""
    text = text[:MAX_LABEL_LENGTH]
    if "\\" in text or "%" in text or "<" in text:
        text = BREAK.sub(" ", text)
    if "<" in text or "{" in text:
        text = TAG.sub("", STEREOTYPE.sub(r"\1", text))
    if "[[" in text:
        text = LINK.sub(_text_of_link, text)
    if "**" in text or "//" in text or '""' in text or "__" in text:
        text = MARKUP.sub("", text)
    if "&" in text:
        from html import unescape

        text = unescape(text)
    return HEADING.sub("", to_one_line(text))


def _text_of_link(link: re.Match[str]) -> str:
    """`[[https://x.org{tip} text]]` shows its text, or else its URL."""
    url, _, text = link[1].partition(" ")
    if "{" in url:
        url = url[: url.index("{")]
        text = link[1].rpartition("}")[2]
    return text.strip() or url
