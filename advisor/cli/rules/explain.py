"""`advisor explain ID`: alias of `advisor rules show ID`."""

from __future__ import annotations

from typing import Any

from advisor.cli.rules.command import show_command


def command() -> Any:
    """Returns the command."""
    return show_command()
