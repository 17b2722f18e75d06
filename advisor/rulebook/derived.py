"""Checks facts derived from numbers: bands of a number, and comparisons of two numbers."""

from __future__ import annotations

from collections.abc import Collection
from collections.abc import Mapping as Table
from itertools import pairwise

from advisor.model.fact import Fact, FactComparison, NumberBands
from advisor.notation.tree import MappingNode
from advisor.rulebook.rule_file import RuleFile
from advisor.text.suggestions import did_you_mean


def check_bands(
    file: RuleFile, node: MappingNode, bands: NumberBands, needs: Table[str, Fact], broken: Collection[str]
) -> bool:
    """Returns whether the bands are valid; reports why not."""
    if {bands.fact, bands.from_fact} & set(broken):
        return False
    before = len(file.problems)
    _check_type(file, node, "fact", bands.fact, needs, ("choice",))
    _check_type(file, node, "from_fact", bands.from_fact, needs, ("number", "integer"))
    if len(file.problems) == before:
        _check_thresholds(file, node, bands, needs[bands.fact], needs[bands.from_fact])
    return len(file.problems) == before


def check_comparison(file: RuleFile, node: MappingNode, comparison: FactComparison, needs: Table[str, Fact],
                     broken: Collection[str]) -> bool:
    """Returns whether the comparison is valid; reports why not."""
    before = len(file.problems)
    if comparison.fact in ("all", "any", "not"):
        file.report(node.entries["fact"], f"`{comparison.fact}` is a word of conditions.", "Choose another name.")
    for key, name in (("smaller", comparison.smaller), ("larger", comparison.larger)):
        if name not in broken:
            _check_type(file, node, key, name, needs, ("number", "integer"))
    if comparison.smaller == comparison.larger:
        file.report(node.entries["larger"], f"`{comparison.larger}` is compared with itself.", "Name two numbers.")
    return len(file.problems) == before


def _check_type(file: RuleFile, node: MappingNode, key: str, name: str, needs: Table[str, Fact],
                types: tuple[str, ...]) -> None:
    if name not in needs:
        file.report(node.entries[key], f"Unknown fact `{name}`.", did_you_mean(name, needs))
    elif needs[name].type not in types:
        file.report(node.entries[key], f"`{key}` takes a {' or '.join(types)}, and `{name}` is a {needs[name].type}.")


def _check_thresholds(file: RuleFile, node: MappingNode, bands: NumberBands, choice: Fact, number: Fact) -> None:
    bands_node = node.entries["bands"]
    for value in bands.bands:
        if value not in choice.values:
            file.report(bands_node, f"`{value}` is not a value of `{choice.name}`.", did_you_mean(value, choice.values))
    missing = [value for value in choice.values if value not in bands.bands]
    if missing:
        file.report(bands_node, f"No band for {', '.join(missing)}.", "Give every value its number.")
    thresholds = [bands.bands[value] for value in choice.values if value in bands.bands]
    if any(lower >= upper for lower, upper in pairwise(thresholds)):
        file.report(bands_node, f"The numbers do not rise in the order of `{choice.name}`: {', '.join(choice.values)}.")
    lower_limit = number.at_least if number.at_least is not None else number.above
    if thresholds and (lower_limit is None or min(thresholds) > lower_limit):
        file.report(bands_node, f"A small `{number.name}` falls into no band.",
                    "Let the first band start at its minimum.")
