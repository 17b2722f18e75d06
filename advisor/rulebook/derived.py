"""Facts that follow from numbers: bands of a number, and two numbers compared."""

from __future__ import annotations

from collections.abc import Collection
from collections.abc import Mapping as Table
from itertools import pairwise

from advisor.model.fact import Bands, Comparison, Fact
from advisor.notation.suggest import did_you_mean
from advisor.notation.tree import Mapping
from advisor.rulebook.page import Page


def check_bands(page: Page, node: Mapping, bands: Bands, needs: Table[str, Fact], excused: Collection[str]) -> bool:
    """Returns whether a choice can follow from a number this way; notes why not."""
    if {bands.fact, bands.from_fact} & set(excused):
        return False
    before = len(page.problems)
    _of_type(page, node, "fact", bands.fact, needs, ("choice",))
    _of_type(page, node, "from_fact", bands.from_fact, needs, ("number", "integer"))
    if len(page.problems) == before:
        _check_thresholds(page, node, bands, needs[bands.fact], needs[bands.from_fact])
    return len(page.problems) == before


def check_comparison(page: Page, node: Mapping, comparison: Comparison, needs: Table[str, Fact],
                     excused: Collection[str]) -> bool:
    """Returns whether two numbers can be compared this way; notes why not."""
    before = len(page.problems)
    if comparison.fact in ("all", "any", "not"):
        page.wrong(node.entries["fact"], f"`{comparison.fact}` is a word of conditions.", "Choose another name.")
    for key, name in (("smaller", comparison.smaller), ("larger", comparison.larger)):
        if name not in excused:
            _of_type(page, node, key, name, needs, ("number", "integer"))
    if comparison.smaller == comparison.larger:
        page.wrong(node.entries["larger"], f"`{comparison.larger}` is compared with itself.", "Name two numbers.")
    return len(page.problems) == before


def _of_type(page: Page, node: Mapping, key: str, name: str, needs: Table[str, Fact], types: tuple[str, ...]) -> None:
    if name not in needs:
        page.wrong(node.entries[key], f"Unknown fact `{name}`.", did_you_mean(name, needs))
    elif needs[name].type not in types:
        page.wrong(node.entries[key], f"`{key}` takes a {' or '.join(types)}, and `{name}` is a {needs[name].type}.")


def _check_thresholds(page: Page, node: Mapping, bands: Bands, choice: Fact, number: Fact) -> None:
    place = node.entries["bands"]
    for value in bands.bands:
        if value not in choice.values:
            page.wrong(place, f"`{value}` is not a value of `{choice.name}`.", did_you_mean(value, choice.values))
    missing = [value for value in choice.values if value not in bands.bands]
    if missing:
        page.wrong(place, f"No band for {', '.join(missing)}.", "Give every value its number.")
    thresholds = [bands.bands[value] for value in choice.values if value in bands.bands]
    if any(lower >= upper for lower, upper in pairwise(thresholds)):
        page.wrong(place, f"The numbers do not rise in the order of `{choice.name}`: {', '.join(choice.values)}.")
    least = number.at_least if number.at_least is not None else number.above
    if thresholds and (least is None or min(thresholds) > least):
        page.wrong(place, f"A small `{number.name}` falls into no band.", "Let the first band start at its minimum.")
