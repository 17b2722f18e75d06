"""Creates verdicts about services, calls and flows."""

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

NO_VALUES: Mapping[str, str] = {}
MAX_PATH_NAMES = 10  # in a message


class Missing(NamedTuple):
    """Missing facts of a call or service."""

    subject: str
    facts: tuple[str, ...]
    is_call: bool = True


class About(NamedTuple):
    """Subject and location of a verdict."""

    subject: str
    interaction: str
    span: Span
    values: Mapping[str, str]

    def fine(self) -> Verdict:
        return Verdict(SATISFIED, self.subject, self.interaction, self.span, {})

    def broken(self, path: Sequence[str], numbers: Mapping[str, float],
               values: Mapping[str, str] = NO_VALUES) -> Verdict:
        """Returns a violation; `values` override placeholders derived from numbers."""
        derived = {"path": path_in_words(path), "first": shown(path[0]) if path else "",
                   **{name: counted(number) for name, number in numbers.items()}}
        return Verdict(VIOLATED, self.subject, self.interaction, self.span, {**self.values, **derived, **values},
                       path=tuple(path), numbers=dict(numbers))

    def unclear(self, because: str) -> Verdict:
        """Returns an unknown verdict without a single missing fact."""
        return Verdict(UNKNOWN, self.subject, self.interaction, self.span, {}, (), because)


def asks(system: Landscape, missing: Missing, because: str = "") -> Verdict:
    """Returns an unknown verdict that asks for missing facts, in the wording of all practices.

    Args:
        because: appended reason; makes the question distinct from those of other practices.
    """
    name, facts, is_call = missing
    text = f"{quoted(name)}{system.asking.of(facts)} {because}" if because else ""
    call = system.graph.calls.get(name)
    if call is not None and is_call:
        return Verdict(UNKNOWN, name, name, line_of(system, call), {}, facts, text)
    service = system.whole.architecture.services.get(name)
    span = first_line(service.span) if service else line_of(system, _first_call(system, name))
    return Verdict(UNKNOWN, name, "", span, {}, facts, text)


def each_once(verdicts: Iterable[Verdict]) -> Iterator[Verdict]:
    """Yields verdicts without duplicate questions."""
    asked = set()
    for verdict in verdicts:
        key = (verdict.subject, verdict.facts, verdict.question)
        if verdict.outcome != UNKNOWN or key not in asked:
            asked.add(key)
            yield verdict


def about_service(system: Landscape, service: int, span: Span) -> About:
    name = system.graph.names[service]
    return About(name, "", span, {"service": shown(name), "subject": shown(name)})


def fine_service(system: Landscape, service: int, call: Call) -> Verdict:
    """Returns a satisfied verdict on a service, at one of its calls."""
    return Verdict(SATISFIED, system.graph.names[service], "", interaction_of(system, call).span, {})


def about_call(interaction: Interaction, span: Span, values: Mapping[str, str]) -> About:
    return About(interaction.id, interaction.id, span, {**values, "subject": shown(interaction.id)})


def interaction_of(system: Landscape, call: Call) -> Interaction:
    return system.whole.architecture.interactions[call.number]


def place_of(system: Landscape, call: Call, facts: str | Iterable[str] = ()) -> Span:
    """Returns the span of the first stated of these facts of a call, or its first line."""
    return value_span(interaction_of(system, call), facts)


def line_of(system: Landscape, call: Call) -> Span:
    return first_line(interaction_of(system, call).span)


def path_in_words(path: Sequence[str]) -> str:
    """Joins names by arrows; elides the middle of a long path."""
    names = list(map(shown, path))
    if len(names) > MAX_PATH_NAMES:
        names[MAX_PATH_NAMES - 3 : -2] = [f"... {len(names) - MAX_PATH_NAMES + 1} more ..."]
    return " -> ".join(names)


def _first_call(system: Landscape, service: str) -> Call:
    number = system.graph.numbers[service]
    return (system.graph.into[number] or system.graph.out[number])[0]
