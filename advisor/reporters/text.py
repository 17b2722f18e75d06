"""Text for people: a table of all interactions, or the full page of each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from advisor.model.interaction import Interaction
from advisor.model.recommendation import Decision
from advisor.reporters.agreement import Tally
from advisor.reporters.clean import clean, guarded_text
from advisor.reporters.layout import cells, cut, pad, paint
from advisor.reporters.part import by_interaction
from advisor.reporters.report import Report
from advisor.reporters.result import STATUS_STYLES, result_page
from advisor.reporters.review import of_interaction, review_in_text
from advisor.reporters.severities import counts_of, silenced_in_words
from advisor.source.frozen import NamedTuple

HEADINGS = ("id", "from -> to", "declared", "advised", "status", "margin", "")
WIDEST_ID = 40
LEAST_ROUTE = 30  # a shorter one says nothing; better a wide table
PATTERN_WIDTH = len("event-streaming")
STATUS_WIDTH = len("undecided")
MARK_WIDTH = len("excluded")
GAP = "  "


def report(what: Report) -> Iterator[str]:
    """Yields the title, a table, the counts, and what the review says."""
    return guarded_text(_table(what))


def pages(what: Report) -> Iterator[str]:
    """Yields the full page of every interaction, with what the review says of it."""
    return guarded_text(_pages(what))


def _table(what: Report) -> Iterator[str]:
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


def _pages(what: Report) -> Iterator[str]:
    between = ""
    parts = by_interaction(what.review, (interaction.id for interaction in what.interactions))
    for interaction, recommendation in what.results:
        yield between
        said = of_interaction(*parts[interaction.id], what.look)
        for line in result_page(interaction, recommendation, what.look, said):
            yield f"{line}\n"
        between = "\n" + "-" * min(what.look.width, 60) + "\n\n"


def _reviewed(what: Report) -> Iterator[str]:
    if what.review is None:
        return
    if what.review.findings:
        yield f"{counts_of(what.review.findings)}{silenced_in_words(what.review.silenced)}.\n"
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
