"""Input of lint reporters, and the reporters by format."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from advisor.model.finding import DocumentResult
from advisor.model.practice import Practice, PracticeExamples
from advisor.page.style import TextStyle
from advisor.reporters import ReporterRegistry
from advisor.reporters.report import Result

FRAMES = 20  # on a terminal; further findings get one line each
NO_FRAMES = 0  # on a pipe


def no_examples() -> Mapping[str, PracticeExamples]:
    """Returns an empty mapping."""
    return {}


class LintReport(NamedTuple):
    """Results of a lint run, and how to present them."""

    checked: tuple[DocumentResult, ...]
    practices: Mapping[str, Practice]  # by id: all active rules with their severity in this run
    rules_pack: str = ""
    version: str = ""  # of this program
    style: TextStyle = TextStyle()
    failing: frozenset[str] = frozenset({"error"})  # severities that fail the run
    frames: int = NO_FRAMES  # findings that text shows with a code frame; the others get one line each
    questions: bool = False  # whether questions are shown
    statistics: bool = False  # whether findings are counted by rule
    results: Iterable[Result] = ()  # every interaction with its advice; used only by `json`
    examples: Callable[[], Mapping[str, PracticeExamples]] = (
        no_examples  # by practice id; lazy, because few formats need them
    )  # by practice id; lazy, because few formats need them
    directory: str = ""  # absolute: base of relative file names
    root: str = ""  # absolute: repository root, base of reported paths (`directory` if empty)
    rules_page: str = ""  # URL of docs/rules.md, if there is one
    failed: tuple[str, ...] = ()  # `file: why` of files that could not be checked
    notes: tuple[str, ...] = ()  # remarks on the run, such as excluded files


LINT_REPORTERS: ReporterRegistry[LintReport] = ReporterRegistry(
    "advisor.reporters.lint", ("text", "concise", "json", "json-lines", "sarif", "github", "gitlab", "junit", "azure",
                               "rdjson", "markdown", "agent"))
