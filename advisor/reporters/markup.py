"""Text made safe for Markdown."""

from __future__ import annotations

from collections.abc import Iterable

from advisor.reporters.clean import clean

# A comment within a name keeps a document from mentioning people.
ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "@": "@<!-- -->",
                         **{mark: f"\\{mark}" for mark in "\\`*_[]|~#!"}})


def escape(text: str) -> str:
    """Returns one line of text that Markdown and HTML leave as it is."""
    return clean(text).translate(ESCAPES)


def fenced(lines: Iterable[str]) -> str:
    """Returns lines as a block of code that nothing in them can end."""
    text = "\n".join(lines)
    fence = "```"
    while fence in text:
        fence += "`"
    return f"{fence}text\n{text}\n{fence}\n"
