"""Baseline files: JSON with one finding a line, in an order that makes merges easy, and without numbers of lines."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from advisor.errors import InputError, Problem
from advisor.source import Source, Span
from advisor.source.regex import regex

SCHEMA = 1
CONFLICT = regex(r"^(?:<{7}|={7}|>{7})(?: .*)?$", re.MULTILINE)
AGAIN = "Write it again with `--write-baseline`."
EXAMPLE = '`{"path": "docs/orders.md", "rule": "missing-timeout", "fingerprint": "...", "message": "..."}`'


class Entry(NamedTuple):
    """One finding; path, rule and fingerprint are its key, and the message is for whoever reads the file."""

    path: str  # from the directory of the baseline file, with `/`
    rule: str
    fingerprint: str
    message: str


class Baseline(NamedTuple):
    source: Source  # under the path of the file
    entries: Mapping[tuple[str, str, str], Entry]  # by key


def new_baseline(name: str) -> Baseline:
    """Returns a baseline without entries, for a file that is still to be written."""
    return Baseline(Source(name, ""), {})


def read_baseline(source: Source) -> Baseline:
    """Returns what a baseline file holds. Raises InputError with every problem of the file."""
    try:
        entries = _entries(json.loads(source.text))
    except (ValueError, RecursionError):
        entries = None
    if entries is None:
        raise InputError(_problems(source))
    return Baseline(source, {entry[:3]: entry for entry in entries})


def text_of(entries: Iterable[Entry]) -> str:
    """Returns the text of a baseline file."""
    lines = [_line(entry) for entry in sorted(set(entries))]
    listed = "\n" + ",\n".join(lines) + "\n" if lines else ""
    return f'{{"schema": {SCHEMA}, "findings": [{listed}]}}\n'


def spans_of(baseline: Baseline) -> dict[tuple[str, str, str], Span]:
    """Returns where each entry stands."""
    from advisor.notation.json import read_json
    from advisor.notation.tree import Mapping as MappingNode
    from advisor.notation.tree import Sequence, plain

    source = baseline.source
    tree = read_json(source, [], {})
    listed = tree.entries.get("findings") if isinstance(tree, MappingNode) else None
    found = {}
    for node in listed.items if isinstance(listed, Sequence) else ():
        entry = _entry(plain(node))
        if entry is not None:
            found[entry[:3]] = Span(source, node.start, node.end)
    return found


def _line(entry: Entry) -> str:
    values = entry._asdict()
    try:
        text = json.dumps(values, ensure_ascii=False)
        text.encode()
    except UnicodeEncodeError:  # a file whose name is no text
        text = json.dumps(values)
    return text


def _entries(data: Any) -> list[Entry] | None:
    """Returns the entries of what a file holds, or None where something is wrong with it."""
    if not isinstance(data, dict) or data.get("schema") != SCHEMA or data["schema"] is True:
        return None
    listed = data.get("findings")
    entries = [_entry(item) for item in listed] if isinstance(listed, list) else [None]
    found = [entry for entry in entries if entry is not None]
    return found if len(found) == len(entries) else None


def _entry(item: Any) -> Entry | None:
    if not isinstance(item, dict):
        return None
    values = [item.get(field) for field in Entry._fields]
    texts = [value for value in values if isinstance(value, str)]
    return Entry(*texts) if len(texts) == len(values) else None


def _problems(source: Source) -> list[Problem]:
    """Returns what is wrong with a file, each with its place."""
    from advisor.notation.json import read_json
    from advisor.notation.quote import quoted
    from advisor.notation.tree import Mapping as MappingNode
    from advisor.notation.tree import Node, Scalar, Sequence, plain

    def at(node: Node, message: str, remedy: str) -> Problem:
        return Problem(message, remedy, Span(source, node.start, min(node.end, node.start + 1)))

    if conflict := CONFLICT.search(source.text):
        return [Problem("Two versions of this baseline are not merged yet.",
                        "Keep the entries of both, take the marks out, and prune what is stale.",
                        Span(source, *conflict.span()))]
    problems: list[Problem] = []
    tree = read_json(source, problems, {})
    if problems or tree is None:
        return [problem._replace(remedy=problem.remedy or AGAIN) for problem in problems] or [
            Problem("This is no baseline.", AGAIN, file=source.name)]
    if not isinstance(tree, MappingNode):
        return [at(tree, "A baseline is a JSON object.", AGAIN)]
    schema, listed = tree.entries.get("schema"), tree.entries.get("findings")
    if not isinstance(schema, Scalar) or schema.value is True or schema.value != SCHEMA:
        place = schema if schema is not None else tree
        value = quoted(schema.value) if isinstance(schema, Scalar) else "missing"
        return [at(place, f"The `schema` of a baseline is {SCHEMA}; here it is {value}.",
                   f"Another version of this program wrote it, or none: {AGAIN[0].lower()}{AGAIN[1:]}")]
    if not isinstance(listed, Sequence):
        return [at(listed if listed is not None else tree, "`findings` of a baseline is a list.", AGAIN)]
    return [at(node, "This entry is none of a baseline.", f"Write such as {EXAMPLE}, or take it out.")
            for node in listed.items if _entry(plain(node)) is None]
