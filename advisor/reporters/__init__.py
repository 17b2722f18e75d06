"""Reports: what was advised, in one format a module."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from importlib import import_module

from advisor.reporters.report import Report

Reporter = Callable[[Report], Iterator[str]]


class _Reporters(Mapping[str, Reporter]):
    """Formats by name; the module of a format is imported when it is asked for."""

    _homes: Mapping[str, str] = {"text": "text", "json": "json", "markdown": "markdown", "csv": "csv"}

    def __getitem__(self, name: str) -> Reporter:
        reporter: Reporter = import_module(f"advisor.reporters.{self._homes[name]}").report
        return reporter

    def __contains__(self, name: object) -> bool:
        return name in self._homes

    def __iter__(self) -> Iterator[str]:
        return iter(self._homes)

    def __len__(self) -> int:
        return len(self._homes)


REPORTERS: Mapping[str, Reporter] = _Reporters()
