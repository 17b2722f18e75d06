"""Report formats, one module each: `render(report)` yields its text."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib import import_module

from advisor.reporters.report import Report

Reporter = Callable[[Report], Iterator[str]]


class ReporterRegistry(Mapping[str, Reporter]):
    """Maps format names to reporters; imports a reporter's module on first use."""

    def __init__(self, names: Sequence[str]) -> None:
        self._modules = {name: f"{__name__}.{name.replace('-', '_')}" for name in names}

    def __getitem__(self, name: str) -> Reporter:
        reporter: Reporter = import_module(self._modules[name]).render
        return reporter

    def __contains__(self, name: object) -> bool:
        return name in self._modules

    def __iter__(self) -> Iterator[str]:
        return iter(self._modules)

    def __len__(self) -> int:
        return len(self._modules)


REPORTERS = ReporterRegistry(("text", "concise", "json", "json-lines", "sarif", "github", "gitlab", "junit", "azure",
                              "rdjson", "markdown", "csv", "mermaid", "html", "agent"))
