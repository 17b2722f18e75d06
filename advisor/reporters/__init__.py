"""Reports: what was advised, in one format a module."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib import import_module
from typing import TypeVar

from advisor.reporters.report import Report

What = TypeVar("What")


class Formats(Mapping[str, Callable[[What], Iterator[str]]]):
    """Reporters by the names of their formats; the module of one is imported when it is asked for."""

    def __init__(self, package: str, names: Sequence[str]) -> None:
        self._homes = {name: f"{package}.{name.replace('-', '_')}" for name in names}

    def __getitem__(self, name: str) -> Callable[[What], Iterator[str]]:
        reporter: Callable[[What], Iterator[str]] = import_module(self._homes[name]).report
        return reporter

    def __contains__(self, name: object) -> bool:
        return name in self._homes

    def __iter__(self) -> Iterator[str]:
        return iter(self._homes)

    def __len__(self) -> int:
        return len(self._homes)


REPORTERS: Formats[Report] = Formats("advisor.reporters", ("text", "json", "markdown", "csv"))
