"""Markdown escaping."""

from __future__ import annotations

from collections.abc import Iterable

from advisor.reporters.clean import clean

# The comment after `@` prevents user mentions.
ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "@": "@<!-- -->",
                         **{mark: f"\\{mark}" for mark in "\\`*_[]|~#!"}})


def escape(text: str) -> str:
    """Escapes Markdown and HTML in one line of text."""
    return clean(text).translate(ESCAPES)


def fenced(lines: Iterable[str]) -> str:
    """Returns lines as a fenced code block; the fence is longer than any in the lines."""
    text = "\n".join(lines)
    fence = "```"
    while fence in text:
        fence += "`"
    return f"{fence}text\n{text}\n{fence}\n"
