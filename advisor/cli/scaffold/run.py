"""Runs `scaffold`: plans a project, compares it with the folder, and writes it unless this is a dry run."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from advisor.cli.console import ConsoleOptions
from advisor.cli.exit_codes import CLEAN, FINDINGS
from advisor.cli.output import write_output
from advisor.errors import InputError, Problem
from advisor.page.write import write_page

if TYPE_CHECKING:
    from advisor.scaffold.apply import FolderDiff
    from advisor.scaffold.manifest import ProjectManifest
    from advisor.scaffold.project import ProjectSpec




class ScaffoldArguments(NamedTuple):
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
    console: ConsoleOptions

    @property
    def is_preview(self) -> bool:
        """Whether nothing must be written."""
        return self.dry_run or self.diff or self.check


def run(args: ScaffoldArguments) -> int:
    """Writes or previews a project, and returns the exit code."""

    check_options(args)
    return _preview(args, Path(args.out)) if args.is_preview else _write(args, Path(args.out))


def _preview(args: ScaffoldArguments, folder: Path) -> int:
    """Shows the changes; writes nothing, not even to undo an interrupted run."""
    from advisor.cli.scaffold.text import interrupted_as_json, interrupted_elements
    from advisor.scaffold.journal import read_journal
    from advisor.scaffold.lock import check_unlocked

    check_unlocked(folder)
    if read_journal(folder) is not None:
        page = write_page(interrupted_elements(args.out), args.console.style())
        write_output(interrupted_as_json(args.out) if args.form == "json" else page)
        return FINDINGS
    survey = _survey(args, folder)
    _show(args, survey)
    return FINDINGS if args.check and not survey.is_current else CLEAN


def _write(args: ScaffoldArguments, folder: Path) -> int:
    from advisor.cli.progress import show_phase
    from advisor.scaffold.apply import apply_diff, check_not_created_meanwhile, check_update
    from advisor.scaffold.changes import CONFLICT
    from advisor.scaffold.journal import read_journal, recover
    from advisor.scaffold.lock import check_unlocked, locked
    from advisor.scaffold.manifest import has_manifest
    from advisor.version import __version__

    check_unlocked(folder)
    if read_journal(folder) is None:
        _check_folder(args, folder, has_manifest(folder))  # before the lock file is in it
    with locked(folder) as is_held:
        edited = recover(folder)
        if edited is not None:
            remark = f" What was edited since stays: {', '.join(edited)}." if edited else ""
            args.console.info(f"{args.out}: a run that was interrupted has been undone.{remark}")
        survey = _survey(args, folder)
        check_not_created_meanwhile(survey, is_held)
        if args.update:
            check_update(survey, args.allow_dirty)
        with show_phase("writing the project", args.console):
            apply_diff(survey, __version__)
    _show(args, survey)
    return FINDINGS if any(change.action == CONFLICT for change in survey.changes) else CLEAN


def _survey(args: ScaffoldArguments, folder: Path) -> FolderDiff:
    from advisor.scaffold.apply import diff_folder
    from advisor.scaffold.manifest import read_manifest
    from advisor.scaffold.plan import plan_from_manifest, plan_project
    from advisor.version import __version__

    last = read_manifest(folder)
    _check_folder(args, folder, last is not None)
    if args.source:
        planned = plan_project(_subject(args, last), __version__)
    elif last is not None:
        planned = plan_from_manifest(last.subject, __version__, folder)
    else:
        from advisor.scaffold.recipe import pattern_recipes

        raise InputError(Problem("It is not said what to scaffold.",
                                 f"Name a pattern ({', '.join(pattern_recipes())}) or an architecture file."))
    return diff_folder(folder, planned, last)


def _check_folder(args: ScaffoldArguments, folder: Path, is_project: bool) -> None:
    from advisor.scaffold.apply import check_new

    if not is_project and (args.update or args.check):
        raise InputError(Problem("No project of advisor stands here.", "Leave out --update and --check to write one.",
                                 file=args.out))
    if not is_project or not (args.update or args.is_preview):
        check_new(folder)


def _subject(args: ScaffoldArguments, last: ProjectManifest | None) -> ProjectSpec:
    """Returns the subject; an existing project keeps its names unless --name is given."""
    from advisor.cli.scaffold.inputs import read_subject

    subject = read_subject(args.source, args.interaction, args.technology, args.name, args.rules, args.console)
    if last is None or args.name:
        return subject
    return subject._replace(project=last.subject.project, service=last.subject.service)


def _show(args: ScaffoldArguments, survey: FolderDiff) -> None:
    from advisor.cli.scaffold.text import survey_as_diff, survey_as_json, survey_elements

    if args.form == "json":
        write_output(survey_as_json(survey))
    elif args.diff:
        from advisor.cli.output import write_patch

        write_patch(survey_as_diff(survey))
    else:
        write_output(write_page(survey_elements(survey, done=not args.is_preview), args.console.style()))


def check_options(args: ScaffoldArguments) -> None:
    """Raises InputError with every option that would have no effect."""
    problems = list(_without_effect(args))
    if problems:
        raise InputError(problems)


def _without_effect(args: ScaffoldArguments) -> Iterator[Problem]:
    if not args.source and (args.update or args.is_preview):
        ignored = {"--interaction": args.interaction, "--technology": args.technology, "--name": args.name,
                   "--rules": args.rules}
        for option in (name for name, value in ignored.items() if value):
            yield Problem("Without a pattern or a file a project is made again from what it was made from.",
                          "Name the pattern or the file too, or leave this out.", file=option)
    if args.allow_dirty and (args.is_preview or not args.update):
        yield Problem("Only an update minds uncommitted changes.", "Leave this out.", file="--allow-dirty")
    if args.diff and args.form == "json":
        yield Problem("A diff is text.", "Leave out --format json or --diff.", file="--diff")
