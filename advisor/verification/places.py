"""Where things stand of which a pack keeps no place: facts, technologies, cases, examples and the pack itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from advisor.errors import Problem
from advisor.rulebook.files import list_files
from advisor.rulebook.page import Page, items, read_pages, text
from advisor.source import Span
from advisor.verification.verdict import CaseResult, Fault, example_name

Places = Mapping[tuple[str, str], Span]  # by family and name


def find_places(directories: Sequence[Path]) -> Places:
    """Returns the places of facts, technologies, cases and examples; what stands in several directories is in the last.
    """
    problems: list[Problem] = []  # the pack was read before, so there are none
    return {place: span for directory in directories for page in read_pages(list_files(directory), problems)
            for place, span in _places(page)}


def placed(fault: Fault, pack: str, places: Places) -> Fault:
    """Returns a fault with its place, where that can be found; `pack` is the pack's name."""
    if fault.span is not None:
        return fault
    return fault._replace(span=places.get((fault.family, "" if fault.id == pack else fault.id)))


def placed_case(result: CaseResult, places: Places) -> CaseResult:
    """Returns a case's result with its place."""
    return result._replace(span=places.get(("case", result.id)))


def placed_example(result: CaseResult, places: Places) -> CaseResult:
    """Returns an example's result with its place."""
    return result._replace(span=places.get(("example", result.id)))


def _places(page: Page) -> Iterator[tuple[tuple[str, str], Span]]:
    folder = page.name.partition("/")[0]
    if page.name == "pack.yaml":
        yield ("pack", ""), page.span(page.root)
    elif page.name == "facts.yaml":
        yield from _named(page, "needs", "fact", "name")
        yield from _named(page, "comparisons", "fact", "fact")
    elif folder == "patterns":
        yield from _named(page, "technologies", "technology", "name")
    elif folder == "practices":
        for number, node in enumerate(items(page, page.root, "examples")):
            yield ("example", example_name(text(page.root, "id"), number)), page.span(node)
    elif folder == "cases":
        yield from _named(page, "cases", "case", "id")


def _named(page: Page, section: str, family: str, key: str) -> Iterator[tuple[tuple[str, str], Span]]:
    for node in items(page, page.root, section):
        yield (family, text(node, key)), page.span(node)
