"""What is known before the first question: from `--answers FILE` and `--set FACT=VALUE`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from advisor.cli.options import plain_value
from advisor.engine import Engine
from advisor.errors import InputError, Problem
from advisor.model.terms import Term
from advisor.model.values import check_value
from advisor.notation.load import load_text
from advisor.notation.quote import quoted
from advisor.notation.read import read
from advisor.notation.tree import Mapping as MappingNode
from advisor.notation.tree import plain
from advisor.readers.facts import names_of, unknown_fact
from advisor.readers.values import value_of
from advisor.source import Source, Span

UNKNOWN = "unknown"  # as a value: "don't know"
FLAG = "--set"


class Given(NamedTuple):
    """Facts that are known, and facts that are said to be unknown."""

    known: dict[str, Any]
    declined: tuple[str, ...]


class _Said(NamedTuple):
    """One fact with the place where it was said."""

    term: Term
    value: Any  # None where it was said to be unknown
    span: Span | None

    def problem(self, message: str, remedy: str) -> Problem:
        return Problem(message, remedy, self.span, "" if self.span else f"{FLAG} {self.term.name}")


def read_given(answers: str, sets: Sequence[str], engine: Engine) -> Given:
    """Returns what a file and options say; options outrank it. Raises InputError with every problem."""
    problems: list[Problem] = []
    said = {**(_of_file(answers, engine, problems) if answers else {}), **_of_options(sets, engine, problems)}
    problems.extend(_contradictions(said, engine) if not problems else ())
    if problems:
        raise InputError(problems)
    known = {name: one.value for name, one in said.items() if one.value is not None}
    return Given(known, tuple(name for name in said if name not in known))


def read_number(term: Term, text: str) -> tuple[float | None, str]:
    """Returns a typed number, such as `250` or `2 s`, or what is wrong with it."""
    value = value_of(term, text)
    if not isinstance(value, int | float) or isinstance(value, bool):
        return None, f"{quoted(text.strip())} is not a number{f' of {term.unit}' if term.unit else ''}."
    value, message, remedy = check_value(term, value)
    return value, f"{message} {remedy}".strip()


def _of_file(path: str, engine: Engine, problems: list[Problem]) -> dict[str, _Said]:
    try:
        source = load_text(path)
    except InputError as error:
        problems.extend(error.problems)
        return {}
    tree = read(source, problems=problems)
    if tree is not None and not isinstance(tree, MappingNode):
        problems.append(Problem("Answers are a mapping.", "Write one fact a line, such as `replay: true`.",
                                Span(source, tree.start, tree.end)))
    return _of_mapping(tree, source, engine, problems) if isinstance(tree, MappingNode) else {}


def _of_mapping(tree: MappingNode, source: Source, engine: Engine, problems: list[Problem]) -> dict[str, _Said]:
    found: dict[str, _Said] = {}
    names = names_of(engine.terms.needs)
    for word, node in tree.entries.items():
        start = tree.key_offsets[word]
        key = Span(source, start, start + len(word))
        name = names.get(word)
        if name is None:
            problems.append(Problem(*unknown_fact(word, "needs", engine.terms), key))
        elif name in found:
            message = f"{quoted(word)} means `{name}`, which stands here too."
            problems.append(Problem(message, "Keep one of the two.", key))
        else:
            _note(found, engine.terms.needs[name], plain(node), Span(source, node.start, node.end), problems)
    return found


def _of_options(sets: Sequence[str], engine: Engine, problems: list[Problem]) -> dict[str, _Said]:
    found: dict[str, _Said] = {}
    names = names_of(engine.terms.needs)
    for pair in sets:
        word, equals, text = (part.strip() for part in pair.partition("="))
        name = names.get(word.replace("-", "_"))
        if not equals:
            problems.append(Problem(f"{quoted(pair)} does not answer a question.",
                                    "Write FACT=VALUE, such as replay=true.", file=FLAG))
        elif name is None:
            problems.append(Problem(*unknown_fact(word, "needs", engine.terms), file=FLAG))
        else:
            term = engine.terms.needs[name]
            before = found.get(name)
            _note(found, term, text if _means_unknown(term, text) else plain_value(term, text), None, problems)
            if before is not None and name in found and before.value != found[name].value:
                problems.append(before.problem("It is given twice, and differently.", "Give it once."))
    return found


def _note(found: dict[str, _Said], term: Term, value: Any, span: Span | None, problems: list[Problem]) -> None:
    if _means_unknown(term, value):
        found[term.name] = _Said(term, None, span)
        return
    value, message, remedy = check_value(term, value)
    said = _Said(term, value, span)
    if message:
        remedy = remedy if value is not None else f"Write a value, or `{UNKNOWN}`."
        problems.append(said.problem(message, remedy))
    else:
        found[term.name] = said


def _means_unknown(term: Term, value: Any) -> bool:
    return isinstance(value, str) and value == UNKNOWN and UNKNOWN not in term.values


def _contradictions(said: Mapping[str, _Said], engine: Engine) -> list[Problem]:
    """What cannot hold together: a number and the choice that it fills, or facts of which a rule says so."""
    known = {name: one.value for name, one in said.items() if one.value is not None and name in engine.tables.facts}
    found = []
    for choice, (number, edges) in engine.tables.bands.items():
        if choice in known and number in known:
            earned = [value for least, value in edges if least <= known[number]][-1:]
            if earned != [known[choice]]:
                found.append(said[choice].problem(
                    f"`{choice}` is {quoted(known[choice])}, but `{number}` of {quoted(known[number])} makes it "
                    f"{quoted(earned[0] if earned else None)}.", f"Leave `{choice}` out."))
    for conflict in engine.remarks.conflicts(engine.tables.fired(known)) if not found else ():
        facts = [name for name in conflict.facts if name in said]
        together = " and ".join(f"`{name}`" for name in facts)
        found.append(said[facts[0]].problem(
            f"{together} contradict one another: {conflict.title[:1].lower()}{conflict.title[1:].rstrip('.')}.",
            f"Split the interaction in two. {conflict.split_critical} {conflict.split_rest}"))
    return found
