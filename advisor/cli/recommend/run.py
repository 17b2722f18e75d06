"""`advisor recommend`: one interaction from options. Imports no typer, to start fast."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from advisor.cli.exits import CLEAN
from advisor.cli.fast import NO, YES, Parsed, parse, words_of
from advisor.cli.manners import Manners
from advisor.cli.options import FORMATS, Option, option_table, plain_value
from advisor.cli.output import STANDARD, write
from advisor.errors import InputError, Problem
from advisor.model.interaction import Interaction, KnownFact
from advisor.model.terms import Term, Terms
from advisor.notation.suggest import did_you_mean
from advisor.reporters.report import Report, WhatIf
from advisor.source import Source

if TYPE_CHECKING:
    from advisor.cli.records.write import Plan
    from advisor.engine import Engine

UNKNOWN = "unknown"


def run(arguments: Sequence[str]) -> int:
    """Recommends a pattern for the facts in the arguments. Raises InputError with every problem of the call."""
    from advisor.api import load_engine

    engine = load_engine(words_of("--rules", arguments))
    table = option_table(engine.terms)
    parsed = parse(arguments, table)
    problems = [*parsed.problems, *_option_problems(parsed)]
    path = parsed.last("--output", STANDARD)
    facts = {**_facts_from_file(parsed, engine.terms, problems), **_facts_from_options(parsed, table, problems)}
    changes = _changes(parsed, engine.terms, problems)
    if problems:
        raise InputError(problems)
    console = Manners("--no-color" in parsed.words, "--quiet" in parsed.words)
    report = _report(facts, changes, engine, console, path)
    records = _plan_records(parsed.last("--adr"), report) if "--adr" in parsed.words else None
    write(_render(report, parsed.last("--format", "text")), path)
    for line in records.write() if records else ():
        console.say(line)
    return CLEAN


def _plan_records(path: str, report: Report) -> Plan:
    from advisor.cli.records.write import plan

    return plan(path, report.results, report.rules_pack)


def _report(facts: Mapping[str, Any], changes: Mapping[str, Any], engine: Engine, console: Manners,
            path: str) -> Report:
    interaction = _interaction(facts)
    what_if = None
    if changes:
        changed = {name: value for name, value in {**facts, **changes}.items() if value is not None}
        what_if = WhatIf(dict(changes), (_interaction(changed), engine.recommend(changed)))
    results = [(interaction, engine.recommend(dict(facts)))]
    look = console.look() if path == STANDARD else Report("", (), ()).look
    return Report(engine.name, (interaction,), results, look=look, what_if=what_if, single=True)


def _render(report: Report, form: str) -> Iterator[str]:
    if form != "text":
        from advisor.reporters import REPORTERS

        return REPORTERS[form](report)
    if report.what_if is not None:
        from advisor.reporters.what_if import before_and_after

        return before_and_after(report)
    from advisor.reporters.text import pages

    return pages(report)


def _interaction(facts: Mapping[str, Any]) -> Interaction:
    needs = {name: KnownFact(value) for name, value in facts.items()}
    return Interaction("", "", (), "", needs, {}, None, None, Source("", ""), 0, 0)


def _option_problems(parsed: Parsed) -> Iterator[Problem]:
    form = parsed.last("--format", "text")
    if form not in FORMATS:
        remedy = f"{did_you_mean(form, FORMATS)} The formats are {', '.join(FORMATS)}.".strip()
        yield Problem(f"There is no format `{form}`.", remedy, file="--format")
    if "--output" in parsed.words:
        from advisor.cli.files import Destination, check_destinations

        try:
            check_destinations([Destination(form, parsed.last("--output"))], parsed.words.get("--facts", []))
        except InputError as error:
            yield from error.problems


def _facts_from_options(parsed: Parsed, table: Mapping[str, Option], problems: list[Problem]) -> dict[str, Any]:
    facts = {}
    for flag, words in parsed.words.items():
        term = table[flag].term
        if term is not None:
            value = {YES: True, NO: False}[words[-1]] if term.type == "bool" else plain_value(term, words[-1])
            facts[term.name] = _check(term, value, flag, problems)
    return facts


def _facts_from_file(parsed: Parsed, terms: Terms, problems: list[Problem]) -> dict[str, Any]:
    if "--facts" not in parsed.words:
        return {}
    from advisor.cli.recommend.facts_file import read_facts

    try:
        return read_facts(parsed.last("--facts"), terms)
    except InputError as error:
        problems.extend(error.problems)
        return {}


def _changes(parsed: Parsed, terms: Terms, problems: list[Problem]) -> dict[str, Any]:
    changes: dict[str, Any] = {}
    for pair in parsed.words.get("--what-if", []):
        name, equals, text = pair.partition("=")
        term = terms.needs.get(name.replace("-", "_"))
        if not equals:
            problems.append(Problem(f"`{pair}` does not change a fact.", "Write FACT=VALUE, such as replay=true.",
                                    file="--what-if"))
        elif term is None:
            problems.append(Problem(f"There is no fact `{name}`.", did_you_mean(name, terms.needs), file="--what-if"))
        elif text == UNKNOWN and UNKNOWN not in term.values:
            changes[term.name] = None
        else:
            changes[term.name] = _check(term, plain_value(term, text), f"--what-if {name}", problems)
    return changes


def _check(term: Term, value: Any, location: str, problems: list[Problem]) -> Any:
    from advisor.model.values import check_value

    value, message, remedy = check_value(term, value)
    if message:
        problems.append(Problem(message, remedy, file=location))
    return value
