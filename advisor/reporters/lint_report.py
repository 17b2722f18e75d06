"""Input of lint reporters, and the reporters by format."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from advisor.model.checked import Checked
from advisor.model.practice import Examples, Practice
from advisor.reporters import Formats
from advisor.reporters.report import Look, Result
from advisor.source.frozen import NamedTuple

FRAMES = 20  # on a terminal; further findings get one line each
NO_FRAMES = 0  # on a pipe


def no_examples() -> Mapping[str, Examples]:
    """Returns an empty mapping."""
    return {}


class LintReport(NamedTuple):
    """Results of a lint run, and how to present them."""

    checked: tuple[Checked, ...]
    practices: Mapping[str, Practice]  # by id: all active rules with their severity in this run
    rules_pack: str = ""
    version: str = ""  # of this program
    look: Look = Look()
    failing: frozenset[str] = frozenset({"error"})  # severities that fail the run
    frames: int = NO_FRAMES  # findings that text shows with a code frame; the others get one line each
    questions: bool = False  # whether questions are shown
    statistics: bool = False  # whether findings are counted by rule
    results: Iterable[Result] = ()  # every interaction with its advice; used only by `json`
    examples: Callable[[], Mapping[str, Examples]] = no_examples  # by practice id; lazy, because few formats need them
    directory: str = ""  # absolute: base of relative file names
    root: str = ""  # absolute: repository root, base of reported paths (`directory` if empty)
    rules_page: str = ""  # URL of docs/rules.md, if there is one
    failed: tuple[str, ...] = ()  # `file: why` of files that could not be checked
    notes: tuple[str, ...] = ()  # remarks on the run, such as excluded files


LINT_REPORTERS: Formats[LintReport] = Formats(
    "advisor.reporters.lint", ("text", "concise", "json", "json-lines", "sarif", "github", "gitlab", "junit", "azure",
                               "rdjson", "markdown", "agent"))
