"""Where rules lie: the one place that knows."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from advisor.errors import Problem, RulebookError

if TYPE_CHECKING:
    from pathlib import Path

BUILT_IN = "communication"


def rules_directory() -> Path:
    """Returns the directory of the packs that come with advisor: inside a wheel, or next to the package in a checkout.

    Raises RulebookError where neither is there.
    """
    from pathlib import Path

    return Path(_directory())


def built_in_pack() -> Path:
    """Returns the directory of the default pack."""
    return rules_directory() / BUILT_IN


def place_of_built_in_pack() -> str:
    """Returns the same as a text, for whoever starts before there is time to import pathlib."""
    return os.path.join(_directory(), BUILT_IN)


def _directory() -> str:
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    # A wheel's own rules come first: next to an installed package, `rules` may be somebody else's.
    own = os.path.join(package, "_rules")
    for place in (own, os.path.join(os.path.dirname(package), "rules")):
        if os.path.isfile(os.path.join(place, BUILT_IN, "pack.yaml")):
            return place
    raise RulebookError(Problem("The rules that belong to advisor are not there.",
                                "Install comms-advisor again.", file=own))
