"""Check `sync-chain`: a long chain of synchronous calls."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.analysis.call_chains import longest_chains
from advisor.analysis.graph import SyncCall
from advisor.analysis.open_facts import missing_mode
from advisor.linter.check_registry import check
from advisor.linter.context import LintContext, Verdict
from advisor.linter.verdicts import (
    call_line,
    call_places,
    deduplicate_questions,
    question_verdict,
    satisfied_service,
    service_subject,
)
from advisor.model.practice import Practice


@check("sync-chain", parameters=("limit",), is_about_system=True)
def sync_chain(context: LintContext, practice: Practice) -> Iterator[Verdict]:
    """Yields the longest synchronous call chain for each service called by an entry service.

    Placeholders: {first} (first service of the chain), {service} (its callee), {path}, {calls} and {limit} (the
    maximum number of calls).
    """
    return deduplicate_questions(_chains(context, practice.parameters["limit"]))


def _chains(context: LintContext, limit: float) -> Iterator[Verdict]:
    system = context.system
    graph = system.graph
    for service, chain, is_certain in longest_chains(graph, _waits, _may_wait, limit, is_thorough=context.is_thorough):
        missing = missing_mode(chain.calls)
        if is_certain:
            about = service_subject(system, service, call_line(system, chain.calls[0]))
            path = [graph.names[number] for number in chain.services]
            yield about.violated(path, {"calls": float(len(chain.calls)), "limit": limit},
                                 related=call_places(system, chain.calls[1:]))
        elif missing is not None and len(chain.calls) > limit:
            yield question_verdict(system, missing)
        else:
            yield satisfied_service(system, service, chain.calls[0])


def _waits(call: SyncCall) -> bool:
    return call.blocking is True


def _may_wait(call: SyncCall) -> bool:
    return True
