"""Reads named files together as one architecture."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from advisor.errors import InputError, Problem
from advisor.extraction.documents import DocumentReading, read_documents
from advisor.formats.detection import detect_format
from advisor.notation.load import load_text

if TYPE_CHECKING:
    from advisor.model.terms import Terms
    from advisor.text.source import Source


def read_files(files: Sequence[str], terms: Terms) -> DocumentReading:
    """Returns the reading of architecture files and design documents (`-` is standard input) together.

    Raises InputError with every problem of every file, a file of another tool among them. Syntax errors in diagrams and
    parts that are not read are in the reading: the rest of the document still counts.
    """
    problems: list[Problem] = []
    sources: list[Source] = []
    for number, path in enumerate(files):
        if path in files[:number]:
            problems.append(Problem("This file is named twice.", "Name it once.", file=path))
            continue
        try:
            sources.append(_load(path))
        except InputError as error:
            problems.extend(error.problems)
    reading = read_documents(sources, terms, is_complete=not problems)
    problems.extend(reading.problems)
    if problems:
        raise InputError(problems)
    return reading


def _load(path: str) -> Source:
    source = load_text(path)
    if detect_format(source.name, source.text) is None:
        from advisor.formats.foreign_formats import foreign_title

        raise InputError(Problem(f"This is {foreign_title(source.name, source.text)}, which is not read.",
                                 "Name an architecture file or a design document.", file=source.name))
    return source
