"""An interaction: who talks to whom, what is known about it, and where that was said."""

from __future__ import annotations

from typing import Any

from advisor.source import Source, Span
from advisor.source.frozen import NamedTuple


class KnownFact(NamedTuple):
    """A fact with its origin: `stated` at an offset of the source, or `inferred` for a reason."""

    value: Any
    origin: str = "stated"
    offset: int = -1  # of the value in the source; -1 when it stands nowhere
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
        """Returns the plain values of all known needs."""
        return {name: fact.value for name, fact in self.needs.items()}

    @property
    def mode(self) -> str:
        """`sync`, `async` or `unknown`: what the needs say comes before what the design says."""
        answer = self.needs.get("needs_response")
        if answer is not None:
            return "sync" if answer.value else "async"
        if self.declared is None:
            return "unknown"
        return "sync" if self.declared in ("rest", "grpc") else "async"
