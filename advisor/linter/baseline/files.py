"""Baseline files: JSON with one finding per line, sorted to ease merges, without line numbers."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from advisor.errors import InputError
from advisor.text.source import Source, Span

SCHEMA = 1


BaselineKey = tuple[str, str]  # path and fingerprint; the rule may have been renamed since


class BaselineEntry(NamedTuple):
    """One accepted finding; path and fingerprint are its key, rule and message are for readers of the file."""

    path: str  # relative to the directory of the baseline file, with `/`
    rule: str
    fingerprint: str
    message: str

    @property
    def key(self) -> BaselineKey:
        return self.path, self.fingerprint


class Baseline(NamedTuple):
    source: Source  # named by its path
    entries: Mapping[BaselineKey, BaselineEntry]


def new_baseline(name: str) -> Baseline:
    """Returns an empty baseline for a file to write."""
    return Baseline(Source(name, ""), {})


def read_baseline(source: Source) -> Baseline:
    """Parses a baseline file. Raises InputError with every problem of the file."""
    try:
        entries = _parse_entries(json.loads(source.text))
    except (ValueError, RecursionError):
        entries = None
    if entries is None:
        from advisor.linter.baseline.problems import baseline_problems  # imports pydantic

        raise InputError(baseline_problems(source, SCHEMA))
    return Baseline(source, {entry.key: entry for entry in entries})


def format_baseline(entries: Iterable[BaselineEntry]) -> str:
    """Returns the text of a baseline file."""
    lines = [_format_entry(entry) for entry in sorted(set(entries))]
    listed = "\n" + ",\n".join(lines) + "\n" if lines else ""
    return f'{{"schema": {SCHEMA}, "findings": [{listed}]}}\n'


def entry_spans(baseline: Baseline) -> dict[BaselineKey, Span]:
    """Returns the span of each entry, by key."""
    from advisor.notation.json import read_json
    from advisor.notation.tree import MappingNode, SequenceNode, to_plain

    source = baseline.source
    tree = read_json(source, [], {})
    listed = tree.entries.get("findings") if isinstance(tree, MappingNode) else None
    spans = {}
    for node in listed.items if isinstance(listed, SequenceNode) else ():
        entry = _parse_entry(to_plain(node))
        if entry is not None:
            spans[entry.key] = Span(source, node.start, node.end)
    return spans


def _format_entry(entry: BaselineEntry) -> str:
    values = entry._asdict()
    try:
        text = json.dumps(values, ensure_ascii=False)
        text.encode()
    except UnicodeEncodeError:  # a file name that is not valid Unicode
        text = json.dumps(values)
    return text


def _parse_entries(data: Any) -> list[BaselineEntry] | None:
    """Returns the entries in decoded JSON, or None if anything is invalid."""
    if not isinstance(data, dict) or data.get("schema") != SCHEMA or data["schema"] is True:
        return None
    listed = data.get("findings")
    entries = [_parse_entry(item) for item in listed] if isinstance(listed, list) else [None]
    parsed = [entry for entry in entries if entry is not None]
    return parsed if len(parsed) == len(entries) else None


def _parse_entry(item: Any) -> BaselineEntry | None:
    if not isinstance(item, dict):
        return None
    values = [item.get(field) for field in BaselineEntry._fields]
    texts = [value for value in values if isinstance(value, str)]
    return BaselineEntry(*texts) if len(texts) == len(values) else None
