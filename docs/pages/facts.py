"""`facts.md`: everything that may be said of an interaction, and which rules listen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from advisor.cli.fact_options import fact_flag, fact_metavar
from advisor.cli.rules.catalogue import catalogue_entries
from advisor.engine.compile import facts_read_by
from advisor.model.pack import Pack
from advisor.model.terms import Term, Terms
from advisor.reporters.phrasing import format_value
from pages import GENERATED

INTRODUCTION = """\
# Facts

What may be said of an interaction. Every fact may be left out: unknown is a value, never "no". The words come from
`rules/communication/facts.yaml`, and so do the options of `advisor recommend`, the schema of the architecture file and
the "did you mean" of every error. The rules that read them are in [rules.md](rules.md).
"""
NEEDS = """\
## Needs

What the interaction must do. They stand under `needs` in an [architecture file](architecture.schema.json), and each is
an option of `advisor recommend`. These decide.
"""
DESIGN = """\
## Design

How the interaction is, or will be, built. They stand under `design` in an architecture file. No rule decides by them:
`pattern` and `technology` are compared with the advice, and practices judge the rest.
"""
CIRCUMSTANCES = """\
## Circumstances

What follows from the structure of a document: who calls whom, and what kind of service each is. Nobody states these;
practices read them.
"""
TYPES = {"bool": "true or false", "choice": "one of a few words", "number": "a number", "integer": "a whole number",
         "text": "text", "pattern": "a pattern", "group": "a mapping of the facts below"}


def page(pack: Pack, terms: Terms) -> str:
    """Returns the page."""
    readers = _readers(pack)
    return "\n".join([GENERATED, INTRODUCTION, NEEDS, *_facts(terms.needs, readers, "needs"), *_derived(pack, readers),
                      DESIGN, *_facts(terms.design, readers, "design"),
                      CIRCUMSTANCES, *_facts(terms.circumstances, readers, "circumstances")])


def _readers(pack: Pack) -> dict[str, list[str]]:
    """The entries that read each fact, directly or through what follows from it."""
    follows = {bands.from_fact: {bands.fact} for bands in pack.vocabulary.bands}
    for comparison in pack.vocabulary.comparisons:
        for number in (comparison.smaller, comparison.larger):
            follows.setdefault(number, set()).add(comparison.fact)
    vocabulary = pack.vocabulary
    names = {fact.name for fact in (*vocabulary.needs, *vocabulary.design, *vocabulary.circumstances)}
    names |= {comparison.fact for comparison in vocabulary.comparisons}
    found: dict[str, set[str]] = {name: set() for name in names}
    for entry in catalogue_entries(pack):
        read = {name.partition(".")[0] for name in facts_read_by(entry.when) | facts_read_by(entry.violated_when or {})}
        for name in names:
            if read & {name, *follows.get(name, ())}:
                found[name].add(entry.id)
    return {name: sorted(readers) for name, readers in found.items()}


def _facts(terms: Mapping[str, Term], readers: Mapping[str, list[str]], section: str) -> Iterator[str]:
    for term in terms.values():
        yield f"### {term.name}\n"
        yield f"{term.question} {term.help}\n"
        yield "\n".join(f"- {label}: {text}" for label, text in _lines(term, readers, section) if text)
        for value, meaning in term.meanings.items():
            yield f"  - `{value}`: {meaning}"
        for field in term.fields:
            yield f"  - `{field.name}`: {_kind(field)}. {field.question} {field.help}"
        yield ""


def _lines(term: Term, readers: Mapping[str, list[str]], section: str) -> Iterator[tuple[str, str]]:
    yield "Why it matters", term.matters
    yield "Also written", ", ".join(f"`{alias}`" for alias in term.aliases)
    yield "Example", f"`{term.name}: {_literal(term.example)}`" if term.example is not None else ""
    if section == "needs" and term.type != "group":
        flag, metavar = fact_flag(term), fact_metavar(term)
        yield "Option", f"`{flag} {metavar}`" if metavar else f"`{flag}`, `--no-{flag[2:]}`"
    yield "Read by", ", ".join(f"[{name}](rules.md#{name})" for name in readers.get(term.name, ()))
    yield "Takes", _kind(term)


def _kind(term: Term) -> str:
    kind = TYPES[term.type]
    if term.type == "choice" and not term.meanings:
        kind = f"one of {', '.join(f'`{value}`' for value in term.values)}"
    if term.at_least is not None:
        kind += f" of at least {format_value(term.at_least)}"
    if term.above is not None:
        kind += f" above {format_value(term.above)}"
    kind += f", in {term.unit}" if term.unit else ""
    return f"{kind}; `none` says that there is none" if term.absence else kind


def _literal(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else format_value(value)


def _derived(pack: Pack, readers: Mapping[str, list[str]]) -> Iterator[str]:
    yield "## What follows from numbers\n"
    yield "Nobody states these; rules read them.\n"
    for comparison in pack.vocabulary.comparisons:
        rules = ", ".join(f"[{name}](rules.md#{name})" for name in readers[comparison.fact])
        yield f"### {comparison.fact}\n"
        yield (f"Whether {comparison.title}: [{comparison.smaller}](#{comparison.smaller}) is at most "
               f"[{comparison.larger}](#{comparison.larger}).\n\n- Read by: {rules}\n")
    for bands in pack.vocabulary.bands:
        steps = ", ".join(f"`{value}` from {format_value(float(least))}" for value, least in bands.bands.items())
        yield (f"A stated [{bands.from_fact}](#{bands.from_fact}) fills in [{bands.fact}](#{bands.fact}): "
               f"{steps}.\n")
