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


def mended(call: Call, result: Run, knowledge: Knowledge, ratchet: Ratchet) -> Run:
    """Mends documents where they lie, and returns the run with what is found in them now."""
    after = {document.file: document for document in result.checked}
    changed = list(_mends(call, result, knowledge, ratchet))
    for one in changed:
        save(one, result.paths[one.file])
        after[one.file] = one.checked
    texts = {one.file: Source(one.file, one.after) for one in changed}
    result = result._replace(checked=tuple(after.values()),
                             sources=tuple(texts.get(source.name, source) for source in result.sources))
    count = sum(one.fixes for one in changed)
    call.manners.say(f"Mended {_counted(count, 'finding')} in {_counted(len(changed), 'file')}." if changed else
                     "Nothing could be mended.")
    if more := 0 if call.wants("--unsafe-fixes") else waiting(result.checked, unsafe=True):
        call.manners.say(f"{_counted(more, 'more finding')} can be mended with --unsafe-fixes.")
    return result


def show_diff(call: Call, result: Run, knowledge: Knowledge, ratchet: Ratchet) -> int:
    """Writes what `--fix` would change, and returns the exit code: 1 where there is something."""
    from advisor.cli.patches import write_patch

    mended = [one for one in _mends(call, result, knowledge, ratchet) if one.after != one.before]
    write_patch((line for one in mended for line in diff(one, result.paths[one.file])), call.output)
    count = sum(one.fixes for one in mended)
    call.manners.say(f"{_counted(count, 'finding')} in {_counted(len(mended), 'file')} can be mended." if mended else
                     "Nothing can be mended.")
    return INTERNAL if result.failed else FINDINGS if mended else CLEAN


def _mends(call: Call, result: Run, knowledge: Knowledge, ratchet: Ratchet) -> Iterator[Mended]:
    """Yields each document in which something could be mended."""
    unsafe = call.wants("--unsafe-fixes")
    judge = None
    for document, source in zip(result.checked, result.sources, strict=False):  # a baseline with findings comes last
        if waiting([document], unsafe=unsafe):
            judge = judge or knowledge.make_judge()
            lint = _lint(judge, result.paths[document.file])
            yield mend(document, source, lint, lambda one: ratchet.apply([one])[0], unsafe=unsafe)


def _lint(judge: Judge, path: str) -> Callable[[Source], Checked]:
    """Returns what checks a changed text as the file was checked that it is from."""
    from advisor.fileset.companions import companions_of

    return lambda source: judge.lint(source, companions_of(path, source))


def _counted(count: int, what: str) -> str:
    return f"{count:,} {what}{'' if count == 1 else 's'}"
