"""`advisor recommend`: one interaction from options. Imports no typer, to start fast."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from advisor.cli.argument_parser import NO, YES, ParsedArguments, find_option_values, parse_arguments
from advisor.cli.console import ConsoleOptions
from advisor.cli.exit_codes import CLEAN
from advisor.cli.fact_options import FORMATS, CommandOption, option_table, parse_fact_value
from advisor.cli.output import STANDARD_STREAM, write_output
from advisor.errors import InputError, Problem
from advisor.model.interaction import Interaction, KnownFact
from advisor.model.terms import Term, Terms
from advisor.reporters.report import Report, TextStyle, WhatIf
from advisor.text.source import Source
from advisor.text.suggestions import did_you_mean

if TYPE_CHECKING:
    from advisor.adr.write import RecordPlan
    from advisor.engine import Engine

UNKNOWN = "unknown"


def run(arguments: Sequence[str]) -> int:
    """Recommends a pattern for the facts in the arguments. Raises InputError with every problem of the call."""
    from advisor.api import load_engine

    engine = load_engine(find_option_values("--rules", arguments))
    table = option_table(engine.terms)
    parsed = parse_arguments(arguments, table)
    problems = [*parsed.problems, *_option_problems(parsed)]
    path = parsed.last_value("--output", STANDARD_STREAM)
    facts = {**_facts_from_file(parsed, engine.terms, problems), **_facts_from_options(parsed, table, problems)}
    changes = _changes(parsed, engine.terms, problems)
    if problems:
        raise InputError(problems)
    console = ConsoleOptions("--no-color" in parsed.values, "--quiet" in parsed.values)
    report = _report(facts, changes, engine, console, path)
    records = _plan_records(parsed.last_value("--adr"), report) if "--adr" in parsed.values else None
    write_output(_render(report, parsed.last_value("--format", "text")), path)
    for line in records.write() if records else ():
        console.info(line)
    return CLEAN


def _plan_records(path: str, report: Report) -> RecordPlan:
    from advisor.adr.write import plan_records

    return plan_records(path, report.results, report.rules_pack)


def _report(facts: Mapping[str, Any], changes: Mapping[str, Any], engine: Engine, console: ConsoleOptions,
            path: str) -> Report:
    interaction = _interaction(facts)
    what_if = None
    if changes:
        changed = {name: value for name, value in {**facts, **changes}.items() if value is not None}
        what_if = WhatIf(dict(changes), (_interaction(changed), engine.recommend(changed)))
    results = [(interaction, engine.recommend(dict(facts)))]
    style = console.style() if path == STANDARD_STREAM else TextStyle()
    return Report(command="recommend", rules_pack=engine.name, interactions=(interaction,), results=results,
                  style=style, what_if=what_if, single=True)


def _render(report: Report, form: str) -> Iterator[str]:
    if form != "text":
        from advisor.reporters import REPORTERS

        return REPORTERS[form](report)
    if report.what_if is not None:
        from advisor.reporters.what_if import render_what_if

        return render_what_if(report)
    from advisor.reporters.text import render_pages

    return render_pages(report)


def _interaction(facts: Mapping[str, Any]) -> Interaction:
    needs = {name: KnownFact(value) for name, value in facts.items()}
    return Interaction("", "", (), "", needs, {}, None, None, Source("", ""), 0, 0)


def _option_problems(parsed: ParsedArguments) -> Iterator[Problem]:
    form = parsed.last_value("--format", "text")
    if form not in FORMATS:
        remedy = f"{did_you_mean(form, FORMATS)} The formats are {', '.join(FORMATS)}.".strip()
        yield Problem(f"There is no format `{form}`.", remedy, file="--format")
    if "--output" in parsed.values:
        from advisor.notation.atomic_write import ReportDestination, check_destinations

        try:
            check_destinations(
                [ReportDestination(form, parsed.last_value("--output"))], parsed.values.get("--facts", [])
            )
        except InputError as error:
            yield from error.problems


def _facts_from_options(
    parsed: ParsedArguments, table: Mapping[str, CommandOption], problems: list[Problem]
) -> dict[str, Any]:
    facts = {}
    for flag, words in parsed.values.items():
        term = table[flag].term
        if term is not None:
            value = {YES: True, NO: False}[words[-1]] if term.type == "bool" else parse_fact_value(term, words[-1])
            facts[term.name] = _check(term, value, flag, problems)
    return facts


def _facts_from_file(parsed: ParsedArguments, terms: Terms, problems: list[Problem]) -> dict[str, Any]:
    if "--facts" not in parsed.values:
        return {}
    from advisor.cli.recommend.facts_file import read_facts

    try:
        return read_facts(parsed.last_value("--facts"), terms)
    except InputError as error:
        problems.extend(error.problems)
        return {}


def _changes(parsed: ParsedArguments, terms: Terms, problems: list[Problem]) -> dict[str, Any]:
    changes: dict[str, Any] = {}
    for pair in parsed.values.get("--what-if", []):
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
            changes[term.name] = _check(term, parse_fact_value(term, text), f"--what-if {name}", problems)
    return changes


def _check(term: Term, value: Any, location: str, problems: list[Problem]) -> Any:
    from advisor.model.value_checks import check_value

    value, message, remedy = check_value(term, value)
    if message:
        problems.append(Problem(message, remedy, file=location))
    return value
