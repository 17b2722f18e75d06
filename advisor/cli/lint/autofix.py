"""`lint --fix` and `lint --diff`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from advisor.cli.exit_codes import CLEAN, FINDINGS, NOT_CHECKED
from advisor.cli.lint.arguments import LintArguments
from advisor.cli.lint.reports import LintRun
from advisor.cli.output import STANDARD_STREAM
from advisor.errors import InputError, Problem
from advisor.model.finding import DocumentResult, Fix
from advisor.reporters.severities import count_noun
from advisor.text.source import BYTE_ORDER_MARK, Source

if TYPE_CHECKING:
    from advisor.cli.lint.active_rules import ActiveRules
    from advisor.cli.lint.finding_filters import FindingFilters
    from advisor.runner.workers import DocumentLinter

MAX_ROUNDS = 20  # a fix may enable another
FIRST_RULE = "invalid-architecture"  # an unreadable document hides its other findings
CONTEXT_LINES = 3  # lines around a change
NO_LINE_END = "\n\\ No newline at end of file\n"
LintFunction = Callable[[Source], DocumentResult]
FilterFunction = Callable[[DocumentResult], DocumentResult]


class FixedDocument(NamedTuple):
    """One document before and after its fixes."""

    file: str
    before: str
    after: str
    result: DocumentResult  # the remaining findings
    fix_count: int  # number of applied fixes


def apply_fixes(
    arguments: LintArguments, result: LintRun, active_rules: ActiveRules, filters: FindingFilters
) -> LintRun:
    """Fixes documents in place; returns the run with their remaining findings."""
    checked = {document.file: document for document in result.checked}
    changed = list(_fixed_documents(arguments, result, active_rules, filters))
    for fixed in changed:
        save_fixed(fixed, result.paths[fixed.file])
        checked[fixed.file] = fixed.result
    texts = {fixed.file: Source(fixed.file, fixed.after) for fixed in changed}
    result = result._replace(checked=tuple(checked.values()),
                             sources=tuple(texts.get(source.name, source) for source in result.sources))
    count = sum(fixed.fix_count for fixed in changed)
    arguments.console.info(f"Mended {count_noun(count, 'finding')} in {count_noun(len(changed), 'file')}."
                           if changed else "Nothing could be mended.")
    if unsafe_count := 0 if arguments.unsafe_fixes else count_fixable(result.checked, unsafe=True):
        arguments.console.info(f"{count_noun(unsafe_count, 'more finding')} can be mended with --unsafe-fixes.")
    return result


def show_diff(arguments: LintArguments, result: LintRun, active_rules: ActiveRules, filters: FindingFilters) -> int:
    """Writes the changes that `--fix` would make; returns the exit code: 1 if there are any."""
    from advisor.cli.output import write_patch

    changed = [fixed for fixed in _fixed_documents(arguments, result, active_rules, filters)
               if fixed.after != fixed.before]
    write_patch((line for fixed in changed for line in format_diff(fixed, result.paths[fixed.file])), arguments.output)
    count = sum(fixed.fix_count for fixed in changed)
    arguments.console.info(f"{count_noun(count, 'finding')} in {count_noun(len(changed), 'file')} can be mended."
                           if changed else "Nothing can be mended.")
    return NOT_CHECKED if result.failed else FINDINGS if changed else CLEAN


def _fixed_documents(
    arguments: LintArguments, result: LintRun, active_rules: ActiveRules, filters: FindingFilters
) -> Iterator[FixedDocument]:
    """Yields each document that has fixable findings, with its fixes applied."""
    unsafe = arguments.unsafe_fixes
    judge = None
    for document, source in zip(result.checked, result.sources, strict=False):  # a baseline with findings comes last
        if count_fixable([document], unsafe=unsafe):
            judge = judge or active_rules.make_judge()
            lint = _lint(judge, result.paths[document.file])
            yield fix_document(document, source, lint, lambda checked: filters.apply([checked])[0], unsafe=unsafe)


def _lint(judge: DocumentLinter, path: str) -> Callable[[Source], DocumentResult]:
    """Returns a function that checks changed text with the companion files of its document."""
    from advisor.adr.linked_files import read_linked_files

    return lambda source: judge.lint(source, read_linked_files(path, source))


def fix_document(document: DocumentResult, source: Source, lint: LintFunction, filter_findings: FilterFunction, *,
                 unsafe: bool) -> FixedDocument:
    """Returns a document with its fixes applied.

    Args:
        filter_findings: removes the findings that do not count; these are not fixed.
        unsafe: whether to apply fixes that may change the meaning as well.
    """
    from advisor.linter.fixes.apply import fix_text

    text, count = source.text, 0
    for _ in range(MAX_ROUNDS):
        changed, applied = fix_text(text, _next(_fixes(document, unsafe=unsafe)))
        if not applied or changed == text:
            break
        text, count = changed, count + len(applied)
        document = filter_findings(lint(Source(source.name, text)))
    return FixedDocument(source.name, source.text, text, document, count)


def count_fixable(checked: Sequence[DocumentResult], *, unsafe: bool) -> int:
    """Returns the number of fixable findings."""
    return sum(len(_fixes(document, unsafe=unsafe)) for document in checked)


def save_fixed(fixed: FixedDocument, path: str) -> None:
    """Writes a fixed document to its file, which must be unchanged since it was read."""
    from advisor.notation.atomic_write import write_file

    write_file([_byte_order_marks(fixed, path) + fixed.after], path)


def format_diff(fixed: FixedDocument, path: str) -> Iterator[str]:
    """Yields the changes to a document as a unified diff."""
    from difflib import unified_diff

    marks = "" if path == STANDARD_STREAM else _byte_order_marks(fixed, path)
    before, after = _lines(marks + fixed.before), _lines(marks + fixed.after)
    for line in unified_diff(before, after, _name(f"a/{fixed.file}"), _name(f"b/{fixed.file}"), n=CONTEXT_LINES):
        yield line if line.endswith("\n") else line + NO_LINE_END


def _byte_order_marks(fixed: FixedDocument, path: str) -> str:
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


def _fixes(document: DocumentResult, *, unsafe: bool) -> list[tuple[str, Fix]]:
    """Returns the applicable fixes, each with its rule."""
    return [(noted.finding.rule, noted.fix) for noted in document.findings
            if noted.fix is not None and noted.suppression is None and (unsafe or noted.fix.is_safe)]


def _next(fixes: list[tuple[str, Fix]]) -> list[Fix]:
    """Returns the fixes of one rule: applying them invalidates the positions of all others."""
    rule = min((rule for rule, _ in fixes), key=lambda rule: (rule != FIRST_RULE, rule), default="")
    return [fix for name, fix in fixes if name == rule]
