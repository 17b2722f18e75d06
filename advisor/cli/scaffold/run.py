"""One run of `scaffold`: plan a project, compare it with what is there, and write it unless only asked to look."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from advisor.cli.exits import CLEAN, FINDINGS
from advisor.cli.manners import Manners
from advisor.cli.output import write
from advisor.errors import InputError, Problem

if TYPE_CHECKING:
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
    from advisor import __version__
    from advisor.cli.scaffold.text import as_diff, as_json, as_text
    from advisor.scaffold.changes import CONFLICT
    from advisor.scaffold.folder import bring, check_new, check_update, survey
    from advisor.scaffold.manifest import read_manifest
    from advisor.scaffold.plan import plan
    from advisor.scaffold.write import recover

    folder = Path(call.out)
    if recover(folder):
        call.manners.say(f"{call.out}: an update that was interrupted has been undone.")
    last = read_manifest(folder)
    if last is None and (call.update or call.check):
        raise InputError(Problem("No project of advisor stands here.", "Leave out --update and --check to write one.",
                                 file=call.out))
    if last is None or not (call.update or call.only_looks):
        check_new(folder)
    surveyed = survey(folder, plan(_subject(call, last), __version__), last)
    if not call.only_looks:
        if call.update:
            check_update(surveyed, call.allow_dirty)
        bring(surveyed, __version__)
    if call.form == "json":
        write(as_json(surveyed))
    elif call.diff:
        from advisor.cli.patches import write_patch

        write_patch(as_diff(surveyed))
    else:
        write(as_text(surveyed, done=not call.only_looks))
    if call.check:
        return CLEAN if surveyed.is_current else FINDINGS
    conflicts = not call.only_looks and any(change.what == CONFLICT for change in surveyed.changes)
    return FINDINGS if conflicts else CLEAN


def _subject(call: Call, last: Manifest | None) -> Subject:
    from advisor.cli.scaffold.subjects import subject_of

    if not call.source:
        if last is None:
            from advisor.scaffold.recipe import pattern_recipes

            raise InputError(Problem("It is not said what to scaffold.",
                                     f"Name a pattern ({', '.join(pattern_recipes())}) or an architecture file."))
        return last.subject
    return subject_of(call.source, call.interaction, call.technology, call.name, call.rules)
