"""A pack's vocabulary as plain values, for readers and commands that do not import the pydantic models."""

from __future__ import annotations

from advisor.model.fact import Fact
from advisor.model.pack import Pack
from advisor.model.terms import Term, Terms
from advisor.rulebook.unique_names import pattern_aliases, technology_aliases


def build_terms(pack: Pack) -> Terms:
    """Returns the vocabulary of a pack as plain values."""
    technologies = [technology for pattern in pack.patterns for technology in pattern.technologies]
    serves: dict[str, tuple[str, ...]] = {}
    for pattern in pack.patterns:
        for technology in pattern.technologies:
            serves[technology.name] = (*serves.get(technology.name, ()), pattern.name)
    return Terms(needs={fact.name: _term(fact) for fact in pack.vocabulary.needs},
                 design={fact.name: _term(fact) for fact in pack.vocabulary.design},
                 patterns=tuple(pattern.name for pattern in pack.patterns),
                 pattern_aliases=pattern_aliases(pack.patterns),
                 modes={pattern.name: pattern.mode for pattern in pack.patterns},
                 technologies=technology_aliases(technologies), technology_patterns=serves,
                 circumstances={fact.name: _term(fact) for fact in pack.vocabulary.circumstances})


def _term(fact: Fact) -> Term:
    return Term(fact.name, fact.type, fact.values, dict(fact.meanings), fact.at_least, fact.above, fact.unit,
                fact.absence, tuple(map(_term, fact.fields)), fact.question, fact.help, fact.matters, fact.aliases,
                fact.example)
