"""Fingerprints of findings: unique, and stable if the document is edited elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from advisor.model.checked import Noted
from advisor.reporters.lint.paths import portable
from advisor.reporters.lint_report import LintReport
from advisor.source.digest import sha256

DIGITS = 32  # hexadecimal
SEPARATOR = "\0"


def with_keys(findings: Iterable[Noted], report: LintReport) -> Iterator[tuple[Noted, str]]:
    """Yields findings with unique fingerprints."""
    seen: dict[str, int] = {}
    for noted in findings:
        finding = noted.finding
        identity = SEPARATOR.join((finding.rule, portable(finding.span.file, report), finding.fingerprint))
        ordinal = seen[identity] = seen.get(identity, 0) + 1
        text = identity if ordinal == 1 else f"{identity}{SEPARATOR}{ordinal}"
        yield noted, sha256(text.encode(errors="surrogatepass")).hexdigest()[:DIGITS]
