"""Rule documentation: its URL, and its help as text and Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from advisor.model.finding import Finding
from advisor.model.practice import Practice, PracticeExamples
from advisor.reporters.markup import escape_markdown, fenced_block
from advisor.reporters.report import Report


def rule_url(rule: str, report: Report) -> str:
    """Returns the documentation URL of a rule, or an empty text."""
    return f"{report.rules_page}#{rule}" if report.rules_page else ""


def rules_by_id(report: Report, findings: Iterable[Finding]) -> dict[str, Practice]:
    """Returns all rules by id, sorted; a finding of an unknown rule gets a rule derived from its id."""
    known = dict(report.practices)
    for finding in findings:
        if finding.rule not in known:
            known[finding.rule] = _rule_from_finding(finding)
    return dict(sorted(known.items()))


def help_in_text(practice: Practice) -> str:
    """Returns the rationale, remedy and source of a rule."""
    return " ".join(filter(None, (practice.because, practice.remedy, f"Source: {practice.source}."
                                  if practice.source else "")))


def help_in_markdown(practice: Practice, examples: PracticeExamples | None, link: str) -> Iterator[str]:
    """Yields the help of a rule as Markdown paragraphs."""
    yield f"{escape_markdown(practice.because)}\n"
    if practice.remedy:
        yield f"\n**What to do:** {escape_markdown(practice.remedy)}\n"
    for title, text in (("Found here", examples.bad), ("Not found here", examples.good)) if examples else ():
        if text:
            yield f"\n**{title}:**\n\n{fenced_block(text.rstrip().splitlines())}"
    if practice.source:
        yield f"\n**Source:** {escape_markdown(practice.source)}\n"
    yield f"\n`advisor explain {practice.id}`" + (f" or [its page]({link})" if link else "") + "\n"


def _rule_from_finding(finding: Finding) -> Practice:
    title = finding.rule.replace("-", " ").capitalize()
    return Practice(finding.rule, title, finding.severity, (), {}, {}, "", {}, "", f"{title}.", finding.help, "")
