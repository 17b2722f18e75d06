"""Runs `recommend`: reads the facts, decides, and writes the answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from advisor.cli.console import ConsoleOptions
from advisor.cli.exit_codes import CLEAN
from advisor.cli.fact_options import check_fact, parse_fact_value
from advisor.cli.output import STANDARD_STREAM, write_output
from advisor.errors import InputError, Problem
from advisor.model.interaction import Interaction, KnownFact
from advisor.model.terms import Terms
from advisor.reporters.report import Report, TextStyle, WhatIf
from advisor.text.source import Source
from advisor.text.suggestions import did_you_mean

if TYPE_CHECKING:
    from advisor.adr.write import RecordPlan
    from advisor.engine import Engine

UNKNOWN = "unknown"


class RecommendArguments(NamedTuple):
    """Arguments of the command."""

    facts: Mapping[str, Any]  # stated by options
    facts_file: str | None
    what_if: tuple[str, ...]
    form: str
    output: str
    adr: str | None
    console: ConsoleOptions


def run(args: RecommendArguments, engine: Engine, problems: list[Problem]) -> int:
    """Recommends a pattern for the facts in the arguments. Raises InputError with every problem of the call."""
    problems.extend(_destination_problems(args))
    facts = {**_facts_from_file(args.facts_file, engine.terms, problems), **args.facts}
    changes = _changes(args.what_if, engine.terms, problems)
    if problems:
        raise InputError(problems)
    report = _report(facts, changes, engine, args.console, args.output)
    records = None if args.adr is None else _plan_records(args.adr, report)
    write_output(_render(report, args.form), args.output)
    for line in records.write() if records else ():
        args.console.info(line)
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


def _destination_problems(args: RecommendArguments) -> Iterator[Problem]:
    if args.output == STANDARD_STREAM:
        return
    from advisor.notation.atomic_write import ReportDestination, check_destinations

    try:
        check_destinations([ReportDestination(args.form, args.output)], [args.facts_file])
    except InputError as error:
        yield from error.problems


def _facts_from_file(path: str | None, terms: Terms, problems: list[Problem]) -> dict[str, Any]:
    if path is None:
        return {}
    from advisor.cli.recommend.facts_file import read_facts

    try:
        return read_facts(path, terms)
    except InputError as error:
        problems.extend(error.problems)
        return {}


def _changes(pairs: tuple[str, ...], terms: Terms, problems: list[Problem]) -> dict[str, Any]:
    changes: dict[str, Any] = {}
    for pair in pairs:
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
            changes[term.name] = check_fact(term, parse_fact_value(term, text), f"--what-if {name}", problems)
    return changes
