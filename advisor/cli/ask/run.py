"""One run of `ask`: from its call to the result, or to what is missing for one."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from advisor.cli.ask.results import Results
from advisor.cli.ask.state import DEFAULT, State, read_state
from advisor.cli.exits import CLEAN, WRONG
from advisor.cli.manners import Manners
from advisor.cli.output import STANDARD, write
from advisor.errors import InputError, Problem

if TYPE_CHECKING:
    from advisor.cli.ask.driver import Driver
    from advisor.cli.ask.keeping import Keeping
    from advisor.cli.ask.target import Target
    from advisor.engine import Engine

NAME_FLAGS = {"from": "--from", "to": "--to", "id": "--id", "operation": "--operation"}


class Call(NamedTuple):
    """What the command line asks for."""

    answers: str = ""
    sets: tuple[str, ...] = ()
    names: tuple[tuple[str, str], ...] = ()  # what is said of the two sides, by question
    save: str = ""
    resume: str = ""
    plain: bool = False
    questions: bool = False
    form: str = "text"
    output: str = STANDARD
    rules: tuple[str, ...] = ()
    manners: Manners = Manners()
    adr: str | None = None


def run(call: Call) -> int:
    """Asks, or says what is missing where nobody can be asked; returns the exit code."""
    from advisor.api import load_engine

    engine = load_engine(call.rules)
    state = _begin(call, engine)
    target = _target(state, engine)
    if call.questions:
        return _questions(call, state, engine)
    results = Results(call, engine)
    if not can_talk():
        return _unattended(call, state, target, engine, results)
    if not call.resume and os.path.exists(DEFAULT):  # noqa: PTH110  # pathlib is not needed otherwise
        call.manners.say(f"A saved interview is in {DEFAULT}; `advisor ask --resume` goes on with it.")
    _talk(call, state, target, engine, results)
    return CLEAN


def can_talk() -> bool:
    """Returns whether there is somebody to ask: a terminal on both sides, and no CI."""
    in_ci = os.environ.get("CI", "").lower() not in ("", "0", "false")
    return not in_ci and sys.stdin is not None and sys.stdin.isatty() and sys.stderr.isatty()


def wants_plain(call: Call) -> bool:
    """Returns whether numbered lines are wanted or all that the terminal can do."""
    return call.plain or bool(os.environ.get("ACCESSIBLE")) or os.environ.get("TERM", "") in ("dumb", "")


def _begin(call: Call, engine: Engine) -> State:
    from advisor.cli.ask.given import read_given

    _check_output(call)
    given = read_given(call.answers, call.sets, engine)
    if not call.resume:
        from advisor.questionnaire.sitting import Sitting

        return State(Sitting(given.known, given.declined), dict(call.names), call.save)
    state = read_state(call.resume, engine)
    if given.known or given.declined or call.names:
        raise InputError(Problem("A saved interview has its own answers.", "Leave out --answers, --set and the names.",
                                 file="--resume"))
    return state._replace(save=call.save or state.save)


def _check_output(call: Call) -> None:
    if call.output != STANDARD:
        from advisor.cli.files import Destination, check_destinations

        inputs = [path for path in (call.answers, call.resume, call.save) if path]
        check_destinations([Destination(call.form, call.output)], inputs)


def _target(state: State, engine: Engine) -> Target | None:
    if not state.save:
        if state.names:
            raise InputError(Problem("Names are for an architecture file.", "Add --save FILE.",
                                     file=NAME_FLAGS[next(iter(state.names))]))
        return None
    from advisor.cli.ask.target import Target

    target = Target(state.save, engine.terms)
    problems = list(_faults_of_names(state, target))
    if problems:
        raise InputError(problems)
    return target


def _faults_of_names(state: State, target: Target) -> Iterator[Problem]:
    from advisor.questionnaire.naming import KIND_OF, KINDS, Naming, fault_of

    ids = target.ids()
    for key, value in state.names.items():
        is_kind = key.startswith(KIND_OF)
        naming = Naming(key, "", "", "", KINDS if is_kind else (), is_needed=key != "operation")
        fault = fault_of(naming, value, ids)
        if fault:
            yield Problem(fault, "Give another one.", file=NAME_FLAGS.get(key, key))


def _questions(call: Call, state: State, engine: Engine) -> int:
    from advisor.cli.ask.unattended import questions_as_json, questions_as_text

    sitting = state.sitting
    if call.form == "json":
        write(questions_as_json(engine, sitting.known, sitting.declined), call.output)
    else:
        write(questions_as_text(engine, sitting.known, sitting.declined, call.manners.look().width), call.output)
    return CLEAN


def _unattended(call: Call, state: State, target: Target | None, engine: Engine, results: Results) -> int:
    """Gives the result if nothing is missing; otherwise says what is."""
    from advisor.cli.ask.talk import finished
    from advisor.cli.ask.unattended import missing
    from advisor.questionnaire.naming import UNKNOWN, inferred, next_naming

    names = dict(state.names)
    lines = [f"  {NAME_FLAGS[name]} NAME" for name in ("from", "to") if target is not None and name not in names]
    sitting = state.sitting
    if target is not None and not lines:
        services, ids = target.services(), target.ids()
        while (naming := next_naming(names, services, ids)) is not None:
            names[naming.key] = UNKNOWN if naming.values else naming.default
        follows = {name: fact.value for name, fact in inferred(names, services, engine.terms).items()}
        sitting = sitting._replace(given={**follows, **sitting.given})
    lines += missing(engine, sitting.known, sitting.declined, call.manners.look(sys.stderr).width)
    if lines:
        print("error: Nobody can be asked here, and these answers are missing:", *lines, sep="\n", file=sys.stderr)
        print("Give what you know; `unknown` is an answer too. `--answers FILE` takes them from a file.",
              file=sys.stderr)
        return WRONG
    results.show(finished(state._replace(names=names), target, engine))
    results.end()
    return CLEAN


def _talk(call: Call, state: State, target: Target | None, engine: Engine, results: Results) -> None:
    from advisor.cli.ask.keeping import Keeping
    from advisor.cli.ask.talk import Talk

    keeping = Keeping(engine, call.resume)
    talk = Talk(engine, _driver(call), state, target, results.show, keeping.keep_if_possible)
    try:
        talk.run()
        results.end()
    except (KeyboardInterrupt, EOFError):
        _stop(keeping, talk.state)
        results.end()
        raise KeyboardInterrupt from None
    except InputError:  # something could not be written
        _stop(keeping, talk.state)
        raise
    keeping.forget()
    if target is not None:
        call.manners.say(f"Written to {target.path}. Next: advisor evaluate {target.path}")


def _driver(call: Call) -> Driver:
    look = call.manners.look(sys.stderr)
    if wants_plain(call):
        from advisor.cli.ask.plain import Plain

        return Plain(sys.stdin, sys.stderr, look.width)
    from prompt_toolkit.input import create_input
    from prompt_toolkit.output import create_output

    from advisor.cli.ask.terminal import Terminal

    return Terminal(create_input(sys.stdin), create_output(sys.stderr), colour=look.colour)


def _stop(keeping: Keeping, state: State) -> None:
    """Says where an interview is kept that was stopped, unless all that was said has come to its end."""
    try:
        keeping.keep(state)
    except InputError as error:
        print(f"error: {error.problems[0].message} The answers so far are lost.", file=sys.stderr)
        return
    if not state.is_empty:
        option = "--resume" if keeping.path == DEFAULT else f"--resume {keeping.path}"
        print(f"The answers are kept in {keeping.path}; `advisor ask {option}` goes on.", file=sys.stderr)
