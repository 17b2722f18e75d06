"""Problems of an invalid baseline file, with their spans."""

from __future__ import annotations

import re
from collections.abc import Sequence

from advisor.errors import InputError, Problem
from advisor.notation.versioned_file import FileContent, FileKind, read_versioned
from advisor.text.source import Source, Span

CONFLICT = re.compile(r"^(?:<{7}|={7}|>{7})(?: .*)?$", re.MULTILINE)
REMEDY = "Write it again with `--write-baseline`."


def baseline_problems(source: Source, schema: int) -> Sequence[Problem]:
    """Returns at least one problem."""
    if conflict := CONFLICT.search(source.text):
        return [Problem("Two versions of this baseline are not merged yet.",
                        "Keep the entries of both, take the marks out, and prune what is stale.",
                        Span(source, *conflict.span()))]
    try:
        read_versioned(source, FileKind("a baseline", "schema", schema, REMEDY), _BaselineContent)
    except InputError as error:
        return error.problems
    return [Problem("This is not JSON.", REMEDY, file=source.name)]  # but YAML


class _Entry(FileContent):
    path: str
    rule: str
    fingerprint: str
    message: str


class _BaselineContent(FileContent):
    findings: list[_Entry]
