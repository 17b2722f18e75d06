"""Review results by interaction."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from advisor.model.finding import Finding, Question, Review
from advisor.source.frozen import NamedTuple


class Part(NamedTuple):
    """Findings and questions of one interaction."""

    findings: list[Finding]
    questions: list[Question]


def by_interaction(review: Review | None, ids: Iterable[str]) -> dict[str, Part]:
    """Returns findings and questions by interaction id; a finding may concern several interactions."""
    parts = {name: Part([], []) for name in ids}
    for finding in review.findings if review else ():
        for name in {finding.interaction, *finding.path} & parts.keys():
            parts[name].findings.append(finding)
    for question in review.questions if review else ():
        if question.interaction in parts:
            parts[question.interaction].questions.append(question)
    return parts


def narrowed(review: Review, ids: Collection[str]) -> Review:
    """Returns a review restricted to these interactions and flows through them; counts are unchanged."""
    return review._replace(
        findings=tuple(finding for finding in review.findings
                       if any(name in ids for name in (finding.interaction, *finding.path))),
        questions=tuple(question for question in review.questions if question.interaction in ids),
        silenced=tuple(noted for noted in review.silenced
                       if any(name in ids for name in (noted.finding.interaction, *noted.finding.path))),
        flows=tuple(flow for flow in review.flows if any(hop.interaction in ids for hop in flow.hops)),
        improvements=tuple(improvement for improvement in review.improvements
                           if improvement.interaction in ids),
    )
