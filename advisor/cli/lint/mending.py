"""Applies fixes to documents in rounds, for `--fix` and `--diff`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from advisor.cli.output import STANDARD
from advisor.errors import InputError, Problem
from advisor.model.checked import Checked, Fix
from advisor.source import Source

MOST_ROUNDS = 20  # a fix may enable another
FIRST_RULE = "invalid-architecture"  # an unreadable document hides its other findings
BYTE_ORDER_MARK = "\ufeff"
CONTEXT_LINES = 3  # lines around a change
NO_LINE_END = "\n\\ No newline at end of file\n"

LintFunction = Callable[[Source], Checked]
FilterFunction = Callable[[Checked], Checked]


class Mended(NamedTuple):
    """One document before and after its fixes."""

    file: str
    before: str
    after: str
    checked: Checked  # the remaining findings
    fixes: int  # number of applied fixes


def mend(document: Checked, source: Source, lint: LintFunction, filter_findings: FilterFunction, *,
         unsafe: bool) -> Mended:
    """Returns a document with its fixes applied.

    Args:
        filter_findings: removes the findings that do not count; these are not fixed.
        unsafe: whether to apply fixes that may change the meaning as well.
    """
    from advisor.linter.fixes.applying import apply

    text, count = source.text, 0
    for _ in range(MOST_ROUNDS):
        changed, applied = apply(text, _next(_fixes(document, unsafe=unsafe)))
        if not applied or changed == text:
            break
        text, count = changed, count + len(applied)
        document = filter_findings(lint(Source(source.name, text)))
    return Mended(source.name, source.text, text, document, count)


def waiting(checked: Sequence[Checked], *, unsafe: bool) -> int:
    """Returns the number of fixable findings."""
    return sum(len(_fixes(document, unsafe=unsafe)) for document in checked)


def save(fixed: Mended, path: str) -> None:
    """Writes a fixed document to its file, which must be unchanged since it was read."""
    from advisor.cli.files import write_file

    write_file([_byte_order_marks(fixed, path) + fixed.after], path)


def diff(fixed: Mended, path: str) -> Iterator[str]:
    """Yields the changes to a document as a unified diff."""
    from difflib import unified_diff

    marks = "" if path == STANDARD else _byte_order_marks(fixed, path)
    before, after = _lines(marks + fixed.before), _lines(marks + fixed.after)
    for line in unified_diff(before, after, _name(f"a/{fixed.file}"), _name(f"b/{fixed.file}"), n=CONTEXT_LINES):
        yield line if line.endswith("\n") else line + NO_LINE_END


def _byte_order_marks(fixed: Mended, path: str) -> str:
    """Returns the byte order marks at the start of a file, which must be unchanged since it was read."""
    content = Path(path).read_bytes().decode("utf-8")
    if content.lstrip(BYTE_ORDER_MARK) != fixed.before:
        raise InputError(Problem("The file has changed while it was checked, so nothing was mended in it.",
                                 "Run it again.", file=fixed.file))
    return content[: len(content) - len(content.lstrip(BYTE_ORDER_MARK))]


def _name(file: str) -> str:
    """Quotes a file name as git does, if it contains special characters."""
    if file.isprintable() and '"' not in file and "\\" not in file:
        return file
    escaped = (f"\\{ord(char):03o}" if char < " " or char in '"\\\x7f' else char for char in file)
    return f'"{"".join(escaped)}"'


def _lines(text: str) -> list[str]:
    """Splits at line feeds only, as patch tools do: not at form feeds or lone carriage returns."""
    *complete, last = text.split("\n")
    return [f"{line}\n" for line in complete] + ([last] if last else [])


def _fixes(document: Checked, *, unsafe: bool) -> list[tuple[str, Fix]]:
    """Returns the applicable fixes, each with its rule."""
    return [(noted.finding.rule, noted.fix) for noted in document.noted
            if noted.fix is not None and noted.silence is None and (unsafe or noted.fix.is_safe)]


def _next(fixes: list[tuple[str, Fix]]) -> list[Fix]:
    """Returns the fixes of one rule: applying them invalidates the positions of all others."""
    rule = min((rule for rule, _ in fixes), key=lambda rule: (rule != FIRST_RULE, rule), default="")
    return [fix for name, fix in fixes if name == rule]
