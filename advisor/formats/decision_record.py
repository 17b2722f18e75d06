"""Decision records: the machine-readable block of a document, read with its place."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from advisor.errors import InputError, Problem
from advisor.text.source import Source, Span

RECORD_LANGUAGE = "advisor-record"  # second word in the info string of its YAML block
RECORD_VERSION = 1
INACTIVE_STATUSES = ("superseded", "deprecated")  # status prefixes of a decision no longer in force
REJECTED = "rejected"
LinkedFiles = Mapping[str, Source | None]  # by the name in the document; None if the file is missing
NO_LINKED_FILES: LinkedFiles = {}
BEGIN = re.compile(rf"^```yaml {RECORD_LANGUAGE}[ \t]*\r?\n", re.MULTILINE)
END = re.compile(r"^```[ \t]*\r?$", re.MULTILINE)
TEXTS = ("interaction", "pattern", "advised", "pack")
KEYS = (*TEXTS, "version", "architecture", "is_advised", "facts")


class DecisionRecord(NamedTuple):
    """One decision with its facts."""

    architecture: tuple[str, ...]  # files, relative to the record's folder; empty for facts given by hand
    interaction: str  # id; empty if it is in no file
    pattern: str  # chosen
    advised: str | None  # recommended pattern; None if undecided
    pack: str
    facts: dict[str, Any]


class LocatedRecord(NamedTuple):
    """A decision record and its location."""

    record: DecisionRecord
    span: Span  # of the chosen pattern's value


def parse_record(source: Source) -> LocatedRecord | None:
    """Returns the decision record of a document, or None.

    Raises InputError if a record cannot be parsed.
    """
    begin_fence = BEGIN.search(source.text) if RECORD_LANGUAGE in source.text else None
    if begin_fence is None:
        return None
    begin, end = begin_fence.end(), END.search(source.text, begin_fence.end())
    from advisor.notation.read import parse_tree
    from advisor.notation.tree import MappingNode, to_plain

    problems: list[Problem] = []
    text = source.text[begin : end.start() if end else len(source.text)]
    tree = parse_tree(Source(source.name, text), problems=problems)
    if isinstance(tree, MappingNode) and not problems:
        record = _parse_record(to_plain(tree))
        node = tree.entries.get("pattern")
        if record is not None and node is not None:
            return LocatedRecord(record, Span(source, begin + node.start, begin + node.end))
    cause = problems[0].message if problems else "A record needs at least its version, its pattern and its facts."
    raise InputError(Problem(f"This record of a decision cannot be read. {cause}",
                             "Write the decision again with --adr, or take the block out.",
                             Span(source, begin_fence.start(), begin)))


def _parse_record(data: Mapping[str, Any]) -> DecisionRecord | None:
    facts, files = data.get("facts"), data.get("architecture", [])
    texts = [data.get(key, "") for key in TEXTS]
    is_complete = data.get("version") == RECORD_VERSION and data["version"] is not True and bool(data.get("pattern"))
    if not is_complete or not isinstance(facts, Mapping) or not all(isinstance(text, str) for text in texts):
        return None
    if not isinstance(files, list) or not all(isinstance(file, str) for file in files) or data.keys() - set(KEYS):
        return None
    interaction, pattern, advised, pack = texts
    is_advised = data.get("is_advised") is not False
    return DecisionRecord(
        tuple(files), interaction, pattern, (advised or pattern) if is_advised else None, pack, dict(facts)
    )
