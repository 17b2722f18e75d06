"""One run of `scaffold`: plan a project, compare it with what is there, and write it unless only asked to look."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from advisor.cli.exits import CLEAN, FINDINGS
from advisor.cli.manners import Manners
from advisor.cli.output import write
from advisor.errors import InputError, Problem

if TYPE_CHECKING:
    from advisor.scaffold.folder import Survey
    from advisor.scaffold.manifest import Manifest
    from advisor.scaffold.project import Subject


class Call(NamedTuple):
    """What the command line asks for."""

    out: str
    source: str
    interaction: str
    technology: str
    name: str
    dry_run: bool
    diff: bool
    check: bool
    update: bool
    allow_dirty: bool
    form: str
    rules: tuple[str, ...]
    manners: Manners

    @property
    def only_looks(self) -> bool:
        """Whether nothing is to be written."""
        return self.dry_run or self.diff or self.check


def run(call: Call) -> int:
    """Writes a project or says what would be written, and returns the exit code."""
    from advisor.cli.scaffold.options import check_options

    check_options(call)
    return _look(call, Path(call.out)) if call.only_looks else _write(call, Path(call.out))


def _look(call: Call, folder: Path) -> int:
    """Nothing is written, not even to take back what an interrupted run has left."""
    from advisor.cli.scaffold.text import interrupted
    from advisor.scaffold.journal import read_journal
    from advisor.scaffold.lock import check_idle

    check_idle(folder)
    if read_journal(folder) is not None:
        write(interrupted(call.out, call.form))
        return FINDINGS
    surveyed = _surveyed(call, folder)
    _show(call, surveyed)
    return FINDINGS if call.check and not surveyed.is_current else CLEAN


def _write(call: Call, folder: Path) -> int:
    from advisor import __version__
    from advisor.scaffold.changes import CONFLICT
    from advisor.scaffold.folder import bring, check_held, check_update
    from advisor.scaffold.journal import read_journal, recover
    from advisor.scaffold.lock import at_work, check_idle
    from advisor.scaffold.manifest import has_manifest

    check_idle(folder)
    if read_journal(folder) is None:
        _check_place(call, folder, has_manifest(folder))  # before anything of ours lies in it
    with at_work(folder) as is_held:
        edited = recover(folder)
        if edited is not None:
            stays = f" What was edited since stays: {', '.join(edited)}." if edited else ""
            call.manners.say(f"{call.out}: a run that was interrupted has been undone.{stays}")
        surveyed = _surveyed(call, folder)
        check_held(surveyed, is_held)
        if call.update:
            check_update(surveyed, call.allow_dirty)
        bring(surveyed, __version__)
    _show(call, surveyed)
    return FINDINGS if any(change.what == CONFLICT for change in surveyed.changes) else CLEAN


def _surveyed(call: Call, folder: Path) -> Survey:
    from advisor import __version__
    from advisor.scaffold.folder import survey
    from advisor.scaffold.manifest import read_manifest
    from advisor.scaffold.plan import plan, plan_again

    last = read_manifest(folder)
    _check_place(call, folder, last is not None)
    if call.source:
        planned = plan(_subject(call, last), __version__)
    elif last is not None:
        planned = plan_again(last.subject, __version__, folder)
    else:
        from advisor.scaffold.recipe import pattern_recipes

        raise InputError(Problem("It is not said what to scaffold.",
                                 f"Name a pattern ({', '.join(pattern_recipes())}) or an architecture file."))
    return survey(folder, planned, last)


def _check_place(call: Call, folder: Path, is_project: bool) -> None:
    from advisor.scaffold.folder import check_new

    if not is_project and (call.update or call.check):
        raise InputError(Problem("No project of advisor stands here.", "Leave out --update and --check to write one.",
                                 file=call.out))
    if not is_project or not (call.update or call.only_looks):
        check_new(folder)


def _subject(call: Call, last: Manifest | None) -> Subject:
    """A project keeps the names that it has until others are given."""
    from advisor.cli.scaffold.subjects import subject_of

    subject = subject_of(call.source, call.interaction, call.technology, call.name, call.rules, call.manners)
    if last is None or call.name:
        return subject
    return subject._replace(project=last.subject.project, service=last.subject.service)


def _show(call: Call, surveyed: Survey) -> None:
    from advisor.cli.scaffold.text import as_diff, as_json, as_text

    if call.form == "json":
        write(as_json(surveyed))
    elif call.diff:
        from advisor.cli.patches import write_patch

        write_patch(as_diff(surveyed))
    else:
        write(as_text(surveyed, done=not call.only_looks))
