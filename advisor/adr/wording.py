"""Text sections of a decision record."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.formats.decision_record import DecisionRecord
from advisor.model.interaction import Interaction
from advisor.model.recommendation import RankedPattern, Recommendation
from advisor.reporters.markup import escape_markdown
from advisor.reporters.phrasing import format_flip_point, format_status, format_value

DISPLAY_NAMES = {"rest": "REST", "grpc": "gRPC"}
GUARDS = (("pattern-mismatch", "another pattern is well ahead of the declared one"),
          ("excluded-pattern", "the facts rule the declared pattern out"),
          ("stale-decision", "the facts have changed so that this decision would be another one"))


def pattern_title(pattern: str) -> str:
    """Returns the display name of a pattern, such as `gRPC`."""
    return DISPLAY_NAMES.get(pattern, pattern.replace("-", " "))


def context(interaction: Interaction, recommendation: Recommendation) -> Iterator[str]:
    """Yields the question and the facts: stated, inferred, unknown."""
    if interaction.sender:
        operation = f" for {escape_markdown(interaction.operation)}" if interaction.operation else ""
        *others, last = map(escape_markdown, interaction.receivers or ("?",))
        receivers = f"{', '.join(others)} and {last}" if others else last
        yield f"How should {escape_markdown(interaction.sender)} talk to {receivers}{operation}?"
    else:
        yield "How should these two services talk?"
    for origin in ("stated", "inferred"):
        known = [(name, fact) for name, fact in interaction.needs.items() if fact.origin == origin]
        yield from ("", f"Facts {origin}:", "") if known else ()
        for name, fact in known:
            because = f" ({escape_markdown(fact.because)})" if fact.because else ""
            yield f"* `{name}`: {escape_markdown(format_value(fact.value))}{because}"
    asked = {question.fact: question.question for question in recommendation.open_questions}
    yield from ("", "Not known, and able to change the answer:", "") if asked else ()
    yield from (f"* `{name}`: {escape_markdown(question)}" for name, question in asked.items())
    rest = dict.fromkeys(name for rule in recommendation.would_add for name in rule.waits_for if name not in asked)
    if rest:
        yield from ("", f"Not known either: {', '.join(f'`{name}`' for name in rest)}.")


def options(recommendation: Recommendation) -> Iterator[str]:
    """Yields every pattern with its score."""
    for ranked in recommendation.ranking:
        points = "excluded" if ranked.excluded else f"{ranked.score} points"
        yield f"* {escape_markdown(pattern_title(ranked.pattern))} ({points})"


def outcome(interaction: Interaction, recommendation: Recommendation, decision: DecisionRecord) -> Iterator[str]:
    """Yields the chosen pattern, the reason, and the technologies."""
    chosen = escape_markdown(pattern_title(decision.pattern))
    headline = escape_markdown(format_status(recommendation))
    choice = f'Chosen option: "{chosen}"'
    if recommendation.pattern == decision.pattern:
        declares = "; the design declares it" if interaction.declared else ""
        yield f"{choice}, because the facts speak for it ({headline}){declares}."
    elif recommendation.pattern is not None:
        advised = escape_markdown(pattern_title(recommendation.pattern))
        yield f"{choice}, because the design declares it. The facts speak for {advised} ({headline})."
    else:
        yield f"{choice}, because the design declares it. The facts do not settle it ({headline})."
    if interaction.technology:
        yield from ("", f"It runs on {escape_markdown(interaction.technology)}.")
    elif recommendation.technologies and recommendation.pattern == decision.pattern:
        names = ", ".join(
            escape_markdown(technology.title or technology.id) for technology in recommendation.technologies
        )
        yield from ("", f"It can run on {names}.")


def consequences(recommendation: Recommendation, decision: DecisionRecord) -> Iterator[str]:
    """Yields the reasons for and against the chosen pattern, and warnings."""
    lines = [line for ranked in recommendation.ranking if ranked.pattern == decision.pattern
             for line in reason_lines(ranked)]
    lines += [
        f"* Neutral, because of {warning.rule}: {escape_markdown(warning.text)}" for warning in recommendation.warnings
    ]
    yield from lines or ("* Neutral, because nothing known speaks for or against it.",)


def confirmation(recommendation: Recommendation, decision: DecisionRecord) -> Iterator[str]:
    """Yields the lint rules that check the decision."""
    yield from ("`advisor lint` and `advisor evaluate` say when it is broken:", "")
    yield from (f"* `{rule}`: {says}" for rule, says in GUARDS)
    if recommendation.pattern == decision.pattern:
        guards = dict(GUARDS)
        yield from (f"* `{practice.id}`: {escape_markdown(practice.title)}" for practice in recommendation.practices
                    if practice.id not in guards)


def more_information(recommendation: Recommendation) -> Iterator[str]:
    """Yields the flip points of the decision."""
    if not recommendation.flip_points:
        yield "No single fact would change what is advised."
        return
    yield from ("What would change it:", "")
    yield from (f"* {escape_markdown(format_flip_point(flip))}" for flip in recommendation.flip_points)


def reason_lines(ranked: RankedPattern) -> list[str]:
    """Returns every reason for and against a pattern, strongest first."""
    return [f"* {'Good' if reason.points > 0 else 'Bad'}, because of {reason.rule} ({reason.points:+d}): "
            f"{escape_markdown(reason.because)}" for reason in ranked.reasons]
