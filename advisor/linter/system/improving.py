"""What it would gain to make a call asynchronous: tried out on the calls that findings name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from advisor.linter.system.gains import Gains
from advisor.linter.system.graph import Call
from advisor.linter.system.landscape import Landscape, landscape_of
from advisor.linter.whole import VIOLATED, Verdict, Whole
from advisor.model.finding import Improvement

MOST_TRIED = 200  # calls, those with the most repeated calls and the longest waits first
BECAUSE = {
    False: "Its caller does not need the answer.",
    True: "Its caller needs the answer and would have to be redesigned.",
    None: "Nothing says whether its caller needs the answer (`needs_response`).",
}


def improvements(whole: Whole, verdicts: Iterable[Verdict] | None = None) -> tuple[Improvement, ...]:
    """Returns what making single calls asynchronous would gain: first what can be done, then by their gains.

    Args:
        verdicts: of system checks; the violated ones name the services and calls to look at. If left out, all calls
            are looked at.
    """
    landscape = landscape_of(whole)
    gains = Gains(landscape)
    named = landscape.graph.calls.values() if verdicts is None else _named(landscape, verdicts)
    waited = [call for call in named if call.blocking]
    chosen = sorted(waited, key=lambda call: (*(-part for part in gains.promise(call)), call.number))[:MOST_TRIED]
    found = [_improvement(gains, call) for call in chosen]
    return _ranked([one for one in found if _gains_something(one)])


def _named(landscape: Landscape, verdicts: Iterable[Verdict]) -> list[Call]:
    """Returns the calls that violated verdicts speak of, each once."""
    graph = landscape.graph
    of_flow = {timed.flow.id: [step.interaction.id for step in timed.steps] for timed in landscape.flows}
    names: dict[str, None] = {}
    for verdict in verdicts:
        if verdict.outcome != VIOLATED:
            continue
        ids = of_flow.get(verdict.subject, ()) if not verdict.interaction else (verdict.interaction, *verdict.path)
        names.update(dict.fromkeys(ids))
        services = {graph.numbers[name] for name in verdict.path if name in graph.numbers}
        for service in services if not verdict.interaction else ():
            names.update((call.id, None) for call in graph.out[service] if not services.isdisjoint(call.receivers))
    return [graph.calls[name] for name in names if name in graph.calls]


def _improvement(gains: Gains, call: Call) -> Improvement:
    needed = call.facts.get("needs_response")
    return Improvement(call.id, needed is False, BECAUSE[needed], gains.availability(call), gains.worst_ms(call),
                       gains.amplification(call))


def _gains_something(one: Improvement) -> bool:
    return bool(one.availability_gain or one.worst_ms_gain or (one.amplification_gain or 1) > 1)


def _ranked(found: Sequence[Improvement]) -> tuple[Improvement, ...]:
    """Returns improvements in the order of the sum of their places in three lists, one for each kind of gain."""
    places = [_places([one.availability_gain or 0 for one in found]),
              _places([one.worst_ms_gain or 0 for one in found]),
              _places([one.amplification_gain or 1 for one in found])]
    order = sorted(range(len(found)), key=lambda number: (not found[number].proposed,
                                                          sum(place[number] for place in places), number))
    return tuple(found[number] for number in order)


def _places(amounts: Sequence[float]) -> list[int]:
    place = {amount: number for number, amount in enumerate(sorted(set(amounts), reverse=True))}
    return [place[amount] for amount in amounts]
