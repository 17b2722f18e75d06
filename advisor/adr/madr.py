"""Architecture decision records (ADR) in MADR 4 format: context, options, outcome, flip points."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from json import dumps
from typing import Any

from advisor.adr.sections import generated_section
from advisor.adr.wording import (
    confirmation,
    consequences,
    context,
    more_information,
    options,
    outcome,
    pattern_title,
    reason_lines,
)
from advisor.formats.decision_record import RECORD_LANGUAGE, RECORD_VERSION, DecisionRecord
from advisor.model.interaction import Interaction
from advisor.model.recommendation import RankedPattern, Recommendation
from advisor.reporters.markup import escape_markdown

ACCEPTED, PROPOSED = "accepted", "proposed"


def render_record(number: int | str, interaction: Interaction, recommendation: Recommendation, *,
                  architecture: Sequence[str] = (), pack: str = "communication") -> str:
    """Returns the decision record as Markdown. Raises ValueError if nothing is decided.

    Args:
        number: 0 or empty for none.
        architecture: files to re-evaluate the decision with, relative to the record's folder.
    """
    decision = build_record(interaction, recommendation, architecture, pack)
    if decision is None:
        raise ValueError("nothing is decided that could be recorded")
    return "".join(f"{line}\n" for line in _lines(number, interaction, recommendation, decision))


def build_record(interaction: Interaction, recommendation: Recommendation, architecture: Sequence[str],
                 pack: str) -> DecisionRecord | None:
    """Returns the decision: the declared pattern, else the advised one; None if there is neither."""
    pattern = interaction.declared or recommendation.pattern
    if pattern is None:
        return None
    return DecisionRecord(
        tuple(architecture), interaction.id, pattern, recommendation.pattern, pack, interaction.facts()
    )


def record_title(decision: DecisionRecord) -> str:
    """Returns the title of a decision, such as `place-order uses REST`."""
    return f"{decision.interaction} uses {pattern_title(decision.pattern)}" if decision.interaction \
        else f"Use {pattern_title(decision.pattern)}"


def format_record_number(number: int | str) -> str:
    """Returns the label of a record, such as `ADR-0007`; empty without a number."""
    if not number:
        return ""
    return f"ADR-{number:04d}" if isinstance(number, int) else f"ADR-{number}"


def _lines(number: int | str, interaction: Interaction, recommendation: Recommendation,
           decision: DecisionRecord) -> Iterator[str]:
    label = format_record_number(number)
    yield from ("---", f"status: {ACCEPTED if interaction.declared else PROPOSED}", "---", "")
    yield f"# {f'{label}: ' if label else ''}{escape_markdown(record_title(decision))}"
    yield from _section("## Context and Problem Statement", "context", context(interaction, recommendation))
    yield from _section("## Considered Options", "options", options(recommendation))
    yield from _section("## Decision Outcome", "outcome", outcome(interaction, recommendation, decision))
    yield from _section("### Consequences", "consequences", consequences(recommendation, decision))
    yield from _section("### Confirmation", "confirmation", confirmation(recommendation, decision))
    yield from _section("## Pros and Cons of the Options", "pros-and-cons", _pros_and_cons(recommendation))
    yield from _section("## More Information", "more", more_information(recommendation))
    yield from ("", generated_section("record", _machine_readable(decision)))


def _section(heading: str, name: str, lines: Iterator[str]) -> Iterator[str]:
    yield from ("", heading, "", generated_section(name, lines))


def _pros_and_cons(recommendation: Recommendation) -> Iterator[str]:
    for number, ranked in enumerate(recommendation.ranking):
        yield from ("",) if number else ()
        yield from (f"### {escape_markdown(pattern_title(ranked.pattern))}", "")
        yield from _for_and_against(ranked, recommendation)


def _for_and_against(ranked: RankedPattern, recommendation: Recommendation) -> Iterator[str]:
    lines = [f"* Bad, because {exclusion.rule} excludes it: {escape_markdown(exclusion.because)}"
             for exclusion in recommendation.excluded if exclusion.pattern == ranked.pattern]
    lines += reason_lines(ranked)
    yield from lines or ("* Neutral, because nothing known speaks for or against it.",)


def _machine_readable(decision: DecisionRecord) -> Iterator[str]:
    yield from ("What `advisor lint` compares with the present facts:", "", f"```yaml {RECORD_LANGUAGE}")
    yield f"version: {RECORD_VERSION}"
    if decision.architecture:
        yield f"architecture: {_yaml_value(list(decision.architecture))}"
    if decision.interaction:
        yield f"interaction: {_yaml_value(decision.interaction)}"
    yield f"pattern: {_yaml_value(decision.pattern)}"
    if decision.advised is not None and decision.advised != decision.pattern:
        yield f"advised: {_yaml_value(decision.advised)}"
    if decision.advised is None:
        yield "is_advised: false"
    yield f"pack: {_yaml_value(decision.pack)}"
    yield "facts:" if decision.facts else "facts: {}"
    yield from (f"  {name}: {_yaml_value(value)}" for name, value in decision.facts.items())
    yield "```"


def _yaml_value(value: Any) -> str:
    """Returns JSON, a subset of YAML; ASCII without `<` and `>`, so it cannot end a line, block or comment."""
    return dumps(value).replace("<", "\\u003c").replace(">", "\\u003e")
