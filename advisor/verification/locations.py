"""Locations that a loaded pack does not keep: of facts, technologies, cases, examples and the pack itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from advisor.errors import Problem
from advisor.notation.tree import text_under
from advisor.rulebook.pack_files import list_files
from advisor.rulebook.rule_file import RuleFile, mappings_under, read_rule_files
from advisor.text.source import Span
from advisor.verification.report import CaseResult, PackFault, example_name

Locations = Mapping[tuple[str, str], Span]  # by family and name


def find_locations(directories: Sequence[Path]) -> Locations:
    """Returns the spans of facts, technologies, cases and examples; later directories override earlier ones."""
    problems: list[Problem] = []  # the pack was loaded before, so there are none
    return {key: span for directory in directories for file in read_rule_files(list_files(directory), problems)
            for key, span in _locations(file)}


def locate_fault(fault: PackFault, pack: str, locations: Locations) -> PackFault:
    """Returns a fault with its span, if one is found; `pack` is the pack's name."""
    if fault.span is not None:
        return fault
    return fault._replace(span=locations.get((fault.family, "" if fault.id == pack else fault.id)))


def locate_case(result: CaseResult, locations: Locations) -> CaseResult:
    """Returns a case's result with its span."""
    return result._replace(span=locations.get(("case", result.id)))


def locate_example(result: CaseResult, locations: Locations) -> CaseResult:
    """Returns an example's result with its span."""
    return result._replace(span=locations.get(("example", result.id)))


def _locations(file: RuleFile) -> Iterator[tuple[tuple[str, str], Span]]:
    folder = file.name.partition("/")[0]
    if file.name == "pack.yaml":
        yield ("pack", ""), file.span(file.root)
    elif file.name == "facts.yaml":
        yield from _named_spans(file, "needs", "fact", "name")
        yield from _named_spans(file, "comparisons", "fact", "fact")
    elif folder == "patterns":
        yield from _named_spans(file, "technologies", "technology", "name")
    elif folder == "practices":
        for number, node in enumerate(mappings_under(file, file.root, "examples")):
            yield ("example", example_name(text_under(file.root, "id"), number)), file.span(node)
    elif folder == "cases":
        yield from _named_spans(file, "cases", "case", "id")


def _named_spans(file: RuleFile, section: str, family: str, key: str) -> Iterator[tuple[tuple[str, str], Span]]:
    for node in mappings_under(file, file.root, section):
        yield (family, text_under(node, key)), file.span(node)
