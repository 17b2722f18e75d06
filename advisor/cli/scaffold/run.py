"""Runs `scaffold`: plans a project, compares it with the folder, and writes it unless this is a dry run."""

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
    """Arguments of the command."""

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
        """Whether nothing must be written."""
        return self.dry_run or self.diff or self.check


def run(args: Call) -> int:
    """Writes or previews a project, and returns the exit code."""
    from advisor.cli.scaffold.options import check_options

    check_options(args)
    return _preview(args, Path(args.out)) if args.only_looks else _write(args, Path(args.out))


def _preview(args: Call, folder: Path) -> int:
    """Shows the changes; writes nothing, not even to undo an interrupted run."""
    from advisor.cli.scaffold.text import interrupted
    from advisor.scaffold.journal import read_journal
    from advisor.scaffold.lock import check_idle

    check_idle(folder)
    if read_journal(folder) is not None:
        write(interrupted(args.out, args.form))
        return FINDINGS
    survey = _survey(args, folder)
    _show(args, survey)
    return FINDINGS if args.check and not survey.is_current else CLEAN


def _write(args: Call, folder: Path) -> int:
    from advisor import __version__
    from advisor.scaffold.changes import CONFLICT
    from advisor.scaffold.folder import bring, check_held, check_update
    from advisor.scaffold.journal import read_journal, recover
    from advisor.scaffold.lock import at_work, check_idle
    from advisor.scaffold.manifest import has_manifest

    check_idle(folder)
    if read_journal(folder) is None:
        _check_folder(args, folder, has_manifest(folder))  # before the lock file is in it
    with at_work(folder) as is_held:
        edited = recover(folder)
        if edited is not None:
            remark = f" What was edited since stays: {', '.join(edited)}." if edited else ""
            args.manners.say(f"{args.out}: a run that was interrupted has been undone.{remark}")
        survey = _survey(args, folder)
        check_held(survey, is_held)
        if args.update:
            check_update(survey, args.allow_dirty)
        bring(survey, __version__)
    _show(args, survey)
    return FINDINGS if any(change.what == CONFLICT for change in survey.changes) else CLEAN


def _survey(args: Call, folder: Path) -> Survey:
    from advisor import __version__
    from advisor.scaffold.folder import survey
    from advisor.scaffold.manifest import read_manifest
    from advisor.scaffold.plan import plan, plan_again

    last = read_manifest(folder)
    _check_folder(args, folder, last is not None)
    if args.source:
        planned = plan(_subject(args, last), __version__)
    elif last is not None:
        planned = plan_again(last.subject, __version__, folder)
    else:
        from advisor.scaffold.recipe import pattern_recipes

        raise InputError(Problem("It is not said what to scaffold.",
                                 f"Name a pattern ({', '.join(pattern_recipes())}) or an architecture file."))
    return survey(folder, planned, last)


def _check_folder(args: Call, folder: Path, is_project: bool) -> None:
    from advisor.scaffold.folder import check_new

    if not is_project and (args.update or args.check):
        raise InputError(Problem("No project of advisor stands here.", "Leave out --update and --check to write one.",
                                 file=args.out))
    if not is_project or not (args.update or args.only_looks):
        check_new(folder)


def _subject(args: Call, last: Manifest | None) -> Subject:
    """Returns the subject; an existing project keeps its names unless --name is given."""
    from advisor.cli.scaffold.subjects import subject_of

    subject = subject_of(args.source, args.interaction, args.technology, args.name, args.rules, args.manners)
    if last is None or args.name:
        return subject
    return subject._replace(project=last.subject.project, service=last.subject.service)


def _show(args: Call, survey: Survey) -> None:
    from advisor.cli.scaffold.text import as_diff, as_json, as_text

    if args.form == "json":
        write(as_json(survey))
    elif args.diff:
        from advisor.cli.patches import write_patch

        write_patch(as_diff(survey))
    else:
        write(as_text(survey, done=not args.only_looks))
