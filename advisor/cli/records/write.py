"""`--adr`: decisions written as records, each once; text that people have added stays."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from advisor.cli.records.changes import SUPERSEDED, UNCHANGED, UPDATED, WRITTEN, Change, check, write
from advisor.cli.records.folder import MARKDOWN, Existing, existing, existing_in, names_in
from advisor.cli.records.names import Style, number_in, style_of
from advisor.errors import InputError, Problem
from advisor.model.interaction import Interaction
from advisor.model.recommendation import Recommendation
from advisor.model.record import REJECTED, Record
from advisor.notation.front_matter import with_front_value
from advisor.reporters.adr import record, recorded_decision, shown_number, title_of
from advisor.reporters.record_parts import refreshed

Result = tuple[Interaction, Recommendation]


def write_records(place: str, results: Iterable[Result], pack: str, files: Sequence[str] = ()) -> list[str]:
    """Writes the record of each decision, and returns what was done, a line for each.

    Args:
        place: a folder, where records are numbered after those that are there; or one file that ends in `.md`.
        files: that the interactions were read from, where they were.

    Raises InputError before anything is written where a record must not or cannot be.
    """
    return plan(place, results, pack, files).write()


class Plan(NamedTuple):
    """What writing would change, and what cannot be recorded."""

    changes: tuple[Change, ...]
    remarks: tuple[str, ...]

    def write(self) -> list[str]:
        """Makes the changes, and returns what was done, a line for each."""
        for change in self.changes:
            write(change)
        done = (f"{change.path}: {change.what}. {change.remark}".rstrip() for change in self.changes)
        return [*self.remarks, *done]


def plan(place: str, results: Iterable[Result], pack: str, files: Sequence[str] = ()) -> Plan:
    """Returns what is to be written, and writes nothing yet; raises as `write_records` does."""
    path = Path(place)
    if not place or "\0" in place:
        raise _refusal(Path("--adr"), "This names no place for records.", "Name a folder, or a file ending in .md.")
    is_file = place.lower().endswith(MARKDOWN) and not path.is_dir()
    folder = path.parent if is_file else path
    if not is_file and (path.is_symlink() or path.exists()) and not path.is_dir():
        raise _refusal(path, "This is a file, and no folder for records.", "Name a folder, or a file ending in .md.")
    decided, remarks = _decided(results, pack, files, folder)
    if is_file:
        if len(decided) > 1:
            raise _refusal(path, f"One file holds one record, and there are {len(decided)} decisions.",
                           "Name a folder, or one interaction with --explain.")
        changes = [_in_file(path, one) for one in decided]
    else:
        changes = _in_folder(folder, decided)
    check(changes)
    return Plan(tuple(changes), tuple(remarks))


class _Decided(NamedTuple):
    interaction: Interaction
    recommendation: Recommendation
    decision: Record

    def text(self, number: str) -> str:
        return record(number, self.interaction, self.recommendation, architecture=self.decision.architecture,
                      pack=self.decision.pack)


def _decided(results: Iterable[Result], pack: str, files: Sequence[str],
             folder: Path) -> tuple[list[_Decided], list[str]]:
    decided, remarks = [], []
    for interaction, recommendation in results:
        decision = recorded_decision(interaction, recommendation, _seen_from(folder, interaction, files), pack)
        if decision is not None:
            decided.append(_Decided(interaction, recommendation, decision))
        else:
            remarks.append(f"{interaction.id or 'This'} is not recorded: it is {recommendation.status}, "
                           "and a record needs a decision.")
    return decided, remarks


def _seen_from(folder: Path, interaction: Interaction, files: Sequence[str]) -> tuple[str, ...]:
    """The files that say an interaction, its own first, as paths from the folder of its record."""
    own = interaction.source.name
    real = [file for file in dict.fromkeys((own, *files)) if Path(file).is_file()] if own in files else []
    if len(real) < len(files):  # one of them was standard input: nobody can read it again
        return ()
    base = os.path.realpath(folder)
    try:
        return tuple(Path(os.path.relpath(os.path.realpath(file), base)).as_posix() for file in real)
    except ValueError:  # another drive
        return ()


def _in_file(path: Path, one: _Decided) -> Change:
    number = number_in(path.name)
    if not path.is_symlink() and not path.exists():
        return Change(path, WRITTEN, one.text(number))
    there = existing(path)
    if there is None or not there.is_about(one.decision):
        raise _refusal(path, "This file is there, and is no record of this decision; it will not be overwritten.",
                       "Name another file, or a folder.")
    if there.record.pattern != one.decision.pattern:
        raise _refusal(path, f"This file records the decision for {there.record.pattern}, and now it is "
                             f"{one.decision.pattern}.", "Name a folder: the new record will supersede the old one.")
    return _updated(there, one, number)


def _in_folder(folder: Path, decided: Sequence[_Decided]) -> list[Change]:
    names = names_in(folder)
    there = existing_in(folder, names)
    style = style_of(names)
    changes: list[Change] = []
    for one in decided:
        alike = [found for found in there if found.is_about(one.decision) and not found.is_over]
        same = [found for found in alike if found.record.pattern == one.decision.pattern]
        if same:
            changes.append(_updated(same[-1], one, number_in(same[-1].path.name)))
            continue
        style = style._replace(last=style.last + 1)
        changes += _new(folder, style, one, [found for found in alike if found.status != REJECTED])
    return changes


def _new(folder: Path, style: Style, one: _Decided, superseded: Sequence[Existing]) -> list[Change]:
    number = style.shown(style.last)
    path = folder / style.name(style.last, title_of(one.decision))
    reference = f"superseded by {shown_number(number)}"
    return [Change(path, WRITTEN, one.text(number)),
            *(Change(old.path, SUPERSEDED, with_front_value(old.text, "status", reference), f"See {path.name}.")
              for old in superseded)]


def _updated(there: Existing, one: _Decided, number: str) -> Change:
    text, kept = refreshed(there.text, one.text(number))
    remark = f"Edited by hand, and left as it is: {', '.join(kept)}." if kept else ""
    return Change(there.path, UNCHANGED if text == there.text else UPDATED, text, remark)


def _refusal(path: Path, message: str, remedy: str) -> InputError:
    return InputError(Problem(message, remedy, file=str(path)))
