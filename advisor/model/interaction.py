"""An interaction: sender, receivers and facts with their locations."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from advisor.text.source import Source, Span

Facts = Mapping[str, Any]  # values by fact name; a missing one is unknown


class KnownFact(NamedTuple):
    """A fact with its origin: `stated` at an offset of the source, or `inferred` for a reason."""

    value: Any
    origin: str = "stated"
    offset: int = -1  # of the value in the source; -1 if it has none
    because: str = ""


class Interaction(NamedTuple):
    """One interaction of an architecture. Absent facts are unknown, never false."""

    id: str
    sender: str
    receivers: tuple[str, ...]
    operation: str
    needs: dict[str, KnownFact]
    design: dict[str, KnownFact]
    declared: str | None  # pattern
    technology: str | None
    source: Source
    start: int  # offsets of the interaction in its source
    end: int

    @property
    def span(self) -> Span:
        return Span(self.source, self.start, self.end)

    def facts(self) -> dict[str, Any]:
        """Returns the values of all known needs."""
        return {name: fact.value for name, fact in self.needs.items()}

    @property
    def mode(self) -> str:
        """`sync`, `async` or `unknown`; needs take precedence over design."""
        needs_response = self.needs.get("needs_response")
        if needs_response is not None:
            return "sync" if needs_response.value else "async"
        if self.declared is None:
            return "unknown"
        return "sync" if self.declared in ("rest", "grpc") else "async"
