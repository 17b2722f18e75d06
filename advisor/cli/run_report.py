"""The parts of a report that say where and by which rules a command ran."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator

from advisor.cli.console import ConsoleOptions
from advisor.model.finding import DocumentResult
from advisor.reporters.report import Report
from advisor.settings.values import RunSettings

LINK_FORMATS = ("json", "sarif", "rdjson", "junit", "markdown", "html")  # formats with a URL for each rule
LEDGER_FORMATS = ("text", "concise")  # formats that say in a line what was not read; others need it beside them
DISTRIBUTION = "comms-advisor"
LABEL = "Rules"  # in `[project.urls]`


def new_report(command: str, settings: RunSettings, root: str, formats: Collection[str]) -> Report:
    """Returns a report without results.

    Args:
        root: absolute path of the project; reported paths begin at its repository.
        formats: that will be written; some of them link to the documentation of the rules.
    """
    from advisor.runner.discovery import find_repository
    from advisor.version import __version__

    return Report(command=command, version=__version__, directory=os.getcwd(), root=find_repository(root) or root,
                  failing=frozenset(settings.failing_severities),
                  rules_page="" if set(LINK_FORMATS).isdisjoint(formats) else rules_url())


def styled(report: Report, console: ConsoleOptions, form: str) -> Report:
    """Returns a report in the style of standard output, with links to the rules where they can be followed."""
    style = console.style(form=form)
    return report._replace(style=style, rules_page=rules_url() if style.has_links else report.rules_page)


def rules_url() -> str:
    """Returns the URL of docs/rules.md, or an empty string if the package names none."""
    from importlib.metadata import PackageNotFoundError, metadata

    try:
        urls = metadata(DISTRIBUTION).get_all("Project-URL") or []
    except PackageNotFoundError:  # run from a source tree
        return ""
    pairs = (url.partition(",") for url in urls)
    return next((url.strip() for label, _, url in pairs if label.strip() == LABEL), "")


def not_checked(unreadable: Iterable[DocumentResult], closed: Iterable[str]) -> Iterator[str]:
    """Yields `file: why` of documents that could not be read, and of directories without read permission."""
    for document in unreadable:
        yield f"{document.file}: it could not be read"
    for name in closed:
        yield f"{name}: it may not be read, so nothing in it was checked"
