"""Maps check ids to functions; imports a check's module on first use, since most documents need few."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module

from advisor.linter.whole import Check, Verdict, Whole
from advisor.model.practice import Practice

ELSEWHERE = ""  # module of rules that the readers of comments, files and baselines report themselves


class Checks(Mapping[str, Check]):
    """Checks by id: the name of the function, with hyphens.

    Args:
        homes: module of each check within the linter.
    """

    def __init__(self, homes: Mapping[str, str]) -> None:
        self.homes = homes
        self._loaded: dict[str, Check] = {}

    def __getitem__(self, name: str) -> Check:
        check = self._loaded.get(name)
        if check is None:
            module = self.homes[name]
            check = self._loaded[name] = _no_verdicts if module == ELSEWHERE else getattr(
                import_module(f"advisor.linter.{module}"), name.replace("-", "_"))
        return check

    def __iter__(self) -> Iterator[str]:
        return iter(self.homes)

    def __len__(self) -> int:
        return len(self.homes)


def _no_verdicts(context: Whole, practice: Practice) -> Iterator[Verdict]:
    yield from ()
