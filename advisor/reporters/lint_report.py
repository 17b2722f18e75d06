"""What a reporter of checked documents is given, and the reporters by name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from advisor.model.checked import Checked
from advisor.model.practice import Examples, Practice
from advisor.reporters import Formats
from advisor.reporters.report import Look, Result
from advisor.source.frozen import NamedTuple

FRAMES = 20  # on a terminal; beyond, one line for each
NO_FRAMES = 0  # on a pipe


def no_examples() -> Mapping[str, Examples]:
    """Returns none."""
    return {}


class LintReport(NamedTuple):
    """Everything there is to report about checked documents."""

    checked: tuple[Checked, ...]
    practices: Mapping[str, Practice]  # by id: all that could have been found, with the severity they have in this run
    rules_pack: str = ""
    version: str = ""  # of this program
    look: Look = Look()
    failing: frozenset[str] = frozenset({"error"})  # severities that fail the run
    frames: int = NO_FRAMES  # findings that text shows with their lines; the others get one line each
    questions: bool = False  # whether questions are shown
    statistics: bool = False  # whether findings are counted by rule
    results: Iterable[Result] = ()  # every interaction with its advice; read by `json` alone
    examples: Callable[[], Mapping[str, Examples]] = no_examples  # by id of a practice; asked for by few formats
    directory: str = ""  # absolute: where relative file names begin
    root: str = ""  # absolute: the repository's; paths for other programs begin here (at `directory` if empty)
    rules_page: str = ""  # the address of docs/rules.md for readers, where there is one
    failed: tuple[str, ...] = ()  # `file: why` of files that could not be checked
    notes: tuple[str, ...] = ()  # remarks on the run, such as files that were excluded


LINT_REPORTERS: Formats[LintReport] = Formats(
    "advisor.reporters.lint", ("text", "concise", "json", "json-lines", "sarif", "github", "gitlab", "junit", "azure",
                               "rdjson", "markdown", "agent"))
