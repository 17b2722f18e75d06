"""Maps check ids to functions; imports a check's module on first use, since most documents need few."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module

from advisor.linter.context import Check, LintContext, Verdict
from advisor.model.practice import Practice

REPORTED_ELSEWHERE = ""  # module of rules that the readers of comments, files and baselines report themselves


class CheckRegistry(Mapping[str, Check]):
    """Checks by id: the name of the function, with hyphens.

    Args:
        homes: module of each check within the linter.
    """

    def __init__(self, homes: Mapping[str, str]) -> None:
        self.modules = homes
        self._loaded: dict[str, Check] = {}

    def __getitem__(self, name: str) -> Check:
        check = self._loaded.get(name)
        if check is None:
            module = self.modules[name]
            check = self._loaded[name] = _no_verdicts if module == REPORTED_ELSEWHERE else getattr(
                import_module(f"advisor.linter.{module}"), name.replace("-", "_"))
        return check

    def __iter__(self) -> Iterator[str]:
        return iter(self.modules)

    def __len__(self) -> int:
        return len(self.modules)


def _no_verdicts(context: LintContext, practice: Practice) -> Iterator[Verdict]:
    yield from ()
