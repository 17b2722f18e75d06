"""Exit codes."""

from __future__ import annotations

CLEAN = 0
FINDINGS = 1  # at or over `--fail-on`
WRONG = 2  # the input or the call
NOTHING = 3  # was there to check
INTERNAL = 4
INTERRUPTED = 130
