"""What there is to know about a rule: its page, and its help as text and as Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from advisor.model.finding import Finding
from advisor.model.practice import Examples, Practice
from advisor.reporters.lint_report import LintReport
from advisor.reporters.markup import escape, fenced


def address(rule: str, what: LintReport) -> str:
    """Returns where a rule is explained on the web, or nothing."""
    return f"{what.rules_page}#{rule}" if what.rules_page else ""


def all_rules(what: LintReport, findings: Iterable[Finding]) -> dict[str, Practice]:
    """Returns every rule of the run by its id, sorted; one that is found without being known speaks for itself."""
    known = dict(what.practices)
    for finding in findings:
        if finding.rule not in known:
            known[finding.rule] = _unknown(finding)
    return dict(sorted(known.items()))


def help_in_text(practice: Practice) -> str:
    """Returns why a rule is there, what to do, and who says so."""
    return " ".join(filter(None, (practice.because, practice.remedy, f"Source: {practice.source}."
                                  if practice.source else "")))


def help_in_markdown(practice: Practice, examples: Examples | None, link: str) -> Iterator[str]:
    """Yields the paragraphs of a rule's help."""
    yield f"{escape(practice.because)}\n"
    if practice.remedy:
        yield f"\n**What to do:** {escape(practice.remedy)}\n"
    for title, text in (("Found here", examples.bad), ("Not found here", examples.good)) if examples else ():
        if text:
            yield f"\n**{title}:**\n\n{fenced(text.rstrip().splitlines())}"
    if practice.source:
        yield f"\n**Source:** {escape(practice.source)}\n"
    yield f"\n`advisor explain {practice.id}`" + (f" or [its page]({link})" if link else "") + "\n"


def _unknown(finding: Finding) -> Practice:
    words = finding.rule.replace("-", " ").capitalize()
    return Practice(finding.rule, words, finding.severity, (), {}, {}, {}, "", {}, "", f"{words}.", finding.help, "")
