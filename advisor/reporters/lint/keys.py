"""Keys that tell findings apart and stay the same when a document is edited elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from advisor.model.checked import Noted
from advisor.reporters.lint.paths import portable
from advisor.reporters.lint_report import LintReport
from advisor.source.digest import sha256

DIGITS = 32  # hexadecimal
BETWEEN = "\0"


def with_keys(noted: Iterable[Noted], what: LintReport) -> Iterator[tuple[Noted, str]]:
    """Yields findings with keys of which no two are equal."""
    seen: dict[str, int] = {}
    for one in noted:
        finding = one.finding
        identity = BETWEEN.join((finding.rule, portable(finding.span.file, what), finding.fingerprint))
        ordinal = seen[identity] = seen.get(identity, 0) + 1
        text = identity if ordinal == 1 else f"{identity}{BETWEEN}{ordinal}"
        yield one, sha256(text.encode(errors="surrogatepass")).hexdigest()[:DIGITS]
