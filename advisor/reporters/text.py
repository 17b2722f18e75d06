"""Text for people: a table of all interactions, or the full page of each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import NamedTuple

from advisor.model.interaction import Interaction
from advisor.model.recommendation import Decision, Recommendation
from advisor.reporters.agreement import Tally
from advisor.reporters.clean import clean
from advisor.reporters.findings import counts_of
from advisor.reporters.layout import cells, cut, pad, paint, wrap
from advisor.reporters.page import STATUS_STYLES, page
from advisor.reporters.part import by_interaction
from advisor.reporters.report import Report, WhatIf
from advisor.reporters.review import of_interaction, review_in_text
from advisor.reporters.words import value_in_words

HEADINGS = ("id", "from -> to", "declared", "advised", "status", "margin", "")
WIDEST_ID = 40
LEAST_ROUTE = 30  # a shorter one says nothing; better a wide table
PATTERN_WIDTH = len("event-streaming")
STATUS_WIDTH = len("undecided")
MARK_WIDTH = len("excluded")
GAP = "  "


def report(what: Report) -> Iterator[str]:
    """Yields the title, a table, the counts, and what the review says."""
    widths = _widths(what.interactions, what.look.width)
    if what.title:
        yield f"{paint(clean(what.title), 'bold', what.look.colour)}\n\n"
    if what.interactions:
        yield paint(_line(HEADINGS, widths), "dim", what.look.colour) + "\n"
    tally = Tally()
    for interaction, decision in what.decisions:
        mark = tally.add(interaction, decision)
        row = _row(interaction, decision, mark, widths)
        yield _painted(row, decision, mark, widths) if what.look.colour else _line(row, widths) + "\n"
    yield "\n" if what.interactions else ""
    yield f"{tally.sentence()}\n"
    yield from _reviewed(what)


def pages(what: Report) -> Iterator[str]:
    """Yields the full page of every interaction, with what the review says of it."""
    between = ""
    parts = by_interaction(what.review, (interaction.id for interaction in what.interactions))
    for interaction, recommendation in what.results:
        yield between
        said = of_interaction(*parts[interaction.id], what.look)
        for line in chain(page(interaction, recommendation, what.look), said):
            yield f"{line}\n"
        between = "\n" + "-" * min(what.look.width, 60) + "\n\n"


def before_and_after(what: Report) -> Iterator[str]:
    """Yields two short blocks, the answer now and the answer if, and what is different between them."""
    assert what.what_if is not None
    for _, now in what.results:
        yield from _block("Now", now, what)
        yield "\n"
        yield from _block(f"If {_supposed(what.what_if)}", what.what_if.result[1], what)
        yield "\n"
        for line in _differences(now, what.what_if.result[1]):
            yield from (f"{part}\n" for part in wrap(line, what.look.width, "", "  "))


def _reviewed(what: Report) -> Iterator[str]:
    if what.review is None:
        return
    if what.review.findings:
        yield f"{counts_of(what.review.findings)}.\n"
    for line in review_in_text(what.review, what.look, every_question=what.every_question):
        yield f"{line}\n"


class _Widths(NamedTuple):
    id: int
    route: int
    declared: int
    advised: int
    status: int
    margin: int
    mark: int


def _widths(interactions: tuple[Interaction, ...], total: int) -> _Widths:
    longest_id = max((cells(clean(interaction.id)) for interaction in interactions), default=2)
    declared = max((len(interaction.declared or "") for interaction in interactions), default=0)
    fixed = _Widths(min(max(longest_id, 2), WIDEST_ID), 0, max(declared, len("declared")), PATTERN_WIDTH, STATUS_WIDTH,
                    len("margin"), MARK_WIDTH)
    room = total - sum(fixed) - len(GAP) * (len(fixed) - 1)
    longest_route = max((cells(_route(interaction)) for interaction in interactions), default=0)
    return fixed._replace(route=min(max(room, LEAST_ROUTE), max(longest_route, len("from -> to"))))


def _row(interaction: Interaction, decision: Decision, mark: str, widths: _Widths) -> tuple[str, ...]:
    margin = "" if decision.margin is None else str(decision.margin)
    return (clean(interaction.id), cut(_route(interaction), widths.route), clean(interaction.declared or "-"),
            decision.pattern or "-", decision.status, margin, mark)


def _route(interaction: Interaction) -> str:
    first, *others = interaction.receivers or ("?",)
    more = f" +{len(others)}" if others else ""
    return clean(f"{interaction.sender} -> {first}{more}")


def _line(row: Iterable[str], widths: _Widths) -> str:
    return GAP.join(map(pad, row, widths)).rstrip()


def _painted(row: tuple[str, ...], decision: Decision, mark: str, widths: _Widths) -> str:
    padded = [pad(cell, width) for cell, width in zip(row, widths, strict=True)]
    padded[3] = paint(padded[3], "bold", True)
    padded[4] = paint(padded[4], STATUS_STYLES.get(decision.status, "bold"), True)
    padded[6] = paint(mark, "red", True)
    return GAP.join(padded).rstrip() + "\n"


def _block(title: str, recommendation: Recommendation, what: Report) -> Iterator[str]:
    from advisor.reporters.words import headline_in_words

    pattern = f"{recommendation.pattern}  " if recommendation.pattern else ""
    yield f"{paint(title, 'bold', what.look.colour)}\n"
    yield f"  {pattern}{headline_in_words(recommendation)}\n"
    scores = ", ".join(f"{ranked.pattern} {'excluded' if ranked.excluded else ranked.score}"
                       for ranked in recommendation.ranking)
    yield from (f"{line}\n" for line in wrap(scores, what.look.width, "  ", "    "))


def _supposed(what_if: WhatIf) -> str:
    return ", ".join(f"{name} {'were' if value is None else 'is'} {clean(value_in_words(value))}"
                     for name, value in what_if.changes.items())


def _differences(before: Recommendation, after: Recommendation) -> Iterator[str]:
    """What the change does, fired rule by fired rule."""
    if before.pattern == after.pattern and before.status == after.status:
        yield "The answer stays the same."
    elif before.pattern == after.pattern:
        yield f"The pattern stays; it was {before.status} and is {after.status}."
    else:
        yield f"The answer changes from {before.pattern or before.status} to {after.pattern or after.status}."
    earlier, later = _moves(before), _moves(after)
    for rule in sorted(later.keys() - earlier.keys()):
        yield f"+ {rule}: {later[rule]}"
    for rule in sorted(earlier.keys() - later.keys()):
        yield f"- {rule}: {earlier[rule]}"


def _moves(recommendation: Recommendation) -> dict[str, str]:
    """Every rule that fires, with what it does."""
    points: dict[str, list[str]] = {}
    for ranked in recommendation.ranking:
        for reason in ranked.reasons:
            points.setdefault(reason.rule, []).append(f"{ranked.pattern} {reason.points:+d}")
    moves = {rule: ", ".join(sorted(given)) for rule, given in points.items()}
    moves |= {exclusion.rule: f"excludes {exclusion.pattern}" for exclusion in recommendation.excluded}
    return moves | {conflict.rule: f"conflict, {clean(conflict.title)}" for conflict in recommendation.conflicts}
