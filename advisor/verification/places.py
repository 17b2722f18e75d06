"""Locations that a loaded pack does not keep: of facts, technologies, cases, examples and the pack itself."""

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
    """Returns the spans of facts, technologies, cases and examples; later directories override earlier ones."""
    problems: list[Problem] = []  # the pack was loaded before, so there are none
    return {key: span for directory in directories for file in read_pages(list_files(directory), problems)
            for key, span in _locations(file)}


def placed(fault: Fault, pack: str, locations: Places) -> Fault:
    """Returns a fault with its span, if one is found; `pack` is the pack's name."""
    if fault.span is not None:
        return fault
    return fault._replace(span=locations.get((fault.family, "" if fault.id == pack else fault.id)))


def placed_case(result: CaseResult, locations: Places) -> CaseResult:
    """Returns a case's result with its span."""
    return result._replace(span=locations.get(("case", result.id)))


def placed_example(result: CaseResult, locations: Places) -> CaseResult:
    """Returns an example's result with its span."""
    return result._replace(span=locations.get(("example", result.id)))


def _locations(file: Page) -> Iterator[tuple[tuple[str, str], Span]]:
    folder = file.name.partition("/")[0]
    if file.name == "pack.yaml":
        yield ("pack", ""), file.span(file.root)
    elif file.name == "facts.yaml":
        yield from _named_spans(file, "needs", "fact", "name")
        yield from _named_spans(file, "comparisons", "fact", "fact")
    elif folder == "patterns":
        yield from _named_spans(file, "technologies", "technology", "name")
    elif folder == "practices":
        for number, node in enumerate(items(file, file.root, "examples")):
            yield ("example", example_name(text(file.root, "id"), number)), file.span(node)
    elif folder == "cases":
        yield from _named_spans(file, "cases", "case", "id")


def _named_spans(file: Page, section: str, family: str, key: str) -> Iterator[tuple[tuple[str, str], Span]]:
    for node in items(file, file.root, section):
        yield (family, text(node, key)), file.span(node)
