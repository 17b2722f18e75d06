"""Checks by name, each imported when it is asked for: most documents give cause for a few of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module

from advisor.linter.whole import Check, Verdict, Whole
from advisor.model.practice import Practice

ELSEWHERE = ""  # the home of what is found where comments, texts of files and baselines are read


class Checks(Mapping[str, Check]):
    """A check has the name of its function, with hyphens.

    Args:
        homes: the module of each within the linter.
    """

    def __init__(self, homes: Mapping[str, str]) -> None:
        self.homes = homes
        self._known: dict[str, Check] = {}

    def __getitem__(self, name: str) -> Check:
        known = self._known.get(name)
        if known is None:
            home = self.homes[name]
            known = self._known[name] = _nothing if home == ELSEWHERE else getattr(
                import_module(f"advisor.linter.{home}"), name.replace("-", "_"))
        return known

    def __iter__(self) -> Iterator[str]:
        return iter(self.homes)

    def __len__(self) -> int:
        return len(self.homes)


def _nothing(whole: Whole, practice: Practice) -> Iterator[Verdict]:
    yield from ()
