"""`lint --fix` and `lint --diff`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from advisor.cli.exits import CLEAN, FINDINGS, INTERNAL
from advisor.cli.lint.mending import Mended, diff, mend, save, waiting
from advisor.cli.lint.options import Call
from advisor.cli.lint.outcome import Run
from advisor.model.checked import Checked
from advisor.source import Source

if TYPE_CHECKING:
    from advisor.cli.lint.knowledge import Knowledge
    from advisor.cli.lint.ratchet import Ratchet
    from advisor.fileset.workers import Judge


def mended(arguments: Call, result: Run, active_rules: Knowledge, filters: Ratchet) -> Run:
    """Fixes documents in place; returns the run with their remaining findings."""
    checked = {document.file: document for document in result.checked}
    changed = list(_fixed_documents(arguments, result, active_rules, filters))
    for fixed in changed:
        save(fixed, result.paths[fixed.file])
        checked[fixed.file] = fixed.checked
    texts = {fixed.file: Source(fixed.file, fixed.after) for fixed in changed}
    result = result._replace(checked=tuple(checked.values()),
                             sources=tuple(texts.get(source.name, source) for source in result.sources))
    count = sum(fixed.fixes for fixed in changed)
    arguments.manners.say(f"Mended {_counted(count, 'finding')} in {_counted(len(changed), 'file')}." if changed else
                          "Nothing could be mended.")
    if unsafe_count := 0 if arguments.wants("--unsafe-fixes") else waiting(result.checked, unsafe=True):
        arguments.manners.say(f"{_counted(unsafe_count, 'more finding')} can be mended with --unsafe-fixes.")
    return result


def show_diff(arguments: Call, result: Run, active_rules: Knowledge, filters: Ratchet) -> int:
    """Writes the changes that `--fix` would make; returns the exit code: 1 if there are any."""
    from advisor.cli.patches import write_patch

    changed = [fixed for fixed in _fixed_documents(arguments, result, active_rules, filters)
               if fixed.after != fixed.before]
    write_patch((line for fixed in changed for line in diff(fixed, result.paths[fixed.file])), arguments.output)
    count = sum(fixed.fixes for fixed in changed)
    arguments.manners.say(f"{_counted(count, 'finding')} in {_counted(len(changed), 'file')} can be mended." if changed
                          else "Nothing can be mended.")
    return INTERNAL if result.failed else FINDINGS if changed else CLEAN


def _fixed_documents(arguments: Call, result: Run, active_rules: Knowledge, filters: Ratchet) -> Iterator[Mended]:
    """Yields each document that has fixable findings, with its fixes applied."""
    unsafe = arguments.wants("--unsafe-fixes")
    judge = None
    for document, source in zip(result.checked, result.sources, strict=False):  # a baseline with findings comes last
        if waiting([document], unsafe=unsafe):
            judge = judge or active_rules.make_judge()
            lint = _lint(judge, result.paths[document.file])
            yield mend(document, source, lint, lambda checked: filters.apply([checked])[0], unsafe=unsafe)


def _lint(judge: Judge, path: str) -> Callable[[Source], Checked]:
    """Returns a function that checks changed text with the companion files of its document."""
    from advisor.fileset.companions import companions_of

    return lambda source: judge.lint(source, companions_of(path, source))


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
