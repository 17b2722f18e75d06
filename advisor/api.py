"""Public functions: load rules, read an architecture, recommend, review."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from advisor.rulebook.cache import load_cached, store
from advisor.rulebook.fingerprint import pack_fingerprint
from advisor.rulebook.location import built_in_pack_path

if TYPE_CHECKING:
    from advisor.engine import Engine
    from advisor.extraction.documents import DocumentReading
    from advisor.linter.recorded_decision import RecordedDecision
    from advisor.linter.settings import RuleSelection
    from advisor.model.architecture import Architecture
    from advisor.model.finding import ArchitectureReview
    from advisor.model.interaction import Interaction
    from advisor.model.pack import Pack
    from advisor.model.practice import Practice, PracticeExamples
    from advisor.model.recommendation import Decision, Recommendation
    from advisor.model.terms import Terms


def load_pack(overlays: Sequence[str] = (), base: str | None = None) -> Pack:
    """Returns the built-in pack, or the one at `base`, with overlays applied.

    Raises RulebookError with every problem of every file.
    """
    from pathlib import Path

    from advisor.linter.check_registry import check_parameters
    from advisor.rulebook.load import load_pack as load

    return load(Path(_directory(base)), [Path(overlay) for overlay in overlays], check_parameters())


def load_engine(overlays: Sequence[str] = (), base: str | None = None) -> Engine:
    """Returns an engine for the built-in pack, or the one at `base`, with overlays applied.

    The compiled pack is cached between runs. Raises RulebookError with every problem of every file.
    """
    key = rules_key(overlays, base)
    return _load(tuple(overlays), base, key).engine


def load_practices(overlays: Sequence[str] = (), base: str | None = None) -> tuple[Practice, ...]:
    """Returns the practices of the built-in pack, or of the one at `base`, with overlays applied.

    They are cached between runs with the compiled pack. Raises RulebookError with every problem of every file.
    """
    key = rules_key(overlays, base)
    return _load(tuple(overlays), base, key).practices


def rules_key(overlays: Sequence[str] = (), base: str | None = None) -> str:
    """Returns a cache key that changes with the rules, the program and its version."""
    return pack_fingerprint(_directory(base), [overlay or os.curdir for overlay in overlays])


def load_engine_and_practices(overlays: Sequence[str], key: str = "") -> tuple[Engine, tuple[Practice, ...]]:
    """Returns engine and practices of the built-in pack with overlays applied, cached between runs.

    Args:
        key: the `rules_key` of the overlays, if it is already computed.

    Raises RulebookError with every problem of every file.
    """
    return _load(tuple(overlays), None, key or rules_key(overlays))


def load_examples(overlays: Sequence[str] = (), base: str | None = None) -> Mapping[str, PracticeExamples]:
    """Returns a violating and a compliant example of each practice, by practice id.

    They are cached between runs. Raises RulebookError with every problem of every file.
    """
    from advisor.model.practice import PracticeExamples

    key = f"{rules_key(overlays, base)}-examples"
    data = load_cached(key)
    if data is None:
        from advisor.rulebook.practices import collect_examples

        data = {name: tuple(examples) for name, examples in collect_examples(load_pack(overlays, base)).items()}
        store(key, data)
    return {name: PracticeExamples(*examples) for name, examples in data.items()}


def read_architecture(files: Sequence[str], terms: Terms) -> Architecture:
    """Merges architecture files and design documents (`-` is standard input) into one architecture.

    Its warnings name what was not read. Raises InputError with every problem of every file.
    """
    reading = read_documents(files, terms)
    return reading.architecture._replace(warnings=(*reading.syntax_errors, *reading.not_read))


def read_documents(files: Sequence[str], terms: Terms) -> DocumentReading:
    """Returns the reading of architecture files and design documents (`-` is standard input) together.

    Raises InputError with every problem of every file.
    """
    from advisor.extraction.reading import read_files

    return read_files(files, terms)


def recommend(facts: Mapping[str, Any], engine: Engine | None = None) -> Recommendation:
    """Recommends a pattern for one interaction.

    Args:
        facts: values by fact name; a missing one is unknown.

    Raises InputError for unknown facts and invalid values.
    """
    from advisor.model.fact_checks import check_facts

    engine = engine or load_engine()
    return engine.recommend(check_facts(facts, engine.terms))


def evaluate(architecture: Architecture, engine: Engine | None = None) -> Iterator[tuple[Interaction, Recommendation]]:
    """Yields every interaction with its recommendation and the reasons."""
    engine = engine or load_engine()
    for interaction in architecture.interactions:
        yield interaction, engine.recommend(interaction.facts())


def decide(architecture: Architecture, engine: Engine | None = None) -> Iterator[tuple[Interaction, Decision]]:
    """Yields every interaction with its decision only: status, pattern, margin."""
    engine = engine or load_engine()
    for interaction in architecture.interactions:
        yield interaction, engine.decide(interaction.facts())


def review(reading: DocumentReading, engine: Engine | None = None, practices: Sequence[Practice] | None = None,
           settings: RuleSelection | None = None, decisions: Sequence[RecordedDecision] = ()) -> ArchitectureReview:
    """Returns findings, open questions and flow figures of documents that are read together.

    Args:
        reading: from `read_documents`.
        settings: selected practices and severities; by default all practices with their own severity.
        decisions: that the documents record.
    """
    from advisor.linter import lint
    from advisor.linter.settings import RuleSelection

    engine = engine or load_engine()
    practices = load_practices() if practices is None else practices
    return lint.review(reading, engine, practices, settings or RuleSelection(), decisions=decisions)


class _Loaded(NamedTuple):
    engine: Engine
    practices: tuple[Practice, ...]


@lru_cache(maxsize=8)
def _load(overlays: tuple[str, ...], base: str | None, key: str) -> _Loaded:
    from advisor.engine import Engine
    from advisor.model.practice import Practice
    from advisor.model.terms import deserialise_terms

    data = load_cached(key)
    if data is None:
        data = _compile(overlays, base)
        store(key, data)
    engine = Engine(data["pack"], deserialise_terms(data["terms"]))
    return _Loaded(engine, tuple(Practice(*practice) for practice in data["practices"]))


def _compile(overlays: tuple[str, ...], base: str | None) -> dict[str, Any]:
    from advisor.engine.compile import compile_pack
    from advisor.model.terms import serialise_terms
    from advisor.rulebook.practices import build_practices
    from advisor.rulebook.terms import build_terms

    pack = load_pack(overlays, base)
    return {"pack": compile_pack(pack), "terms": serialise_terms(build_terms(pack)),
            "practices": [tuple(practice) for practice in build_practices(pack)]}


def _directory(base: str | None) -> str:
    return built_in_pack_path() if base is None else base
