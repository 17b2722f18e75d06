"""Baselines: findings that a team accepted for now, so that only new ones count.

Entries are keyed by the file path relative to the directory of the baseline file: after moving a file, write the
baseline again.
"""

from __future__ import annotations

from advisor.linter.baseline.applying import apply, pruned, written
from advisor.linter.baseline.files import Baseline, Entry, new_baseline, read_baseline

__all__ = ["Baseline", "Entry", "apply", "new_baseline", "pruned", "read_baseline", "written"]
