"""Reads documents into architectures, with source positions and every problem found."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from advisor.formats.detection import DESIGN_DOCUMENTS, YAML_SUFFIXES, detect_format

if TYPE_CHECKING:
    from advisor.errors import Problem
    from advisor.extraction.documents import DocumentReading
    from advisor.model.architecture import Architecture
    from advisor.model.terms import Terms
    from advisor.text.source import Source

USUAL_FIRST_LINE = "version: 1\n"  # most architecture files start so; others are sniffed
SCHEMA_FILE = "architecture.schema.json"  # the schema that a first-line comment names for editors


def read_files(files: Sequence[str], terms: Terms) -> Architecture:
    """Returns the architecture that architecture files (`-` is standard input) and design documents describe.

    Raises InputError with every problem of every file. Syntax errors in diagrams and unread parts become warnings of
    the architecture: the rest of the document still counts.
    """
    return read_with_reading(files, terms)[0]


def read_with_reading(files: Sequence[str], terms: Terms) -> tuple[Architecture, DocumentReading | None]:
    """Returns the architecture, and the reading it comes from if any file is a design document."""
    from advisor.errors import InputError, Problem
    from advisor.notation.load import load_text

    problems, sources = [], []
    for number, path in enumerate(files):
        if path in files[:number]:
            problems.append(Problem("This file is named twice.", "Name it once.", file=path))
            continue
        try:
            sources.append(load_text(path))
        except InputError as error:
            problems.extend(error.problems)
    reading: DocumentReading | None = None
    if any(map(_is_document, sources)):
        architecture, reading = _read_documents(sources, terms)
        problems.extend(reading.problems)
    else:
        architecture, architecture_problems = _read_architectures(sources, terms, is_complete=not problems)
        problems.extend(architecture_problems)
    if problems or architecture is None:
        raise InputError(problems)
    return architecture, reading


def _is_document(source: Source) -> bool:
    """Returns whether a file is a design document, not an architecture file; standard input never is."""
    if source.name == "<stdin>" or (source.name.endswith(YAML_SUFFIXES) and _begins_like_architecture(source.text)):
        return False
    return detect_format(source.name, source.text) in DESIGN_DOCUMENTS


def _begins_like_architecture(text: str) -> bool:
    return text.startswith(USUAL_FIRST_LINE) or SCHEMA_FILE in text[:200].partition("\n")[0]


def _read_architectures(sources: Sequence[Source], terms: Terms, *,
                        is_complete: bool) -> tuple[Architecture | None, Sequence[Problem]]:
    from advisor.errors import InputError
    from advisor.extraction.architecture.read import read_architecture

    try:
        return read_architecture(sources, terms, is_complete=is_complete), ()
    except InputError as error:
        return None, error.problems


def _read_documents(sources: Sequence[Source], terms: Terms) -> tuple[Architecture | None, DocumentReading]:
    from advisor.extraction.documents import read_documents

    reading = read_documents(sources, terms)
    warnings = (*reading.architecture.warnings, *reading.syntax_errors, *reading.not_read)
    return reading.architecture._replace(warnings=warnings), reading
