"""Messages for errors of the YAML parser."""

from __future__ import annotations

import re
from typing import Any

from advisor.notation.limits import MAX_DEPTH, ProblemLog
from advisor.text.quoting import quote_value

NOT_YAML = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
QUOTE = "Put the value in quotes."
SPACES = "Indent with spaces."

# Parser error -> message and remedy.
MESSAGES = {
    "mapping values are not allowed in this context": (
        "A `:` cannot stand here.", "Check the indentation, and put a value that contains `: ` in quotes."),
    "mapping values are not allowed here": (
        "A `:` cannot stand here.", "Check the indentation, and put a value that contains `: ` in quotes."),
    "could not find expected ':'": ("A line has no `:` after its key.", "Write `key: value`."),
    "found unexpected end of stream": ("A quote is opened and never closed.", "Close it."),
    "found unexpected document indicator": ("A quote is opened and never closed.", "Close it."),
    "did not find expected ',' or ']'": ("A `,` or `]` is missing.", "Close the list with `]`."),
    "did not find expected ',' or '}'": ("A `,` or `}` is missing.", "Close the mapping with `}`."),
    "did not find expected key": (
        "This is not where a key can begin.", "Let all keys of a mapping begin in the same column."),
    "did not find expected '-' indicator": (
        "This does not belong to the list above.", "Begin each item with `- `, all in the same column."),
    "did not find expected node content": ("A value is missing here.", "Write one, or put brackets in quotes."),
    "block sequence entries are not allowed in this context": (
        "A `- ` cannot stand here.", "Begin a list on its own line, or write `[a, b]`."),
    "found unknown escape character": (
        "This escape is not known.", "Write `\\\\` for a backslash, or use single quotes."),
    "found invalid Unicode character escape code": ("This escape is no character.", "Write the character itself."),
    "found a tab character that violates indentation": ("A tab cannot indent.", SPACES),
    "found a tab character where an indentation space is expected": ("A tab cannot indent.", SPACES),
    "found incompatible YAML document": ("This is another version of YAML.", "Remove the line; YAML 1.2 is read."),
    "found undefined tag handle": ("Tags are not read.", "Write the value without a tag."),
    "did not find expected <document start>": (
        "The text goes on after its end.", "Let all keys begin in the same column."),
}
TOO_DEEP = "exceeded maximum nesting depth"
UNCLOSED = ("found unexpected end of stream", "did not find expected ',' or")  # reported where it was opened


def record_parser_error(notes: ProblemLog, error: Exception) -> None:
    """Records the error that ended parsing."""
    problem = getattr(error, "problem", None)
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    if problem is None or mark is None:
        _record_bad_character(notes, error)
        return
    text = notes.source.text
    start = mark.index
    if problem.startswith(UNCLOSED) and start >= len(text.rstrip()) and error.context_mark:  # type: ignore[attr-defined]
        start = error.context_mark.index  # type: ignore[attr-defined]
    message, remedy = _message(problem, error, text[start : start + 1])
    notes.record(min(start, len(text)), min(start + 1, len(text)), message, remedy)


def _message(problem: str, error: Any, character: str) -> tuple[str, str]:
    if problem.startswith(TOO_DEEP):
        return f"This is nested more than {MAX_DEPTH} levels deep.", "Make it flatter."
    if "cannot start any token" in problem:
        if character == "\t":
            return "A tab cannot indent.", SPACES
        return f"A value cannot begin with {quote_value(character)}.", QUOTE
    context = f" ({error.context})" if error.context else ""
    return MESSAGES.get(problem, (f"This is not YAML: {problem}{context}.", QUOTE))


def _record_bad_character(notes: ProblemLog, error: Exception) -> None:
    match = NOT_YAML.search(notes.source.text)
    if match is None:
        notes.record(0, 0, f"This is not YAML: {error}.".replace("\n", " "), QUOTE)
        return
    code = f"U+{ord(match.group()):04X}"
    notes.record(match.start(), match.end(), f"The character {code} cannot stand in YAML.",
                 "Remove it, or write it as an escape in double quotes.")
