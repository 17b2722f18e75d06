"""One run of `ask`: from its arguments to the result, or to the missing answers."""

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
    """The parsed command line of `ask`."""

    answers: str = ""
    sets: tuple[str, ...] = ()
    names: tuple[tuple[str, str], ...] = ()  # sender, receivers, id and operation, by question
    save: str = ""
    resume: str = ""
    plain: bool = False
    questions: bool = False
    form: str = "text"
    output: str = STANDARD
    rules: tuple[str, ...] = ()
    manners: Manners = Manners()
    adr: str | None = None


def run(arguments: Call) -> int:
    """Interviews the user, or lists the missing answers without a terminal; returns the exit code."""
    from advisor.api import load_engine

    engine = load_engine(arguments.rules)
    state = _initial_state(arguments, engine)
    target = _target(state, engine)
    if arguments.questions:
        return _show_questions(arguments, state, engine)
    results = Results(arguments, engine)
    if not can_talk():
        return _run_non_interactive(arguments, state, target, engine, results)
    if not arguments.resume and os.path.exists(DEFAULT):  # noqa: PTH110  # pathlib is not needed otherwise
        arguments.manners.say(f"A saved interview is in {DEFAULT}; `advisor ask --resume` goes on with it.")
    _run_dialogue(arguments, state, target, engine, results)
    return CLEAN


def can_talk() -> bool:
    """Returns whether the run is interactive: stdin and stderr are terminals, and it is not in CI."""
    in_ci = os.environ.get("CI", "").lower() not in ("", "0", "false")
    return not in_ci and sys.stdin is not None and sys.stdin.isatty() and sys.stderr.isatty()


def wants_plain(arguments: Call) -> bool:
    """Returns whether to ask in numbered lines instead of full-terminal prompts."""
    return arguments.plain or bool(os.environ.get("ACCESSIBLE")) or os.environ.get("TERM", "") in ("dumb", "")


def _initial_state(arguments: Call, engine: Engine) -> State:
    from advisor.cli.ask.given import read_given

    _check_output(arguments)
    initial = read_given(arguments.answers, arguments.sets, engine)
    if not arguments.resume:
        from advisor.questionnaire.sitting import Sitting

        return State(Sitting(initial.known, initial.declined), dict(arguments.names), arguments.save)
    state = read_state(arguments.resume, engine)
    if initial.known or initial.declined or arguments.names:
        raise InputError(Problem("A saved interview has its own answers.", "Leave out --answers, --set and the names.",
                                 file="--resume"))
    return state._replace(save=arguments.save or state.save)


def _check_output(arguments: Call) -> None:
    if arguments.output != STANDARD:
        from advisor.cli.files import Destination, check_destinations

        inputs = [path for path in (arguments.answers, arguments.resume, arguments.save) if path]
        check_destinations([Destination(arguments.form, arguments.output)], inputs)


def _target(state: State, engine: Engine) -> Target | None:
    if not state.save:
        if state.names:
            raise InputError(Problem("Names are for an architecture file.", "Add --save FILE.",
                                     file=NAME_FLAGS[next(iter(state.names))]))
        return None
    from advisor.cli.ask.target import Target

    target = Target(state.save, engine.terms)
    problems = list(_name_problems(state, target))
    if problems:
        raise InputError(problems)
    return target


def _name_problems(state: State, target: Target) -> Iterator[Problem]:
    from advisor.questionnaire.naming import KIND_OF, KINDS, Naming, fault_of

    ids = target.ids()
    for key, value in state.names.items():
        is_kind = key.startswith(KIND_OF)
        naming = Naming(key, "", "", "", KINDS if is_kind else (), is_needed=key != "operation")
        fault = fault_of(naming, value, ids)
        if fault:
            yield Problem(fault, "Give another one.", file=NAME_FLAGS.get(key, key))


def _show_questions(arguments: Call, state: State, engine: Engine) -> int:
    from advisor.cli.ask.unattended import questions_as_json, questions_as_text

    sitting = state.sitting
    if arguments.form == "json":
        write(questions_as_json(engine, sitting.known, sitting.declined), arguments.output)
    else:
        write(questions_as_text(engine, sitting.known, sitting.declined, arguments.manners.look().width),
              arguments.output)
    return CLEAN


def _run_non_interactive(arguments: Call, state: State, target: Target | None, engine: Engine, results: Results) -> int:
    """Writes the result if no answer is missing; otherwise lists the missing ones."""
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
    lines += missing(engine, sitting.known, sitting.declined, arguments.manners.look(sys.stderr).width)
    if lines:
        print("error: Nobody can be asked here, and these answers are missing:", *lines, sep="\n", file=sys.stderr)
        print("Give what you know; `unknown` is an answer too. `--answers FILE` takes them from a file.",
              file=sys.stderr)
        return WRONG
    results.show(finished(state._replace(names=names), target, engine))
    results.end()
    return CLEAN


def _run_dialogue(arguments: Call, state: State, target: Target | None, engine: Engine, results: Results) -> None:
    from advisor.cli.ask.keeping import Keeping
    from advisor.cli.ask.talk import Talk

    autosave = Keeping(engine, arguments.resume)
    dialogue = Talk(engine, _prompter(arguments), state, target, results.show, autosave.keep_if_possible)
    try:
        dialogue.run()
        results.end()
    except (KeyboardInterrupt, EOFError):
        _save_stopped(autosave, dialogue.state)
        results.end()
        raise KeyboardInterrupt from None
    except InputError:  # a write failed
        _save_stopped(autosave, dialogue.state)
        raise
    autosave.forget()
    if target is not None:
        arguments.manners.say(f"Written to {target.path}. Next: advisor evaluate {target.path}")


def _prompter(arguments: Call) -> Driver:
    look = arguments.manners.look(sys.stderr)
    if wants_plain(arguments):
        from advisor.cli.ask.plain import Plain

        return Plain(sys.stdin, sys.stderr, look.width)
    from prompt_toolkit.input import create_input
    from prompt_toolkit.output import create_output

    from advisor.cli.ask.terminal import Terminal

    return Terminal(create_input(sys.stdin), create_output(sys.stderr), colour=look.colour)


def _save_stopped(autosave: Keeping, state: State) -> None:
    """Saves a stopped interview and prints its path, unless it has no answers."""
    try:
        autosave.keep(state)
    except InputError as error:
        print(f"error: {error.problems[0].message} The answers so far are lost.", file=sys.stderr)
        return
    if not state.is_empty:
        option = "--resume" if autosave.path == DEFAULT else f"--resume {autosave.path}"
        print(f"The answers are kept in {autosave.path}; `advisor ask {option}` goes on.", file=sys.stderr)
