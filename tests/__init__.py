"""Tests, in a folder for each package they test; what several of them share lies beside the folders."""

from pathlib import Path

ROOT = Path(__file__).parent.parent
CASES = ROOT / "tests" / "cases"
