"""Filters findings: accepted in the baseline, or outside the lines changed since a revision."""

from __future__ import annotations

import os
from collections.abc import Sequence
from itertools import chain
from typing import TYPE_CHECKING

from advisor.cli.lint.arguments import LintArguments
from advisor.errors import InputError, Problem
from advisor.model.finding import DocumentResult
from advisor.model.practice import ids_by_name

if TYPE_CHECKING:
    from advisor.cli.lint.active_rules import ActiveRules
    from advisor.linter.baseline import Baseline


class FindingFilters:
    """The baseline and revision of a run, read once."""

    def __init__(self, arguments: LintArguments, path: str, active_rules: ActiveRules, problems: list[Problem]) -> None:
        self._arguments = arguments
        self._path = path
        self._active_rules = active_rules
        self.baseline: Baseline | None = None
        if path:
            self.baseline = self._read(problems)
        elif self._writes:
            flag = "--write-baseline" if arguments.write_baseline else "--prune-baseline"
            problems.append(Problem("There is no baseline to write.", "Name it with --baseline FILE.", file=flag))

    def apply(self, checked: Sequence[DocumentResult]) -> tuple[DocumentResult, ...]:
        """Returns documents with baseline findings silenced, and only findings on changed lines with --since."""
        documents = tuple(checked)
        if self.baseline is not None:
            from advisor.linter.baseline import apply_baseline

            documents = tuple(
                map(self._with_current_severity, apply_baseline(self.baseline, documents, self._active_ids()))
            )
        if self._arguments.since:
            documents = self._only_since(self._arguments.since, documents)
        return documents

    def save_baseline(self, checked: Sequence[DocumentResult]) -> str:
        """Updates the baseline if requested; returns a message, or an empty string."""
        if self.baseline is None or not self._writes:
            return ""
        from advisor.linter.baseline import prune_baseline, read_baseline, update_baseline
        from advisor.notation.atomic_write import write_file
        from advisor.text.source import Source

        before = len(self.baseline.entries)
        if self._arguments.write_baseline:
            text = update_baseline(checked, self.baseline, self._active_ids())
        else:
            directory = os.path.dirname(self._path)
            text = prune_baseline(self.baseline, checked, lambda path: os.path.exists(os.path.join(directory, path)),
                                  self._active_ids())
        write_file([text], self._path)
        self.baseline = read_baseline(Source(self._path, text))
        after = len(self.baseline.entries)
        return f"{self._path} holds {after:,} finding{'' if after == 1 else 's'}, {before:,} before."

    @property
    def _writes(self) -> bool:
        return self._arguments.write_baseline or self._arguments.prune_baseline

    def _read(self, problems: list[Problem]) -> Baseline | None:
        from advisor.linter.baseline import new_baseline, read_baseline
        from advisor.notation.load import load_text

        if self._arguments.write_baseline and not os.path.exists(self._path):
            return new_baseline(self._path)
        try:
            return read_baseline(load_text(self._path))
        except InputError as error:
            problems.extend(error.problems)
            return None

    def _only_since(self, revision: str, checked: Sequence[DocumentResult]) -> tuple[DocumentResult, ...]:
        from advisor.adr.linked_files import linked_paths
        from advisor.runner.changed_lines import CROSS_FILE_RULES, changed_files, changed_lines, keep_changed

        changed = changed_lines(revision, [document.file for document in checked if document.file != "<stdin>"])
        companions = {document.file: linked_paths(document.file, noted.finding.span.source)
                      for document in checked for noted in document.findings if noted.finding.rule in CROSS_FILE_RULES}
        touched = changed_files(revision, chain.from_iterable(companions.values()))
        return keep_changed(checked, changed,
                            [file for file, paths in companions.items() if not touched.isdisjoint(paths)])

    def _active_ids(self) -> frozenset[str] | None:
        if not self._active_rules.is_customised:
            return None
        return frozenset(ids_by_name(self._active_rules.values()))

    def _with_current_severity(self, document: DocumentResult) -> DocumentResult:
        """Sets the current severity of stale baseline entries, or drops them if their practice is inactive."""
        rule = "stale-baseline-entry"
        if document.interaction_count or not any(noted.finding.rule == rule for noted in document.findings):
            return document
        practice = self._active_rules.get(rule)
        if practice is None:
            return document._replace(findings=tuple(noted for noted in document.findings if noted.finding.rule != rule))
        return document._replace(findings=tuple(
            noted._replace(finding=noted.finding._replace(severity=practice.severity, help=practice.remedy))
            if noted.finding.rule == rule else noted for noted in document.findings))
