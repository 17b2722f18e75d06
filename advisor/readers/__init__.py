"""Documents into architectures: what they say, where, and all that is wrong with them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from advisor.model.architecture import Architecture
    from advisor.model.terms import Terms


def read_files(files: Sequence[str], terms: Terms) -> Architecture:
    """Returns what architecture files (`-` is standard input) say together.

    Raises InputError with every problem of every file.
    """
    from advisor.errors import InputError, Problem
    from advisor.notation.load import load_text
    from advisor.readers.architecture import read_architecture

    problems, sources = [], []
    for number, path in enumerate(files):
        if path in files[:number]:
            problems.append(Problem("This file is named twice.", "Name it once.", file=path))
            continue
        try:
            sources.append(load_text(path))
        except InputError as error:
            problems.extend(error.problems)
    if not problems:
        return read_architecture(sources, terms)
    try:
        read_architecture(sources, terms, is_complete=False)
    except InputError as error:
        problems.extend(error.problems)
    raise InputError(problems)
