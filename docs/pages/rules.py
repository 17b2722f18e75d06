"""`rules.md`: everything the built-in pack knows, in the order of its files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from advisor.cli.rules.catalogue import CatalogueEntry, catalogue_entries
from advisor.cli.rules.catalogue_text import describe_effect
from advisor.engine import Engine
from advisor.engine.compile import facts_read_by
from advisor.model.pack import Pack
from advisor.model.rule import Pattern, PracticeCase
from advisor.reporters.phrasing import format_condition
from pages import GENERATED

INTRODUCTION = """\
# Rules

Everything `advisor` knows, as it stands in `rules/communication/`. A pattern's score is the sum of the points that the
rules below give it; exclusions come before the score, and [how equal scores are told apart](#equal-scores) is data too.
Facts are explained in [facts.md](facts.md); `advisor rules show ID` prints one entry of this page.

"The article" is *Microservice Communication Patterns* (CodeWithNaman), where these rules began. A rule is *as written*
where it says what the article says, *corrected* where better sources disagree with it, and *added* where the article is
silent.
"""
SECTIONS = (
    ("Situations", "`scenarios.yaml`: situations that a design can be recognised by.", "scenario"),
    ("Conflicts", "`conflicts.yaml`: facts that cannot hold together, and how to split the interaction.", "conflict"),
    ("Warnings", "`warnings.yaml`: what must be said with the answer, whoever wins.", "warning"),
    ("Practices", "`practices/`, one file each: what `advisor evaluate` and `advisor lint` find in a design. A "
     "practice is broken where its condition holds or its check says so; where a document is silent, the fact is "
     "asked for and nothing claimed.",
     "practice"),
)
PATTERN_SECTIONS = (("Evidence", ("evidence", "exclusion")), ("Advantages", ("advantage",)), ("Gotchas", ("gotcha",)))
MODES = {"sync": "Synchronous", "async": "Asynchronous"}


class _Knowledge(NamedTuple):
    pack: Pack
    entries: list[CatalogueEntry]
    cases: dict[str, list[str]]  # id of an entry -> the cases it takes part in


def page(pack: Pack, engine: Engine) -> str:
    """Returns the page."""
    known = _Knowledge(pack, catalogue_entries(pack), _cases(pack, engine))
    return "\n".join([GENERATED, INTRODUCTION, *_general(known), *_patterns(known), *_equal_scores(pack)])


def _cases(pack: Pack, engine: Engine) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for case in pack.cases:
        for name in engine.recommend(dict(case.facts)).contributing_ids:
            found.setdefault(name, []).append(case.id)
    return found


def _general(known: _Knowledge) -> Iterator[str]:
    for title, about, role in SECTIONS:
        yield f"## {title}\n\n{about}\n"
        for entry in known.entries:
            if entry.role == role:
                yield from _entry(entry, known, "###")
                yield from _examples(entry, known)
    yield "## Evidence\n\n`scenarios.yaml`: single facts that speak for or against several patterns.\n"
    for entry in known.entries:
        if entry.role == "evidence" and _file(entry, known) == "scenarios.yaml":
            yield from _entry(entry, known, "###")


def _patterns(known: _Knowledge) -> Iterator[str]:
    for pattern in known.pack.patterns:
        words = f" Also written {_listed(pattern.aliases)}." if pattern.aliases else ""
        yield f"## {pattern.name}\n"
        yield f"**{pattern.title}.** {pattern.summary} {MODES[pattern.mode]}. `patterns/{pattern.name}.yaml`.{words}\n"
        for title, roles in PATTERN_SECTIONS:
            own = [entry for entry in known.entries if entry.role in roles and _of_pattern(entry, pattern, known)]
            if own:
                yield f"### {title} of {pattern.name}\n"
            for entry in own:
                yield from _entry(entry, known, "####")
        yield from _technologies(pattern, known)


def _of_pattern(entry: CatalogueEntry, pattern: Pattern, known: _Knowledge) -> bool:
    return _file(entry, known) == f"patterns/{pattern.name}.yaml"


def _file(entry: CatalogueEntry, known: _Knowledge) -> str:
    return known.pack.provenance[entry.id].file


def _entry(entry: CatalogueEntry, known: _Knowledge, mark: str) -> Iterator[str]:
    former = [alias for alias, name in known.pack.aliases.items() if name == entry.id]
    yield "".join(f'<a id="{alias}"></a>' for alias in former) + ("\n" if former else "") + f"{mark} {entry.id}\n"
    yield f"{entry.title.rstrip('.')}.\n"
    yield "\n".join(f"- {label}: {text}" for label, text in _lines(entry, known) if text) + "\n"


def _lines(entry: CatalogueEntry, known: _Knowledge) -> Iterator[tuple[str, str]]:
    yield "Formerly", ", ".join(f"`{alias}`" for alias, name in known.pack.aliases.items() if name == entry.id)
    yield "When", format_condition(entry.when)
    yield "Broken when", format_condition(entry.violated_when) if entry.violated_when else ""
    yield "Check", f"`{entry.check}`" if entry.check else ""
    if entry.role not in ("advantage", "gotcha"):  # these stand under their pattern
        yield "Does", describe_effect(entry)
    yield "Because", entry.because
    for label, text in entry.says.items():
        yield label.capitalize(), f"`{text}`" if label == "finding" else text
    yield "Status", _status(entry)
    yield "In the article", entry.article
    yield "Sources" if len(entry.source) > 1 else "Source", "; ".join(entry.source)
    facts = sorted(facts_read_by(entry.when) | facts_read_by(entry.violated_when or {}))
    yield "Reads", ", ".join(f"[{fact}](facts.md#{fact.partition('.')[0]})" for fact in facts)
    yield "Cases", "" if entry.examples else ", ".join(known.cases.get(entry.id, ()))


def _examples(entry: CatalogueEntry, known: _Knowledge) -> Iterator[str]:
    """Every example of a practice with what is found in it; the first that breaks it in full."""
    practice = next((practice for practice in known.pack.practices if practice.id == entry.id), None)
    if practice is None or not practice.examples:
        return
    yield "Examples:\n"
    yield "\n".join(f"- {example.title} *{_outcome(example, entry.id)}.*" for example in practice.examples) + "\n"
    broken = next((example for example in practice.examples if example.finds.get(entry.id)), practice.examples[0])
    if broken.document:
        yield f"{broken.title}\n\n````markdown\n{broken.document.rstrip()}\n````\n"
    else:
        yield f"```yaml\n# {broken.title}\n{broken.architecture.rstrip()}\n```\n"


def _outcome(example: PracticeCase, practice: str) -> str:
    if many := example.finds.get(practice):
        return {1: "Found", 2: "Found twice"}.get(many, f"Found {many} times")
    return "Asked" if example.unknown.get(practice) else "Nothing is found"


def _status(entry: CatalogueEntry) -> str:
    return f"{entry.status}. {entry.corrects}" if entry.corrects else entry.status


def _technologies(pattern: Pattern, known: _Knowledge) -> Iterator[str]:
    if not pattern.technologies:
        return
    yield f"### Technologies of {pattern.name}\n"
    yield "| word | technology | also written | when | because | source |\n| --- | --- | --- | --- | --- | --- |"
    headings = {*(entry.id for entry in known.entries if entry.role != "technology"),
                *(other.name for other in known.pack.patterns)}
    for technology in pattern.technologies:
        anchor = "" if technology.name in headings else f'<a id="{technology.name}"></a>'
        row = (f"{anchor}`{technology.name}`", technology.title, _listed(technology.aliases),
               format_condition(technology.when), technology.because, "; ".join(technology.source))
        yield f"| {' | '.join(row)} |"
    yield ""


def _equal_scores(pack: Pack) -> Iterator[str]:
    yield "## Equal scores\n"
    if not pack.precedence:
        yield "Nothing tells equal scores apart."
        return
    yield "Patterns with equal scores are told apart by these, in this order (`pack.yaml`):\n"
    meanings = {"scenarios": "the pattern that a situation speaks for",
                "platform": "what the team already runs, as an overlay states it",
                "simplicity": f"the pattern with less to run: {', then '.join(pack.simplicity)}"}
    yield from (f"{place}. {name}: {meanings[name]}" for place, name in enumerate(pack.precedence, start=1))
    yield ""


def _listed(words: Sequence[str]) -> str:
    return ", ".join(f"`{word}`" for word in words)
