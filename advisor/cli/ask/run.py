"""One run of `ask`: from its arguments to the result, or to the missing answers."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from advisor.cli.ask.saved_interview import DEFAULT_PATH, InterviewState
from advisor.cli.console import ConsoleOptions
from advisor.cli.exit_codes import CLEAN, INVALID_INPUT
from advisor.cli.output import STANDARD_STREAM, write_output
from advisor.errors import InputError, Problem

if TYPE_CHECKING:
    from advisor.cli.ask.output_file import TargetFile
    from advisor.cli.ask.prompter import Prompter
    from advisor.cli.ask.saved_interview import Autosave
    from advisor.engine import Engine
    from advisor.model.interaction import Interaction

NAME_FLAGS = {"from": "--from", "to": "--to", "id": "--id", "operation": "--operation"}


class AskArguments(NamedTuple):
    """The parsed command line of `ask`."""

    answers: str = ""
    sets: tuple[str, ...] = ()
    names: tuple[tuple[str, str], ...] = ()  # sender, receivers, id and operation, by question
    save: str = ""
    resume: str = ""
    plain: bool = False
    questions: bool = False
    form: str = "text"
    output: str = STANDARD_STREAM
    rules: tuple[str, ...] = ()
    console: ConsoleOptions = ConsoleOptions()
    adr: str | None = None


class ResultWriter:
    """Shows and records results: text on standard output at once, everything else at the end."""

    def __init__(self, arguments: AskArguments, engine: Engine) -> None:
        self._arguments = arguments
        self._engine = engine
        self._interactions: list[Interaction] = []
        self._is_shown_at_once = arguments.form == "text" and arguments.output == STANDARD_STREAM

    def show(self, interaction: Interaction) -> None:
        self._interactions.append(interaction)
        if self._is_shown_at_once:
            self._write([interaction])

    def finish(self) -> None:
        if self._interactions and not self._is_shown_at_once:
            self._write(self._interactions)
        if self._interactions and self._arguments.adr is not None:
            self._record(self._arguments.adr)

    def _record(self, path: str) -> None:
        from advisor.adr.write import write_records

        files = dict.fromkeys(interaction.source.name for interaction in self._interactions if interaction.source.name)
        results = [(interaction, self._engine.recommend(interaction.facts())) for interaction in self._interactions]
        for line in write_records(path, results, self._engine.name, tuple(files)):
            self._arguments.console.info(line)

    def _write(self, interactions: list[Interaction]) -> None:
        from advisor.reporters import REPORTERS
        from advisor.reporters.report import Report, TextStyle
        from advisor.reporters.text import render_pages

        style = self._arguments.console.style() if self._arguments.output == STANDARD_STREAM else TextStyle()
        results = [(interaction, self._engine.recommend(interaction.facts())) for interaction in interactions]
        report = Report(command="ask", rules_pack=self._engine.name, interactions=tuple(interactions), results=results,
                        style=style, single=not interactions[0].id)
        write_output(
            render_pages(report) if self._arguments.form == "text" else REPORTERS[self._arguments.form](report),
            self._arguments.output,
        )


def run(arguments: AskArguments) -> int:
    """Interviews the user, or lists the missing answers without a terminal; returns the exit code."""
    from advisor.api import load_engine

    engine = load_engine(arguments.rules)
    state = _initial_state(arguments, engine)
    target = _target(state, engine)
    if arguments.questions:
        return _show_questions(arguments, state, engine)
    results = ResultWriter(arguments, engine)
    if not is_interactive():
        return _run_non_interactive(arguments, state, target, engine, results)
    if not arguments.resume and os.path.exists(DEFAULT_PATH):  # noqa: PTH110  # pathlib is not needed otherwise
        arguments.console.info(f"A saved interview is in {DEFAULT_PATH}; `advisor ask --resume` goes on with it.")
    _run_dialogue(arguments, state, target, engine, results)
    return CLEAN


def is_interactive() -> bool:
    """Returns whether the run is interactive: stdin and stderr are terminals, and it is not in CI."""
    in_ci = os.environ.get("CI", "").lower() not in ("", "0", "false")
    return not in_ci and sys.stdin is not None and sys.stdin.isatty() and sys.stderr.isatty()


def uses_line_prompts(arguments: AskArguments) -> bool:
    """Returns whether to ask in numbered lines instead of full-terminal prompts."""
    return arguments.plain or bool(os.environ.get("ACCESSIBLE")) or os.environ.get("TERM", "") in ("dumb", "")


def _initial_state(arguments: AskArguments, engine: Engine) -> InterviewState:
    from advisor.cli.ask.initial_answers import read_initial_answers

    _check_output(arguments)
    initial = read_initial_answers(arguments.answers, arguments.sets, engine)
    if not arguments.resume:
        from advisor.interview.session import Session

        return InterviewState(Session(initial.known, initial.declined), dict(arguments.names), arguments.save)
    from advisor.cli.ask.resume import read_interview

    state = read_interview(arguments.resume, engine)
    if initial.known or initial.declined or arguments.names:
        raise InputError(Problem("A saved interview has its own answers.", "Leave out --answers, --set and the names.",
                                 file="--resume"))
    return state._replace(save=arguments.save or state.save)


def _check_output(arguments: AskArguments) -> None:
    if arguments.output != STANDARD_STREAM:
        from advisor.notation.atomic_write import ReportDestination, check_destinations

        inputs = [path for path in (arguments.answers, arguments.resume, arguments.save) if path]
        check_destinations([ReportDestination(arguments.form, arguments.output)], inputs)


def _target(state: InterviewState, engine: Engine) -> TargetFile | None:
    if not state.save:
        if state.names:
            raise InputError(Problem("Names are for an architecture file.", "Add --save FILE.",
                                     file=NAME_FLAGS[next(iter(state.names))]))
        return None
    from advisor.cli.ask.output_file import TargetFile

    target = TargetFile(state.save, engine.terms)
    problems = list(_name_problems(state, target))
    if problems:
        raise InputError(problems)
    return target


def _name_problems(state: InterviewState, target: TargetFile) -> Iterator[Problem]:
    from advisor.interview.name_questions import KIND_CHOICES, KIND_PREFIX, NameQuestion, find_name_error

    ids = target.ids()
    for key, value in state.names.items():
        is_kind = key.startswith(KIND_PREFIX)
        naming = NameQuestion(key, "", "", "", KIND_CHOICES if is_kind else (), is_required=key != "operation")
        fault = find_name_error(naming, value, ids)
        if fault:
            yield Problem(fault, "Give another one.", file=NAME_FLAGS.get(key, key))


def _show_questions(arguments: AskArguments, state: InterviewState, engine: Engine) -> int:
    from advisor.cli.ask.non_interactive import questions_as_json, questions_as_text

    sitting = state.session
    if arguments.form == "json":
        write_output(questions_as_json(engine, sitting.known, sitting.declined), arguments.output)
    else:
        write_output(questions_as_text(engine, sitting.known, sitting.declined, arguments.console.style().width),
                     arguments.output)
    return CLEAN


def _run_non_interactive(
    arguments: AskArguments, state: InterviewState, target: TargetFile | None, engine: Engine, results: ResultWriter
) -> int:
    """Writes the result if no answer is missing; otherwise lists the missing ones."""
    from advisor.cli.ask.dialogue import finish_interview
    from advisor.cli.ask.non_interactive import missing_options
    from advisor.interview.name_questions import UNKNOWN_KIND, infer_values, next_name_question

    names = dict(state.names)
    lines = [f"  {NAME_FLAGS[name]} NAME" for name in ("from", "to") if target is not None and name not in names]
    sitting = state.session
    if target is not None and not lines:
        services, ids = target.services(), target.ids()
        while (naming := next_name_question(names, services, ids)) is not None:
            names[naming.key] = UNKNOWN_KIND if naming.values else naming.default
        sitting = sitting._replace(given={**infer_values(names, services, engine.terms), **sitting.given})
    lines += missing_options(engine, sitting.known, sitting.declined, arguments.console.style(sys.stderr).width)
    if lines:
        print("error: Nobody can be asked here, and these answers are missing:", *lines, sep="\n", file=sys.stderr)
        print("Give what you know; `unknown` is an answer too. `--answers FILE` takes them from a file.",
              file=sys.stderr)
        return INVALID_INPUT
    results.show(finish_interview(state._replace(names=names), target, engine))
    results.finish()
    return CLEAN


def _run_dialogue(
    arguments: AskArguments, state: InterviewState, target: TargetFile | None, engine: Engine, results: ResultWriter
) -> None:
    from advisor.cli.ask.dialogue import Dialogue
    from advisor.cli.ask.saved_interview import Autosave

    autosave = Autosave(engine, arguments.resume)
    dialogue = Dialogue(engine, _prompter(arguments), state, target, results.show, autosave.try_save)
    try:
        dialogue.run()
        results.finish()
    except (KeyboardInterrupt, EOFError):
        _save_stopped(autosave, dialogue.state)
        results.finish()
        raise KeyboardInterrupt from None
    except InputError:  # a write failed
        _save_stopped(autosave, dialogue.state)
        raise
    autosave.delete()
    if target is not None:
        arguments.console.info(f"Written to {target.path}. Next: advisor evaluate {target.path}")


def _prompter(arguments: AskArguments) -> Prompter:
    style = arguments.console.style(sys.stderr)
    if uses_line_prompts(arguments):
        from advisor.cli.ask.line_prompter import LinePrompter

        return LinePrompter(sys.stdin, sys.stderr, style.width)
    from prompt_toolkit.input import create_input
    from prompt_toolkit.output import create_output

    from advisor.cli.ask.terminal import TerminalPrompter

    return TerminalPrompter(create_input(sys.stdin), create_output(sys.stderr), colour=style.colour)


def _save_stopped(autosave: Autosave, state: InterviewState) -> None:
    """Saves a stopped interview and prints its path, unless it has no answers."""
    try:
        autosave.save(state)
    except InputError as error:
        print(f"error: {error.problems[0].message} The answers so far are lost.", file=sys.stderr)
        return
    if not state.is_empty:
        option = "--resume" if autosave.path == DEFAULT_PATH else f"--resume {autosave.path}"
        print(f"The answers are kept in {autosave.path}; `advisor ask {option}` goes on.", file=sys.stderr)
