"""Review results by interaction."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import NamedTuple

from advisor.model.finding import ArchitectureReview, FactQuestion, Finding


class InteractionReview(NamedTuple):
    """Findings and questions of one interaction."""

    findings: list[Finding]
    questions: list[FactQuestion]


def split_by_interaction(review: ArchitectureReview | None, ids: Iterable[str]) -> dict[str, InteractionReview]:
    """Returns findings and questions by interaction id; a finding may concern several interactions."""
    parts = {name: InteractionReview([], []) for name in ids}
    for finding in review.findings if review else ():
        for name in {finding.interaction, *finding.path} & parts.keys():
            parts[name].findings.append(finding)
    for question in review.questions if review else ():
        if question.interaction in parts:
            parts[question.interaction].questions.append(question)
    return parts


def filter_review(review: ArchitectureReview, ids: Collection[str]) -> ArchitectureReview:
    """Returns a review restricted to these interactions and flows through them; counts are unchanged."""
    return review._replace(
        findings=tuple(finding for finding in review.findings
                       if any(name in ids for name in (finding.interaction, *finding.path))),
        questions=tuple(question for question in review.questions if question.interaction in ids),
        suppressed=tuple(noted for noted in review.suppressed
                         if any(name in ids for name in (noted.finding.interaction, *noted.finding.path))),
        flows=tuple(flow for flow in review.flows if any(hop.interaction in ids for hop in flow.hops)),
        improvements=tuple(improvement for improvement in review.improvements
                           if improvement.interaction in ids),
    )
