"""`--adr`: writes each decision as one record, and keeps hand-written text."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from advisor.adr.file_changes import SUPERSEDED, UNCHANGED, UPDATED, WRITTEN, RecordChange, check_changes, write_change
from advisor.adr.file_names import NumberingStyle, detect_numbering, parse_number
from advisor.adr.folder import ExistingRecord, list_files, read_record, read_records
from advisor.adr.madr import build_record, format_record_number, record_title, render_record
from advisor.adr.sections import refresh_record
from advisor.errors import InputError, Problem
from advisor.formats.decision_record import REJECTED, DecisionRecord
from advisor.formats.detection import MARKDOWN
from advisor.formats.front_matter import set_front_matter_value
from advisor.model.interaction import Interaction
from advisor.model.recommendation import Recommendation

InteractionResult = tuple[Interaction, Recommendation]


def write_records(target: str, results: Iterable[InteractionResult], pack: str, files: Sequence[str] = ()) -> list[str]:
    """Writes the record of each decision, and returns one line of result for each.

    Args:
        target: a folder, where new records continue the numbering; or one file that ends in `.md`.
        files: the input files of the interactions, if any.

    Raises InputError before the first write if any record must not or cannot be written.
    """
    return plan_records(target, results, pack, files).write()


class RecordPlan(NamedTuple):
    """Planned changes, and remarks on decisions that cannot be recorded."""

    changes: tuple[RecordChange, ...]
    remarks: tuple[str, ...]

    def write(self) -> list[str]:
        """Writes the changes, and returns one line of result for each."""
        for change in self.changes:
            write_change(change)
        done = (f"{change.path}: {change.action}. {change.remark}".rstrip() for change in self.changes)
        return [*self.remarks, *done]


def plan_records(target: str, results: Iterable[InteractionResult], pack: str, files: Sequence[str] = ()) -> RecordPlan:
    """Plans the changes without writing them; raises like `write_records`."""
    path = Path(target)
    if not target or "\0" in target:
        raise _refusal(Path("--adr"), "This names no place for records.", "Name a folder, or a file ending in .md.")
    is_file = target.lower().endswith(MARKDOWN.suffixes) and not path.is_dir()
    folder = path.parent if is_file else path
    if not is_file and (path.is_symlink() or path.exists()) and not path.is_dir():
        raise _refusal(path, "This is a file, and no folder for records.", "Name a folder, or a file ending in .md.")
    decisions, remarks = _decisions(results, pack, files, folder)
    if is_file:
        if len(decisions) > 1:
            raise _refusal(path, f"One file holds one record, and there are {len(decisions)} decisions.",
                           "Name a folder, or one interaction with --explain.")
        changes = [_change_in_file(path, decided) for decided in decisions]
    else:
        changes = _changes_in_folder(folder, decisions)
    check_changes(changes)
    return RecordPlan(tuple(changes), tuple(remarks))


class _DecidedInteraction(NamedTuple):
    interaction: Interaction
    recommendation: Recommendation
    decision: DecisionRecord

    def text(self, number: str) -> str:
        return render_record(number, self.interaction, self.recommendation, architecture=self.decision.architecture,
                             pack=self.decision.pack)


def _decisions(results: Iterable[InteractionResult], pack: str, files: Sequence[str],
               folder: Path) -> tuple[list[_DecidedInteraction], list[str]]:
    decisions, remarks = [], []
    for interaction, recommendation in results:
        decision = build_record(interaction, recommendation, _sources(folder, interaction, files), pack)
        if decision is not None:
            decisions.append(_DecidedInteraction(interaction, recommendation, decision))
        else:
            remarks.append(f"{interaction.id or 'This'} is not recorded: it is {recommendation.status}, "
                           "and a record needs a decision.")
    return decisions, remarks


def _sources(folder: Path, interaction: Interaction, files: Sequence[str]) -> tuple[str, ...]:
    """Returns the source files of an interaction, its own first, as paths relative to the record's folder."""
    own = interaction.source.name
    existing_files = [file for file in dict.fromkeys((own, *files)) if Path(file).is_file()] if own in files else []
    if len(existing_files) < len(files):  # one was standard input, which cannot be read again
        return ()
    base = os.path.realpath(folder)
    try:
        return tuple(Path(os.path.relpath(os.path.realpath(file), base)).as_posix()
                     for file in existing_files)
    except ValueError:  # on another drive
        return ()


def _change_in_file(path: Path, decided: _DecidedInteraction) -> RecordChange:
    number = parse_number(path.name)
    if not path.is_symlink() and not path.exists():
        return RecordChange(path, WRITTEN, decided.text(number))
    old = read_record(path)
    if old is None or not old.has_same_subject(decided.decision):
        raise _refusal(path, "This file is there, and is no record of this decision; it will not be overwritten.",
                       "Name another file, or a folder.")
    if old.record.pattern != decided.decision.pattern:
        raise _refusal(path, f"This file records the decision for {old.record.pattern}, and now it is "
                             f"{decided.decision.pattern}.",
                       "Name a folder: the new record will supersede the old one.")
    return _update(old, decided, number)


def _changes_in_folder(folder: Path, decisions: Sequence[_DecidedInteraction]) -> list[RecordChange]:
    names = list_files(folder)
    records = read_records(folder, names)
    style = detect_numbering(names)
    changes: list[RecordChange] = []
    for decided in decisions:
        active = [old for old in records if old.has_same_subject(decided.decision) and not old.is_superseded]
        same = [old for old in active if old.record.pattern == decided.decision.pattern]
        if same:
            changes.append(_update(same[-1], decided, parse_number(same[-1].path.name)))
            continue
        style = style._replace(last=style.last + 1)
        changes += _new_record(folder, style, decided, [old for old in active if old.status != REJECTED])
    return changes


def _new_record(folder: Path, style: NumberingStyle, decided: _DecidedInteraction,
                superseded: Sequence[ExistingRecord]) -> list[RecordChange]:
    number = style.format_number(style.last)
    path = folder / style.file_name(style.last, record_title(decided.decision))
    reference = f"superseded by {format_record_number(number)}"
    return [
        RecordChange(path, WRITTEN, decided.text(number)),
        *(
            RecordChange(
                old.path, SUPERSEDED, set_front_matter_value(old.text, "status", reference), f"See {path.name}."
            )
            for old in superseded
        ),
    ]


def _update(old: ExistingRecord, decided: _DecidedInteraction, number: str) -> RecordChange:
    text, edited = refresh_record(old.text, decided.text(number))
    remark = f"Edited by hand, and left as it is: {', '.join(edited)}." if edited else ""
    return RecordChange(old.path, UNCHANGED if text == old.text else UPDATED, text, remark)


def _refusal(path: Path, message: str, remedy: str) -> InputError:
    return InputError(Problem(message, remedy, file=str(path)))
