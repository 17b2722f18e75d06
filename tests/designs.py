"""Interactions and architectures made up for tests: every fact of the vocabulary may be stated, or not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hypothesis import strategies as st

from advisor.api import load_engine
from advisor.engine import Engine
from advisor.extraction.documents import DocumentReading
from advisor.linter import lint
from advisor.linter.lint import DEFAULT
from advisor.linter.settings import RuleSelection
from advisor.model.architecture import SERVICE_KINDS, Architecture, Service
from advisor.model.finding import ArchitectureReview
from advisor.model.interaction import Interaction, KnownFact
from advisor.model.practice import Practice
from advisor.model.terms import Term
from advisor.text.source import Source, Span
from tests.worlds import asked, values_of

ENGINE = load_engine()
NAMES = ("a", "b", "c", "d", "gate", "base")
OPERATIONS = ("", "POST /orders", "GET /orders", "order.created", "Orders/Create")
NOWHERE = Source("made-up.yaml", "")
KINDS = {"gate": "gateway", "base": "database"}


def practice(name: str, **parts: Any) -> Practice:
    """Returns a practice of a few parts."""
    plain = Practice(name, name, "warning", (), {}, {}, "", {}, "{id} does it wrong", "because", "mend it", "")
    return plain._replace(**parts)


def interaction(name: str, sender: str = "a", receivers: tuple[str, ...] = ("b",), operation: str = "",
                needs: dict[str, Any] | None = None, design: dict[str, Any] | None = None) -> Interaction:
    """Returns an interaction of plain values."""
    stated = design or {}
    return Interaction(name, sender, receivers, operation, _known(needs or {}), _known(stated), stated.get("pattern"),
                       stated.get("technology"), NOWHERE, 0, 0)


def architecture(*interactions: Interaction, kinds: dict[str, str | None] | None = None) -> Architecture:
    """Returns an architecture in which services have these kinds."""
    services = {name: Service(name, kind, None, None, None, {}, "", Span(NOWHERE, 0, 0))
                for name, kind in (kinds or {}).items()}
    return Architecture("made up", (NOWHERE.name,), services, interactions, ())


def review(design: Architecture, engine: Engine, practices: Sequence[Practice],
           selection: RuleSelection = DEFAULT) -> ArchitectureReview:
    """Returns the review of an architecture that was read from architecture files, or made up."""
    sources = {one.source.name: one.source for one in design.interactions}
    reading = DocumentReading.of(tuple(sources.values()) or (NOWHERE,), design)
    return lint.review(reading, engine, practices, selection)


def without(one: Interaction, name: str) -> Interaction:
    """Returns an interaction that says nothing of a fact."""
    needs = {fact: known for fact, known in one.needs.items() if fact != name}
    design = {fact: known for fact, known in one.design.items() if fact != name}
    declared = None if name == "pattern" else one.declared
    return one._replace(needs=needs, design=design, declared=declared)


def kinds_of_services() -> st.SearchStrategy[dict[str, str | None]]:
    """Returns a strategy for the kinds of services, some of them not known."""
    some = st.sampled_from((None, "service", "service", "external", *SERVICE_KINDS))
    return st.fixed_dictionaries({name: some if name not in KINDS else st.sampled_from((None, KINDS[name]))
                                  for name in NAMES})


def interactions(prefix: str = "i", *, at_most: int = 4, names: tuple[str, ...] = NAMES,
                 ) -> st.SearchStrategy[tuple[Interaction, ...]]:
    """Returns a strategy for several interactions."""
    return st.lists(_one(names), min_size=1, max_size=at_most).map(lambda found: tuple(
        one._replace(id=f"{prefix}{number}") for number, one in enumerate(found)))


@st.composite
def _one(draw: st.DrawFn, names: tuple[str, ...]) -> Interaction:
    sender = draw(st.sampled_from(names))
    others = [name for name in names if name != sender]
    receivers = draw(st.lists(st.sampled_from(others), min_size=1, max_size=3, unique=True))
    need_names = draw(st.lists(st.sampled_from(asked(ENGINE)), unique=True, max_size=8))
    needs = {name: draw(st.sampled_from(values_of(ENGINE, name))) for name in need_names}
    terms = ENGINE.terms.design
    design_names = draw(st.lists(st.sampled_from(sorted(set(terms) - {"pattern", "technology"})), unique=True,
                                 max_size=12))
    design = {name: draw(_value(terms[name])) for name in design_names}
    if (pattern := draw(st.sampled_from((None, *ENGINE.patterns)))) is not None:
        design["pattern"] = pattern
    return interaction("", sender, tuple(receivers), draw(st.sampled_from(OPERATIONS)), needs, design)


def _value(term: Term) -> st.SearchStrategy[Any]:
    match term.type:
        case "bool":
            known: st.SearchStrategy[Any] = st.booleans()
        case "choice":
            known = st.sampled_from(term.values)
        case "number" | "integer":
            known = st.sampled_from((1, 2, 5, 20, 100, 1000, 30_000, 1_000_000))
        case "group":
            known = st.fixed_dictionaries({}, optional={field.name: _value(field) for field in term.fields})
        case _:
            known = st.just("something")
    return st.one_of(st.just("none"), known) if term.absence else known


def _known(facts: dict[str, Any]) -> dict[str, KnownFact]:
    return {name: KnownFact(value) for name, value in facts.items()}
