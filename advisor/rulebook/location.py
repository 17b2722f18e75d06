"""Locates the rules that ship with advisor."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from advisor.errors import Problem, RulebookError

if TYPE_CHECKING:
    from pathlib import Path

BUILT_IN = "communication"


def rules_directory() -> Path:
    """Returns the directory of the bundled packs: inside a wheel, or next to the package in a checkout.

    Raises RulebookError if there is neither.
    """
    from pathlib import Path

    return Path(_directory())


def built_in_pack() -> Path:
    """Returns the directory of the default pack."""
    return rules_directory() / BUILT_IN


def built_in_pack_path() -> str:
    """Returns the directory of the default pack as a string, without importing pathlib (start-up time)."""
    return os.path.join(_directory(), BUILT_IN)


def _directory() -> str:
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    # The wheel's rules come first: a `rules` folder next to an installed package may belong to another package.
    own = os.path.join(package, "_rules")
    for directory in (own, os.path.join(os.path.dirname(package), "rules")):
        if os.path.isfile(os.path.join(directory, BUILT_IN, "pack.yaml")):
            return directory
    raise RulebookError(Problem("The rules that belong to advisor are not there.",
                                "Install comms-advisor again.", file=own))
