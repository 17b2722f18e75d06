"""Fingerprints of findings: unique, and stable if the document is edited elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from hashlib import sha256

from advisor.model.finding import ReportedFinding
from advisor.reporters.lint.paths import repository_path
from advisor.reporters.lint.report import LintReport

DIGITS = 32  # hexadecimal
SEPARATOR = "\0"


def with_fingerprints(findings: Iterable[ReportedFinding], report: LintReport) -> Iterator[tuple[ReportedFinding, str]]:
    """Yields findings with unique fingerprints."""
    seen: dict[str, int] = {}
    for noted in findings:
        finding = noted.finding
        identity = SEPARATOR.join((finding.rule, repository_path(finding.span.file, report), finding.fingerprint))
        ordinal = seen[identity] = seen.get(identity, 0) + 1
        text = identity if ordinal == 1 else f"{identity}{SEPARATOR}{ordinal}"
        yield noted, sha256(text.encode(errors="surrogatepass")).hexdigest()[:DIGITS]
