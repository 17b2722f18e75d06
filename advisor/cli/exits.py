"""Exit codes."""

from __future__ import annotations

CLEAN = 0
FINDINGS = 1  # at or over `--fail-on`
WRONG = 2  # invalid input or usage
NOTHING = 3  # no file to check
INTERNAL = 4  # internal error
INTERRUPTED = 130
