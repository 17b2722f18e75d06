"""Ranks calls by the benefit of making them asynchronous."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from advisor.analysis.async_benefit import AsyncBenefit
from advisor.analysis.graph import SyncCall
from advisor.analysis.system_model import SystemModel

MAX_CALLS = 200  # those with the largest estimated gain first


class AsyncCandidate(NamedTuple):
    """A blocking call and the gains of making it asynchronous; None if unknown."""

    call: SyncCall
    availability_gain: float | None  # as a fraction, for the best upstream entry point
    worst_ms_gain: float | None
    amplification_gain: float | None  # as a factor

    @property
    def needs_response(self) -> bool | None:
        response: bool | None = self.call.facts.get("needs_response")
        return response


def async_candidates(system: SystemModel, calls: Iterable[SyncCall]) -> list[AsyncCandidate]:
    """Returns the blocking ones of these calls that gain: those without a needed response first, then by gain."""
    benefit = AsyncBenefit(system)
    blocking = [call for call in calls if call.blocking]
    selected = sorted(blocking, key=lambda call: (*(-part for part in benefit.estimate(call)), call.number))[:MAX_CALLS]
    candidates = [AsyncCandidate(call, benefit.availability(call), benefit.worst_ms(call), benefit.amplification(call))
                  for call in selected]
    return _ranked([candidate for candidate in candidates if _has_gain(candidate)])


def _has_gain(candidate: AsyncCandidate) -> bool:
    return bool(candidate.availability_gain or candidate.worst_ms_gain or (candidate.amplification_gain or 1) > 1)


def _ranked(candidates: Sequence[AsyncCandidate]) -> list[AsyncCandidate]:
    """Orders candidates by the sum of their ranks for each kind of gain."""
    ranks = [_ranks([candidate.availability_gain or 0 for candidate in candidates]),
             _ranks([candidate.worst_ms_gain or 0 for candidate in candidates]),
             _ranks([candidate.amplification_gain or 1 for candidate in candidates])]
    order = sorted(range(len(candidates)), key=lambda number: (candidates[number].needs_response is not False,
                                                               sum(rank[number] for rank in ranks), number))
    return [candidates[number] for number in order]


def _ranks(amounts: Sequence[float]) -> list[int]:
    rank = {amount: number for number, amount in enumerate(sorted(set(amounts), reverse=True))}
    return [rank[amount] for amount in amounts]
