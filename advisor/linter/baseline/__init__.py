"""Findings that a team has agreed to live with for now: they do not count, and new ones do.

An entry belongs to a file by its path, seen from the directory of the baseline file: who moves a file writes the
baseline again.
"""

from __future__ import annotations

from advisor.linter.baseline.applying import apply, pruned, written
from advisor.linter.baseline.files import Baseline, Entry, new_baseline, read_baseline

__all__ = ["Baseline", "Entry", "apply", "new_baseline", "pruned", "read_baseline", "written"]
