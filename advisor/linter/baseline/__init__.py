"""Baselines: findings that a team accepted for now, so that only new ones count.

Entries are keyed by the file path relative to the directory of the baseline file: after moving a file, write the
baseline again.
"""

from __future__ import annotations

from advisor.linter.baseline.apply import apply_baseline, prune_baseline, update_baseline
from advisor.linter.baseline.files import Baseline, BaselineEntry, new_baseline, read_baseline

__all__ = ["Baseline", "BaselineEntry", "apply_baseline", "new_baseline", "prune_baseline", "read_baseline",
           "update_baseline"]
