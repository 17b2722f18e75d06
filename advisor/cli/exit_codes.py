"""Exit codes."""

from __future__ import annotations

CLEAN = 0
FINDINGS = 1  # at or over `--fail-on`
INVALID_INPUT = 2  # invalid input or usage
NOTHING_TO_CHECK = 3  # no file to check
NOT_CHECKED = 4  # something could not be read or checked, or an internal error
INTERRUPTED = 130
