"""Verdicts about services, calls and flows: where they point and what they ask."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from advisor.linter.places import first_line, value_span
from advisor.linter.system.graph import Call
from advisor.linter.system.landscape import Landscape
from advisor.linter.whole import SATISFIED, UNKNOWN, VIOLATED, Verdict
from advisor.linter.wording import counted
from advisor.model.interaction import Interaction
from advisor.notation.quote import quoted, shown
from advisor.source import Span
from advisor.source.frozen import NamedTuple

NOTHING: Mapping[str, str] = {}
MOST_SHOWN = 10  # names of a path in a sentence


class Missing(NamedTuple):
    """Facts that are not stated, and the call or service that they would be stated of."""

    subject: str
    facts: tuple[str, ...]
    is_call: bool = True


class About(NamedTuple):
    """What a verdict is about."""

    subject: str
    interaction: str
    span: Span
    values: Mapping[str, str]

    def fine(self) -> Verdict:
        return Verdict(SATISFIED, self.subject, self.interaction, self.span, {})

    def broken(self, path: Sequence[str], numbers: Mapping[str, float],
               values: Mapping[str, str] = NOTHING) -> Verdict:
        """Returns a violation; `values` speak where a number alone would not."""
        told = {"path": path_in_words(path), "first": shown(path[0]) if path else "",
                **{name: counted(number) for name, number in numbers.items()}}
        return Verdict(VIOLATED, self.subject, self.interaction, self.span, {**self.values, **told, **values},
                       path=tuple(path), numbers=dict(numbers))

    def unclear(self, because: str) -> Verdict:
        """Returns that it cannot be told, where no single fact is missing."""
        return Verdict(UNKNOWN, self.subject, self.interaction, self.span, {}, (), because)


def asks(landscape: Landscape, missing: Missing, because: str = "") -> Verdict:
    """Returns a question to what does not state a fact, in the words in which every practice would ask it.

    Args:
        because: what hangs on the answer; a question that says so stands for itself.
    """
    name, facts, is_call = missing
    text = f"{quoted(name)}{landscape.asking.of(facts)} {because}" if because else ""
    call = landscape.graph.calls.get(name)
    if call is not None and is_call:
        return Verdict(UNKNOWN, name, name, line_of(landscape, call), {}, facts, text)
    service = landscape.whole.architecture.services.get(name)
    span = first_line(service.span) if service else line_of(landscape, _first_call(landscape, name))
    return Verdict(UNKNOWN, name, "", span, {}, facts, text)


def each_once(verdicts: Iterable[Verdict]) -> Iterator[Verdict]:
    """Yields verdicts, but every question only once."""
    asked = set()
    for verdict in verdicts:
        key = (verdict.subject, verdict.facts, verdict.question)
        if verdict.outcome != UNKNOWN or key not in asked:
            asked.add(key)
            yield verdict


def about_service(landscape: Landscape, service: int, span: Span) -> About:
    name = landscape.graph.names[service]
    return About(name, "", span, {"service": shown(name), "subject": shown(name)})


def fine_service(landscape: Landscape, service: int, call: Call) -> Verdict:
    """Returns that nothing is wrong with a service, at one of its calls."""
    return Verdict(SATISFIED, landscape.graph.names[service], "", interaction_of(landscape, call).span, {})


def about_call(interaction: Interaction, span: Span, values: Mapping[str, str]) -> About:
    return About(interaction.id, interaction.id, span, {**values, "subject": shown(interaction.id)})


def interaction_of(landscape: Landscape, call: Call) -> Interaction:
    return landscape.whole.architecture.interactions[call.number]


def place_of(landscape: Landscape, call: Call, facts: str | Iterable[str] = ()) -> Span:
    """Returns where one of these facts of a call stands, or its first line."""
    return value_span(interaction_of(landscape, call), facts)


def line_of(landscape: Landscape, call: Call) -> Span:
    return first_line(interaction_of(landscape, call).span)


def path_in_words(path: Sequence[str]) -> str:
    """Returns names joined by arrows; of a long path its beginning and its end."""
    names = list(map(shown, path))
    if len(names) > MOST_SHOWN:
        names[MOST_SHOWN - 3 : -2] = [f"... {len(names) - MOST_SHOWN + 1} more ..."]
    return " -> ".join(names)


def _first_call(landscape: Landscape, service: str) -> Call:
    number = landscape.graph.numbers[service]
    return (landscape.graph.into[number] or landscape.graph.out[number])[0]
