"""The interview dialogue: questions and interactions one by one, independent of the prompter."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from advisor.cli.ask.initial_answers import parse_number
from advisor.cli.ask.output_file import TargetFile
from advisor.cli.ask.prompter import BACK, FORWARD, NUMBER, OPTION, Prompter, QuestionView, Reply, format_answer
from advisor.cli.ask.saved_interview import InterviewState
from advisor.engine import Engine
from advisor.interview.answer_effects import score_patterns
from advisor.interview.append_interaction import NewInteraction
from advisor.interview.name_questions import (
    find_name_error,
    infer_facts,
    infer_values,
    new_service_kinds,
    next_name_question,
    split_receivers,
)
from advisor.interview.next_question import explain_ending
from advisor.interview.question import InterviewQuestion
from advisor.interview.session import Session
from advisor.model.interaction import Interaction, KnownFact
from advisor.text.source import Source

ShowResult = Callable[[Interaction], None]
SaveState = Callable[[InterviewState], str]  # returns a warning, or an empty string


class Dialogue:
    """One run of the interview. `state` always holds everything to save if the interview stops."""

    def __init__(self, engine: Engine, driver: Prompter, state: InterviewState, target: TargetFile | None,
                 show_result: ShowResult, save_state: SaveState) -> None:
        self.engine = engine
        self.prompter = driver
        self.state = state
        self.target = target
        self.show_result = show_result
        self.save_state = save_state

    def run(self) -> None:
        """Asks until the user wants no further interaction; shows each result, and adds it to the target file."""
        given = self.state.session._replace(answers=(), undone=())
        while True:
            self._run_interaction()
            if self.target is None or not self.prompter.confirm("Another interaction?"):
                return
            self._update(self.state._replace(session=given))

    def _run_interaction(self) -> None:
        while True:
            if self.target is not None:
                self._ask_names()
            if self._ask_facts():
                break
        self.prompter.show(explain_ending(self.engine, self.state.session.known).because)
        self.prompter.show("")
        interaction = finish_interview(self.state, self.target, self.engine)
        if self.target is not None:  # it must not be added to the file twice
            self._update(self.state._replace(session=Session(), names={}))
        self.show_result(interaction)

    def _ask_names(self) -> None:
        """Asks for the names of both sides, and shows the facts inferred from them."""
        assert self.target is not None
        services, ids = self.target.services(), self.target.ids()
        previous: dict[str, str] = {}
        while (naming := next_name_question(self.state.names, services, ids)) is not None:
            value = self.prompter.ask_name(naming, previous.get(naming.key, ""),
                                           lambda text, naming=naming: find_name_error(naming, text, ids))  # type: ignore[misc]
            names = dict(self.state.names)
            if value is not None:
                names[naming.key] = value.strip()
                self.prompter.show(f"{naming.key}: {value.strip() or 'left out'}")
            elif names:
                key, name = names.popitem()
                previous[key] = name
            self._update(self.state._replace(names=names))
        follows = infer_facts(self.state.names, services, self.engine.terms)
        for name, fact in follows.items():
            if name not in self.state.session.given:
                self.prompter.show(f"{name}: {_format_value(fact)} ({fact.because})")

    def _ask_facts(self) -> bool:
        """Asks for facts; returns False if the user went back before the first question."""
        while (question := self._session().question(self.engine)) is not None:
            sitting = self._session()
            view = QuestionView(question, len(sitting.answers) + 1, score_patterns(self.engine, sitting.known),
                                sitting.earlier_answer(question), self._number_reader(question))
            reply = self.prompter.ask(view)
            if reply.action == BACK and not sitting.answers and self.state.names:
                names = dict(self.state.names)
                names.popitem()
                self._update(self.state._replace(names=names))
                return False
            self._apply_step(_apply_reply(self.state.session, question, reply))
        return True

    def _session(self) -> Session:
        """Returns the session with facts inferred from the names; these are never saved, as names may change."""
        sitting = self.state.session
        return sitting._replace(given={**self._inferred_values(), **sitting.given})

    def _inferred_values(self) -> dict[str, Any]:
        if self.target is None or "to" not in self.state.names:
            return {}
        return infer_values(self.state.names, self.target.services(), self.engine.terms)

    def _apply_step(self, sitting: Session) -> None:
        if len(sitting.answers) > len(self.state.session.answers):
            self.prompter.show(format_answer(sitting.answers[-1]))
        elif len(sitting.answers) < len(self.state.session.answers):
            self.prompter.show(f"{self.state.session.answers[-1].fact}: taken back")
        self._update(self.state._replace(session=sitting))

    def _update(self, state: InterviewState) -> None:
        self.state = state
        if warning := self.save_state(state):
            self.prompter.show(warning)

    def _number_reader(self, question: InterviewQuestion) -> Callable[[str], tuple[float | None, str]]:
        term = self.engine.terms.needs.get(question.number)
        return lambda text: (None, "") if term is None else parse_number(term, text)


def finish_interview(state: InterviewState, target: TargetFile | None, engine: Engine) -> Interaction:
    """Returns the interaction of an interview, and adds it to the target file."""
    if target is None:
        return unnamed_interaction(state.session.known)
    sitting, names = state.session, state.names
    target.add(
        NewInteraction(names["id"], names["from"], split_receivers(names), names.get("operation", ""),
                       new_service_kinds(names), sitting.known, infer_values(names, target.services(), engine.terms),
                       sitting.range_labels)
    )
    return target.architecture().interactions[-1]


def unnamed_interaction(facts: Mapping[str, Any]) -> Interaction:
    """Returns an interaction that has only facts."""
    needs = {name: KnownFact(value) for name, value in facts.items()}
    return Interaction("", "", (), "", needs, {}, None, None, Source("", ""), 0, 0)


def _apply_reply(sitting: Session, question: InterviewQuestion, reply: Reply) -> Session:
    if reply.action == BACK:
        return sitting.undo()
    if reply.action == FORWARD:
        return sitting.redo(question)
    if reply.action == OPTION and reply.option is not None:
        return sitting.answer(question, reply.option)
    if reply.action == NUMBER and reply.number is not None:
        return sitting.answer_number(question, reply.number)
    return sitting.skip(question)


def _format_value(fact: KnownFact) -> str:
    from advisor.reporters.phrasing import format_value

    return format_value(fact.value)
