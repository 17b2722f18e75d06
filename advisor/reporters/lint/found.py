"""Findings of a whole run: which count, in which order, and how many there are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import chain

from advisor.model.checked import Checked, Noted
from advisor.model.finding import SEVERITIES, Finding
from advisor.reporters.lint_report import LintReport
from advisor.reporters.severities import counts_of

COMMENT, BASELINE = "comment", "baseline"  # kinds of silence


def counting(checked: Iterable[Checked]) -> Iterator[Noted]:
    """Yields what counts, document by document."""
    return (noted for noted in everything(checked) if noted.silence is None)


def silenced(checked: Iterable[Checked]) -> Iterator[Noted]:
    """Yields what a comment or the baseline takes out of the count."""
    return (noted for noted in everything(checked) if noted.silence is not None)


def everything(checked: Iterable[Checked]) -> Iterator[Noted]:
    """Yields what was found, whether it counts or not."""
    return chain.from_iterable(document.noted for document in checked)


def worst_first(noted: Iterable[Noted]) -> list[Noted]:
    """Returns what counts before what does not, errors before warnings, otherwise in the order given."""
    ranks = {severity: rank for rank, severity in enumerate(SEVERITIES)}
    return sorted(noted, key=lambda one: (one.silence is not None, ranks[one.finding.severity]))


def summary(what: LintReport) -> str:
    """Returns one line: what was found in how many documents, what was silenced and what can be mended."""
    found = list(counting(what.checked))
    documents = _counted(len(what.checked), "document")
    if found:
        hit = sum(any(noted.silence is None for noted in document.noted) for document in what.checked)
        parts = [f"{counts_of(noted.finding for noted in found)} in {hit:,} of {documents}"]
    else:
        interactions = _counted(sum(document.interactions for document in what.checked), "interaction")
        parts = [f"No findings in {documents} ({interactions})"]
    parts += filter(None, (_silences(what.checked), _mendable(found), _questions(what)))
    if what.failed:
        parts.append(f"{_counted(len(what.failed), 'document')} could not be checked")
    return f"{'; '.join(parts)}."


def by_rule(findings: Iterable[Finding]) -> list[tuple[str, str, int]]:
    """Returns rule, severity and count of what was found, most frequent first."""
    counts = Counter((finding.rule, finding.severity) for finding in findings)
    return [(rule, severity, count)
            for (rule, severity), count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))]


def _silences(checked: Iterable[Checked]) -> str:
    kinds = Counter(noted.silence.kind for noted in everything(checked) if noted.silence is not None)
    by = [f"{kinds[kind]:,} by {means}" for kind, means in ((COMMENT, "comments"), (BASELINE, "the baseline"))
          if kinds[kind]]
    return f"suppressed: {', '.join(by)}" if by else ""


def _mendable(found: Iterable[Noted]) -> str:
    safe = Counter(noted.fix.is_safe for noted in found if noted.fix is not None)
    if safe[True]:
        more = f", {safe[False]:,} more with --unsafe-fixes" if safe[False] else ""
        return f"--fix mends {safe[True]:,}{more}"
    return f"--fix --unsafe-fixes mends {safe[False]:,}" if safe[False] else ""


def _questions(what: LintReport) -> str:
    asked = sum(len(document.questions) for document in what.checked)
    if not asked:
        return ""
    return _counted(asked, "question") + ("" if what.questions else " (--questions shows them)")


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"
