"""Report formats for recommendations, one module each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib import import_module
from typing import TypeVar

from advisor.reporters.report import Report

ReportT = TypeVar("ReportT")


class ReporterRegistry(Mapping[str, Callable[[ReportT], Iterator[str]]]):
    """Maps format names to reporters; imports a reporter's module on first use."""

    def __init__(self, package: str, names: Sequence[str]) -> None:
        self._modules = {name: f"{package}.{name.replace('-', '_')}" for name in names}

    def __getitem__(self, name: str) -> Callable[[ReportT], Iterator[str]]:
        reporter: Callable[[ReportT], Iterator[str]] = import_module(self._modules[name]).render
        return reporter

    def __contains__(self, name: object) -> bool:
        return name in self._modules

    def __iter__(self) -> Iterator[str]:
        return iter(self._modules)

    def __len__(self) -> int:
        return len(self._modules)


REPORTERS: ReporterRegistry[Report] = ReporterRegistry("advisor.reporters", ("text", "json", "markdown", "csv"))
