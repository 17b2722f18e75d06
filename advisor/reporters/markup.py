"""Markdown escaping."""

from __future__ import annotations

from collections.abc import Iterable

from advisor.text.sanitise import escape_controls

# The comment after `@` prevents user mentions.
ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "@": "@<!-- -->",
                         **{mark: f"\\{mark}" for mark in "\\`*_[]|~#!"}})


def escape_markdown(text: str) -> str:
    """Escapes Markdown and HTML in one line of text."""
    return escape_controls(text).translate(ESCAPES)


def fenced_block(lines: Iterable[str]) -> str:
    """Returns lines as a fenced code block; the fence is longer than any in the lines."""
    text = "\n".join(lines)
    fence = "```"
    while fence in text:
        fence += "`"
    return f"{fence}text\n{text}\n{fence}\n"
