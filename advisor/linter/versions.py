"""Versions of one architecture: a finding is the same finding whatever the file of its version is called."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from advisor.source import Source, Span

if TYPE_CHECKING:
    from advisor.model.architecture import Architecture
    from advisor.model.finding import Finding

NAME = "architecture"


def under_one_name(architecture: Architecture) -> tuple[Architecture, Callable[[Finding], Finding]]:
    """Returns an architecture whose files all have the same name, and what gives its findings their places back."""
    copies: dict[int, tuple[Source, Source]] = {}  # by identity: the file, and its copy
    originals: dict[int, Source] = {}

    def renamed(source: Source) -> Source:
        if id(source) not in copies:
            copy = Source(NAME, source.text)
            copies[id(source)] = source, copy
            originals[id(copy)] = source
        return copies[id(source)][1]

    def moved(span: Span) -> Span:
        return Span(renamed(span.source), span.start, span.end)

    def as_it_was(finding: Finding) -> Finding:
        span = finding.span
        return finding._replace(span=Span(originals.get(id(span.source), span.source), span.start, span.end))

    return architecture._replace(
        files=(NAME,),
        services={name: one._replace(span=moved(one.span)) for name, one in architecture.services.items()},
        interactions=tuple(one._replace(source=renamed(one.source)) for one in architecture.interactions),
        flows=tuple(one._replace(span=moved(one.span)) for one in architecture.flows),
    ), as_it_was
