"""Verdicts about services, calls and flows, with their subjects and spans."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from advisor.analysis.graph import SyncCall
from advisor.analysis.open_facts import MissingFacts
from advisor.analysis.system_model import SystemModel
from advisor.analysis.times import Time
from advisor.linter.context import NO_VALUES, SATISFIED, UNKNOWN, VIOLATED, Verdict, VerdictOutcome
from advisor.linter.spans import CHOICE_FACTS, first_line, related_places, value_span
from advisor.linter.wording import format_number, join_names, message_values
from advisor.model.architecture import Flow
from advisor.model.interaction import Interaction
from advisor.text.quoting import format_value
from advisor.text.source import Span

FLOW_REQUEST = "Say in a flow which calls belong together."
MAX_PATH_NAMES = 10  # in a message


class VerdictSubject(NamedTuple):
    """Subject and location of a verdict."""

    subject: str
    interaction: str
    span: Span
    values: Mapping[str, str]

    def satisfied(self) -> Verdict:
        return Verdict(SATISFIED, self.subject, self.interaction, self.span, {})

    def violated(self, path: Sequence[str], numbers: Mapping[str, float],
                 values: Mapping[str, str] = NO_VALUES, related: Iterable[tuple[Span, str]] = ()) -> Verdict:
        """Returns a violation; `values` override placeholders derived from numbers.

        Args:
            related: other places, each with what is there.
        """
        derived = {"path": format_path(path), "first": format_value(path[0]) if path else "",
                   **{name: format_number(number) for name, number in numbers.items()}}
        return Verdict(VIOLATED, self.subject, self.interaction, self.span, {**self.values, **derived, **values},
                       path=tuple(path), numbers=dict(numbers), related=related_places(related))

    def unknown(self, because: str) -> Verdict:
        """Returns an unknown verdict without a single missing fact."""
        return Verdict(UNKNOWN, self.subject, self.interaction, self.span, {}, (), because)


def question_verdict(system: SystemModel, missing: MissingFacts, question: str = "") -> Verdict:
    """Returns an unknown verdict that asks for missing facts.

    Args:
        question: replaces the default question of these facts.
    """
    name, facts, is_call = missing
    call = system.graph.calls.get(name)
    if call is not None and is_call:
        return Verdict(UNKNOWN, name, name, call_line(system, call), {}, facts, question)
    service = system.architecture.services.get(name)
    span = first_line(service.span) if service else call_line(system, _first_call(system, name))
    return Verdict(UNKNOWN, name, "", span, {}, facts, question)


def deduplicate_questions(verdicts: Iterable[Verdict]) -> Iterator[Verdict]:
    """Yields verdicts without duplicate questions."""
    asked = set()
    for verdict in verdicts:
        key = (verdict.subject, verdict.facts, verdict.question)
        if verdict.outcome != UNKNOWN or key not in asked:
            asked.add(key)
            yield verdict


def service_subject(system: SystemModel, service: int, span: Span) -> VerdictSubject:
    name = system.graph.names[service]
    return VerdictSubject(name, "", span, {"service": format_value(name), "subject": format_value(name)})


def flow_subject(flow: Flow) -> VerdictSubject:
    return VerdictSubject(flow.id, "", first_line(flow.span), {"subject": format_value(flow.id)})


def satisfied_service(system: SystemModel, service: int, call: SyncCall) -> Verdict:
    """Returns a satisfied verdict on a service, at one of its calls."""
    return Verdict(SATISFIED, system.graph.names[service], "", interaction_of(system, call).span, {})


def call_subject(interaction: Interaction, span: Span, values: Mapping[str, str]) -> VerdictSubject:
    return VerdictSubject(interaction.id, interaction.id, span, {**values, "subject": format_value(interaction.id)})


def interaction_of(system: SystemModel, call: SyncCall) -> Interaction:
    return system.architecture.interactions[call.number]


def retries_span(system: SystemModel, call: SyncCall) -> Span:
    """Returns the span of the attempts of a call or of its other retry facts, else its first line."""
    return value_span(interaction_of(system, call), ("retries.attempts", "retries"))


def call_line(system: SystemModel, call: SyncCall) -> Span:
    return first_line(interaction_of(system, call).span)


def call_places(system: SystemModel, calls: Iterable[SyncCall]) -> Iterator[tuple[Span, str]]:
    """Yields the line of each call with its sender and receivers."""
    for call in calls:
        interaction = interaction_of(system, call)
        yield call_line(system, call), f"{format_value(interaction.sender)} calls {join_names(interaction.receivers)}"


def retry_places(system: SystemModel, calls: Iterable[SyncCall]) -> Iterator[tuple[Span, str]]:
    """Yields where each call states its attempts."""
    for call in calls:
        attempts = format_value(call.facts.get("retries.attempts", "?"))
        yield retries_span(system, call), f"{format_value(call.id)} retries, attempts: {attempts}"


def format_path(path: Sequence[str]) -> str:
    """Joins names by arrows; elides the middle of a long path."""
    names = list(map(format_value, path))
    if len(names) > MAX_PATH_NAMES:
        names[MAX_PATH_NAMES - 3 : -2] = [f"... {len(names) - MAX_PATH_NAMES + 1} more ..."]
    return " -> ".join(names)


def format_lower_bound(time: Time) -> str:
    """Formats milliseconds; with `at least` if the upper bound is larger."""
    return format_number(time.least) if time.least == time.most else f"at least {format_number(time.least)}"


def _first_call(system: SystemModel, service: str) -> SyncCall:
    number = system.graph.indexes[service]
    return (system.graph.incoming[number] or system.graph.outgoing[number])[0]


def pattern_verdict(outcome: VerdictOutcome, interaction: Interaction, values: Mapping[str, str] | None = None,
                    facts: tuple[str, ...] = (), numbers: Mapping[str, float] | None = None) -> Verdict:
    """Returns a verdict on the pattern that an interaction declares."""
    if outcome == SATISFIED:
        return Verdict(outcome, interaction.id, interaction.id, interaction.span, NO_VALUES)
    return Verdict(outcome, interaction.id, interaction.id, value_span(interaction, CHOICE_FACTS),
                   {**message_values(interaction), **(values or {})}, facts, numbers=numbers or {})
