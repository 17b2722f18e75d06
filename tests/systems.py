"""Small architectures by chance, and what the system checks say of them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from typing import Any

from hypothesis import strategies as st

from advisor.api import load_engine
from advisor.engine import Engine
from advisor.extraction.architecture.read import read_architecture
from advisor.linter.check_registry import check_names, find_check
from advisor.linter.context import LintContext, Verdict
from advisor.linter.interaction_facts import subject_facts
from advisor.model.practice import Practice
from advisor.text.source import Source

Document = dict[str, Any]

NAMES = "abcdef"
LIMITS: dict[str, dict[str, float]] = {
    "sync-chain": {"limit": 2}, "retry-layers": {"limit": 1}, "retry-amplification": {"limit": 5},
    "slow-queue-drain": {"outage_minutes": 30, "drain_minutes": 120}}

ATTEMPTS = st.sampled_from([0, 1, 2, 3])
RETRIES = st.one_of(st.just("none"), st.fixed_dictionaries({}, optional={
    "attempts": ATTEMPTS, "backoff": st.sampled_from(["none", "fixed", "exponential"]),
    "first_wait_ms": st.sampled_from([0, 10, 50])}).filter(bool))
TIMES = st.sampled_from([1, 5, 20, 100, 400])
SHARES = st.sampled_from([0.9, 0.99, 0.999, 1.0])


@cache
def engine() -> Engine:
    return load_engine()

SYSTEM_CHECKS = tuple(name for name in check_names() if find_check(name).is_about_system)


def read(text: str) -> LintContext:
    """Returns an architecture, as checks see it, from the text of a document."""
    architecture = read_architecture([Source("system.yaml", text)], engine().terms)
    return LintContext(architecture, subject_facts(architecture, engine()), {}, engine())


def whole_of(document: Document) -> LintContext:
    return read(json.dumps(document))


def practice(check: str, **parameters: float) -> Practice:
    return Practice(check, check, "warning", (), {}, {}, check, parameters or LIMITS.get(check, {}), "", "", "", "")


def judged(whole: LintContext, check: str, **parameters: float) -> list[Verdict]:
    """Returns the verdicts of one check."""
    return list(find_check(check).find(whole, practice(check, **parameters)))


def violated(whole: LintContext, check: str, **parameters: float) -> dict[str, Verdict]:
    """Returns what one check finds, by subject."""
    return {verdict.subject: verdict for verdict in judged(whole, check, **parameters)
            if verdict.outcome == "violated"}


def documents(*, known: bool = False, services: int = 5, most: int = 9, fallbacks: bool = False,
              ) -> st.SearchStrategy[Document]:
    """Returns a strategy for documents without flows.

    Args:
        known: whether nothing is left out.
        fallbacks: whether calls may state a fallback that is one.
    """
    names = NAMES[:services]
    part: dict[str, st.SearchStrategy[Any]] = {
        "pattern": st.sampled_from(["rest", "rest", "grpc", "message-queue"]),
        "timeout_ms": st.one_of(TIMES, st.just("none")), "retries": RETRIES if not known else st.fixed_dictionaries({
            "attempts": ATTEMPTS, "backoff": st.sampled_from(["none", "fixed", "exponential"]),
            "first_wait_ms": st.sampled_from([0, 10, 50])}),
        "fallback": st.sampled_from(["none", "cached"] if fallbacks else ["none"]),
        "consumer_rps": st.sampled_from([1, 60, 200]), "max_length": st.sampled_from([10, 1_000_000])}
    need: dict[str, st.SearchStrategy[Any]] = {
        "needs_response": st.booleans(), "latency_budget_ms": TIMES, "throughput_rps": st.sampled_from([0, 50, 100])}
    said: dict[str, st.SearchStrategy[Any]] = {
        "availability": SHARES, "latency_ms": st.sampled_from([{"p50": 1, "p99": 5}, {"p50": 20, "p99": 100}])}
    def drawn(known: bool) -> st.SearchStrategy[Document]:
        one = st.builds(lambda ends, facts: {**ends, **facts}, _ends(names),
                        st.fixed_dictionaries({"needs": _stated(need, known), "design": _stated(part, known)}))
        return st.builds(_document, st.fixed_dictionaries({name: _stated(said, known) for name in names}),
                         st.lists(one, min_size=1, max_size=most))

    if known:
        return drawn(True)
    gaps = st.lists(st.tuples(st.integers(0, most), st.sampled_from([*need, *part])), max_size=5)
    return st.one_of(drawn(False), st.builds(_thinned, drawn(True), gaps))


def _ends(names: str) -> st.SearchStrategy[dict[str, Any]]:
    """Returns a strategy for callers and callees; most calls lead on, so that there are chains and not only circles."""
    anywhere = st.fixed_dictionaries({
        "from": st.sampled_from(names), "to": st.lists(st.sampled_from(names), min_size=1, max_size=2, unique=True)})
    ahead = st.sampled_from(range(len(names) - 1)).flatmap(lambda place: st.fixed_dictionaries({
        "from": st.just(names[place]),
        "to": st.lists(st.sampled_from(names[place + 1 : place + 3]), min_size=1, max_size=2, unique=True)}))
    return st.one_of(ahead, ahead, ahead, anywhere)


def _stated(facts: dict[str, st.SearchStrategy[Any]], known: bool) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(facts) if known else st.fixed_dictionaries({}, optional=facts)


def _thinned(document: Document, gaps: list[tuple[int, str]]) -> Document:
    """Returns a document with some of its facts left out."""
    interactions = document["interactions"]
    for number, name in gaps:
        one = interactions[number % len(interactions)]
        for section in ("needs", "design"):
            one[section] = {fact: value for fact, value in one[section].items() if fact != name}
    return document


def with_flows(base: st.SearchStrategy[Document]) -> st.SearchStrategy[Document]:
    """Returns documents with one flow through their interactions, in sequence and in parallel."""
    return base.flatmap(lambda document: st.builds(
        lambda steps, budget, target: {**document, "flows": [
            {"id": "flow", "steps": steps, "latency_budget_ms": budget, "availability": target}]},
        steps_through([interaction["id"] for interaction in document["interactions"]]), TIMES, SHARES))


def steps_through(ids: list[str]) -> st.SearchStrategy[list[Any]]:
    return st.lists(st.recursive(st.sampled_from(ids), lambda inner: st.lists(inner, min_size=1, max_size=3),
                                 max_leaves=6), min_size=1, max_size=5)


def removals(document: Document) -> Iterator[Document]:
    """Yields the document without one of the facts that it states.

    Two stay, since silence about them means something: a fallback, which excuses a call, and that the sender of a
    message waits for an answer, without which it is a message again.
    """
    def copy() -> Document:
        made: Document = json.loads(json.dumps(document))
        return made

    for place, interaction in enumerate(document["interactions"]):
        for section in ("needs", "design"):
            for name, value in interaction[section].items():
                for field in value if isinstance(value, dict) else ():
                    if len(value) > 1:
                        changed = copy()
                        del changed["interactions"][place][section][name][field]
                        yield changed
                is_waited_message = interaction["design"].get("pattern") == "message-queue" and value is True
                if not is_waited_message and (name != "fallback" or value == "none"):
                    changed = copy()
                    del changed["interactions"][place][section][name]
                    yield changed
    for name, service in document["services"].items():
        for fact in service:
            changed = copy()
            del changed["services"][name][fact]
            yield changed


def _document(services: dict[str, Any], interactions: list[dict[str, Any]]) -> Document:
    return {"version": 1, "services": services,
            "interactions": [{"id": f"i{number}", **one} for number, one in enumerate(interactions)]}
