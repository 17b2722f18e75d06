"""What `--fix` writes and `--diff` shows: documents mended as far as that is possible, round by round."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from advisor.cli.output import STANDARD
from advisor.errors import InputError, Problem
from advisor.model.checked import Checked, Fix
from advisor.source import Source

MOST_ROUNDS = 20  # a fix may make room for another
FIRST = "invalid-architecture"  # what cannot be read hides what it says
MARK = "\ufeff"
CONTEXT = 3  # lines around a change
NO_LINE_END = "\n\\ No newline at end of file\n"

Lint = Callable[[Source], Checked]
Narrow = Callable[[Checked], Checked]


class Mended(NamedTuple):
    """One document after what could be mended was."""

    file: str
    before: str
    after: str
    checked: Checked  # what is found in it now
    fixes: int  # how many were carried out


def mend(document: Checked, source: Source, lint: Lint, narrow: Narrow, *, unsafe: bool) -> Mended:
    """Returns a document with its fixes carried out.

    Args:
        narrow: takes out of a document what does not count; what does not is not mended.
        unsafe: whether fixes that may change the meaning are carried out as well.
    """
    from advisor.linter.fixes.applying import apply

    text, count = source.text, 0
    for _ in range(MOST_ROUNDS):
        changed, applied = apply(text, _next(_fixes(document, unsafe=unsafe)))
        if not applied or changed == text:
            break
        text, count = changed, count + len(applied)
        document = narrow(lint(Source(source.name, text)))
    return Mended(source.name, source.text, text, document, count)


def waiting(checked: Sequence[Checked], *, unsafe: bool) -> int:
    """Returns how many findings could be mended."""
    return sum(len(_fixes(document, unsafe=unsafe)) for document in checked)


def save(mended: Mended, path: str) -> None:
    """Writes a mended document in the place of what it was read from, which must be unchanged."""
    from advisor.cli.files import write_file

    write_file([_marks(mended, path) + mended.after], path)


def diff(mended: Mended, path: str) -> Iterator[str]:
    """Yields what changes in a document, as programs that patch files read it."""
    from difflib import unified_diff

    marks = "" if path == STANDARD else _marks(mended, path)
    before, after = _lines(marks + mended.before), _lines(marks + mended.after)
    for line in unified_diff(before, after, _name(f"a/{mended.file}"), _name(f"b/{mended.file}"), n=CONTEXT):
        yield line if line.endswith("\n") else line + NO_LINE_END


def _marks(mended: Mended, path: str) -> str:
    """Returns the byte order marks before the text of a file, which must be unchanged."""
    content = Path(path).read_bytes().decode("utf-8")
    if content.lstrip(MARK) != mended.before:
        raise InputError(Problem("The file has changed while it was checked, so nothing was mended in it.",
                                 "Run it again.", file=mended.file))
    return content[: len(content) - len(content.lstrip(MARK))]


def _name(file: str) -> str:
    """Returns a name as git writes it: in quotes where it would break its line."""
    if file.isprintable() and '"' not in file and "\\" not in file:
        return file
    escaped = (f"\\{ord(char):03o}" if char < " " or char in '"\\\x7f' else char for char in file)
    return f'"{"".join(escaped)}"'


def _lines(text: str) -> list[str]:
    """Lines end where other programs see them end: not at a form feed, nor at a lone carriage return."""
    *whole, last = text.split("\n")
    return [f"{line}\n" for line in whole] + ([last] if last else [])


def _fixes(document: Checked, *, unsafe: bool) -> list[tuple[str, Fix]]:
    """Returns what may be carried out, each with its rule."""
    return [(one.finding.rule, one.fix) for one in document.noted
            if one.fix is not None and one.silence is None and (unsafe or one.fix.is_safe)]


def _next(fixes: list[tuple[str, Fix]]) -> list[Fix]:
    """Returns the fixes of one rule: those of another rest on a text in which these are not carried out yet."""
    rule = min((rule for rule, _ in fixes), key=lambda rule: (rule != FIRST, rule), default="")
    return [fix for one, fix in fixes if one == rule]
