"""The architecture file of an interview: read before the first question, written after the last."""

from __future__ import annotations

import os
from pathlib import Path

from advisor.errors import InputError, Problem
from advisor.extraction.architecture.read import read_architecture
from advisor.formats.detection import DATA_SUFFIXES
from advisor.interview.append_interaction import NewInteraction, append_interaction, format_new_file
from advisor.model.architecture import Architecture, Service
from advisor.model.terms import Terms
from advisor.notation.atomic_write import write_file
from advisor.notation.load import load_text
from advisor.text.source import BYTE_ORDER_MARK, Source


class TargetFile:
    """A target file, read again each time because it may be edited during the interview."""

    def __init__(self, path: str, terms: Terms) -> None:
        self.path = path
        self._terms = terms
        self.check()

    def check(self) -> None:
        """Raises InputError if no interaction can be added to the file."""
        path = Path(self.path)
        if not self.path.endswith(DATA_SUFFIXES):
            raise InputError(self._problem("An architecture file is YAML or JSON.", "Name one that ends in .yaml."))
        if not self.exists():
            if path.is_symlink() or not path.parent.is_dir():
                raise InputError(self._problem("The directory of this file is not there.", "Make it first."))
            if not os.access(path.parent, os.W_OK):
                raise InputError(self._problem("This directory may not be written to.", "Name another file."))
        elif path.is_file() and not _is_writable(path):
            raise InputError(self._problem("This file may not be written.", "Change its permissions, or name another."))
        self.services()

    def exists(self) -> bool:
        """Returns whether the path exists."""
        return Path(self.path).exists()

    def services(self) -> dict[str, Service]:
        """Returns the services in the file, by name."""
        return self.architecture().services if self.exists() else {}

    def ids(self) -> frozenset[str]:
        """Returns the interaction ids in the file."""
        return (frozenset(interaction.id for interaction in self.architecture().interactions) if self.exists()
                else frozenset())

    def architecture(self) -> Architecture:
        """Returns the parsed file. Raises InputError with every problem in it."""
        return read_architecture([load_text(self.path)], self._terms)

    def add(self, addition: NewInteraction) -> None:
        """Adds an interaction; the file is written atomically."""
        self.check()
        if not self.exists():
            text = (format_new_file(self.path, addition, self._terms)
                    if not self.path.endswith(".json")
                    else append_interaction(Source(self.path, '{"version": 1}\n'), addition, self._terms))
            write_file([text], self.path)
            return
        mark = BYTE_ORDER_MARK if Path(self.path).read_bytes().startswith(BYTE_ORDER_MARK.encode()) else ""
        write_file([mark, append_interaction(load_text(self.path), addition, self._terms)], self.path)

    def _problem(self, message: str, remedy: str) -> Problem:
        return Problem(message, remedy, file=self.path)


def _is_writable(path: Path) -> bool:
    """Returns whether a file may be replaced; a read-only one may not, even if the user has the right to."""
    is_writable = bool(path.stat().st_mode & 0o222)
    return is_writable and os.access(path, os.W_OK) and os.access(path.resolve().parent, os.W_OK)
