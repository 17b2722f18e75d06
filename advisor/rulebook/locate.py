"""Where rules lie: the one place that knows."""

from __future__ import annotations

from pathlib import Path

from advisor.errors import Problem, RulebookError

BUILT_IN = "communication"


def rules_directory() -> Path:
    """Returns the directory of the packs that come with advisor: inside a wheel, or next to the package in a checkout.

    Raises RulebookError where neither is there.
    """
    package = Path(__file__).parent.parent
    # A wheel's own rules come first: next to an installed package, `rules` may be somebody else's.
    for place in (package / "_rules", package.parent / "rules"):
        if (place / BUILT_IN / "pack.yaml").is_file():
            return place
    raise RulebookError(Problem("The rules that belong to advisor are not there.",
                                "Install comms-advisor again.", file=str(package / "_rules")))


def built_in_pack() -> Path:
    """Returns the directory of the default pack."""
    return rules_directory() / BUILT_IN
