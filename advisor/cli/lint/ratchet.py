"""What takes findings out of a run: a baseline of those that are agreed upon, and lines that have not changed."""

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

WRITES = ("--write-baseline", "--prune-baseline")


class Ratchet:
    """The baseline and the revision of a run, read once."""

    def __init__(self, call: Call, path: str, knowledge: Knowledge, problems: list[Problem]) -> None:
        self._call = call
        self._path = path
        self._knowledge = knowledge
        self.baseline: Baseline | None = None
        if path:
            self.baseline = self._read(problems)
        elif any(map(call.wants, WRITES)):
            flag = next(filter(call.wants, WRITES))
            problems.append(Problem("There is no baseline to write.", "Name it with --baseline FILE.", file=flag))

    def apply(self, checked: Sequence[Checked]) -> tuple[Checked, ...]:
        """Returns documents with what the baseline silences, and of those lines that count."""
        kept = tuple(checked)
        if self.baseline is not None:
            from advisor.linter.baseline import apply

            kept = tuple(map(self._settled, apply(self.baseline, kept, self._judged())))
        if self._call.since:
            kept = self._since(self._call.since, kept)
        return kept

    def save(self, checked: Sequence[Checked]) -> str:
        """Writes the baseline again if that is asked for, and returns what to say of it."""
        if self.baseline is None or not any(map(self._call.wants, WRITES)):
            return ""
        from advisor.cli.files import write_file
        from advisor.linter.baseline import pruned, read_baseline, written
        from advisor.source import Source

        before = len(self.baseline.entries)
        if self._call.wants("--write-baseline"):
            text = written(checked, self.baseline, self._judged())
        else:
            home = os.path.dirname(self._path)
            text = pruned(self.baseline, checked, lambda path: os.path.exists(os.path.join(home, path)), self._judged())
        write_file([text], self._path)
        self.baseline = read_baseline(Source(self._path, text))
        after = len(self.baseline.entries)
        return f"{self._path} holds {after:,} finding{'' if after == 1 else 's'}, {before:,} before."

    def _read(self, problems: list[Problem]) -> Baseline | None:
        from advisor.linter.baseline import new_baseline, read_baseline
        from advisor.notation.load import load_text

        if self._call.wants("--write-baseline") and not os.path.exists(self._path):
            return new_baseline(self._path)
        try:
            return read_baseline(load_text(self._path))
        except InputError as error:
            problems.extend(error.problems)
            return None

    def _since(self, revision: str, checked: Sequence[Checked]) -> tuple[Checked, ...]:
        from advisor.fileset.changed import BESIDE, changed_files, changed_lines, only_changed
        from advisor.fileset.companions import companion_paths

        changed = changed_lines(revision, [document.file for document in checked if document.file != "<stdin>"])
        others = {document.file: companion_paths(document.file, one.finding.span.source)
                  for document in checked for one in document.noted if one.finding.rule in BESIDE}
        touched = changed_files(revision, chain.from_iterable(others.values()))
        return only_changed(checked, changed, [file for file, paths in others.items() if not touched.isdisjoint(paths)])

    def _judged(self) -> frozenset[str] | None:
        return frozenset(self._knowledge) if self._knowledge.is_narrowed else None

    def _settled(self, document: Checked) -> Checked:
        """Gives stale entries the severity in force, and leaves them out where their practice is not."""
        rule = "stale-baseline-entry"
        if document.interactions or not any(one.finding.rule == rule for one in document.noted):
            return document
        practice = self._knowledge.get(rule)
        if practice is None:
            return document._replace(noted=tuple(one for one in document.noted if one.finding.rule != rule))
        return document._replace(noted=tuple(
            one._replace(finding=one.finding._replace(severity=practice.severity, help=practice.remedy))
            if one.finding.rule == rule else one for one in document.noted))
