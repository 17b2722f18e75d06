"""What a review says of some interactions."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from advisor.model.finding import Finding, Question, Review
from advisor.source.frozen import NamedTuple


class Part(NamedTuple):
    """What a review says of one interaction."""

    findings: list[Finding]
    questions: list[Question]


def by_interaction(review: Review | None, ids: Iterable[str]) -> dict[str, Part]:
    """Returns what a review says of each of these interactions; a finding may be about several."""
    parts = {name: Part([], []) for name in ids}
    for finding in review.findings if review else ():
        for name in {finding.interaction, *finding.path} & parts.keys():
            parts[name].findings.append(finding)
    for question in review.questions if review else ():
        if question.interaction in parts:
            parts[question.interaction].questions.append(question)
    return parts


def narrowed(review: Review, ids: Collection[str]) -> Review:
    """Returns what a review says of these interactions and the flows through them; counts stay those of the whole."""
    return review._replace(
        findings=tuple(finding for finding in review.findings
                       if any(name in ids for name in (finding.interaction, *finding.path))),
        questions=tuple(question for question in review.questions if question.interaction in ids),
        silenced=tuple(one for one in review.silenced
                       if any(name in ids for name in (one.finding.interaction, *one.finding.path))),
        flows=tuple(flow for flow in review.flows if any(hop.interaction in ids for hop in flow.hops)),
        improvements=tuple(one for one in review.improvements if one.interaction in ids),
    )
