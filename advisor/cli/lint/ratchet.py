"""Filters findings: accepted in the baseline, or outside the lines changed since a revision."""

from __future__ import annotations

import os
from collections.abc import Sequence
from itertools import chain
from typing import TYPE_CHECKING

from advisor.cli.lint.options import Call
from advisor.errors import InputError, Problem
from advisor.model.checked import Checked

if TYPE_CHECKING:
    from advisor.cli.lint.knowledge import Knowledge
    from advisor.linter.baseline import Baseline

WRITE_FLAGS = ("--write-baseline", "--prune-baseline")


class Ratchet:
    """The baseline and revision of a run, read once."""

    def __init__(self, arguments: Call, path: str, active_rules: Knowledge, problems: list[Problem]) -> None:
        self._arguments = arguments
        self._path = path
        self._active_rules = active_rules
        self.baseline: Baseline | None = None
        if path:
            self.baseline = self._read(problems)
        elif any(map(arguments.wants, WRITE_FLAGS)):
            flag = next(filter(arguments.wants, WRITE_FLAGS))
            problems.append(Problem("There is no baseline to write.", "Name it with --baseline FILE.", file=flag))

    def apply(self, checked: Sequence[Checked]) -> tuple[Checked, ...]:
        """Returns documents with baseline findings silenced, and only findings on changed lines with --since."""
        documents = tuple(checked)
        if self.baseline is not None:
            from advisor.linter.baseline import apply

            documents = tuple(map(self._with_current_severity, apply(self.baseline, documents, self._active_ids())))
        if self._arguments.since:
            documents = self._only_since(self._arguments.since, documents)
        return documents

    def save(self, checked: Sequence[Checked]) -> str:
        """Updates the baseline if requested; returns a message, or an empty string."""
        if self.baseline is None or not any(map(self._arguments.wants, WRITE_FLAGS)):
            return ""
        from advisor.cli.files import write_file
        from advisor.linter.baseline import pruned, read_baseline, written
        from advisor.source import Source

        before = len(self.baseline.entries)
        if self._arguments.wants("--write-baseline"):
            text = written(checked, self.baseline, self._active_ids())
        else:
            directory = os.path.dirname(self._path)
            text = pruned(self.baseline, checked, lambda path: os.path.exists(os.path.join(directory, path)),
                          self._active_ids())
        write_file([text], self._path)
        self.baseline = read_baseline(Source(self._path, text))
        after = len(self.baseline.entries)
        return f"{self._path} holds {after:,} finding{'' if after == 1 else 's'}, {before:,} before."

    def _read(self, problems: list[Problem]) -> Baseline | None:
        from advisor.linter.baseline import new_baseline, read_baseline
        from advisor.notation.load import load_text

        if self._arguments.wants("--write-baseline") and not os.path.exists(self._path):
            return new_baseline(self._path)
        try:
            return read_baseline(load_text(self._path))
        except InputError as error:
            problems.extend(error.problems)
            return None

    def _only_since(self, revision: str, checked: Sequence[Checked]) -> tuple[Checked, ...]:
        from advisor.fileset.changed import BESIDE, changed_files, changed_lines, only_changed
        from advisor.fileset.companions import companion_paths

        changed = changed_lines(revision, [document.file for document in checked if document.file != "<stdin>"])
        companions = {document.file: companion_paths(document.file, noted.finding.span.source)
                      for document in checked for noted in document.noted if noted.finding.rule in BESIDE}
        touched = changed_files(revision, chain.from_iterable(companions.values()))
        return only_changed(checked, changed,
                            [file for file, paths in companions.items() if not touched.isdisjoint(paths)])

    def _active_ids(self) -> frozenset[str] | None:
        return frozenset(self._active_rules) if self._active_rules.is_narrowed else None

    def _with_current_severity(self, document: Checked) -> Checked:
        """Sets the current severity of stale baseline entries, or drops them if their practice is inactive."""
        rule = "stale-baseline-entry"
        if document.interactions or not any(noted.finding.rule == rule for noted in document.noted):
            return document
        practice = self._active_rules.get(rule)
        if practice is None:
            return document._replace(noted=tuple(noted for noted in document.noted if noted.finding.rule != rule))
        return document._replace(noted=tuple(
            noted._replace(finding=noted.finding._replace(severity=practice.severity, help=practice.remedy))
            if noted.finding.rule == rule else noted for noted in document.noted))
