"""Packs for tests, with the computed checks of the linter."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from advisor.linter.check_registry import check_parameters
from advisor.model.pack import Pack
from advisor.rulebook import load


def load_pack(directory: Path, overlays: Sequence[Path] = ()) -> Pack:
    """Returns the pack of a directory with its overlays merged in order."""
    return load.load_pack(directory, overlays, check_parameters())
