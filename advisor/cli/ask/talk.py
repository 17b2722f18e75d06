"""The interview dialogue: questions and interactions one by one, independent of the prompter."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from advisor.cli.ask.driver import BACK, FORTH, NUMBER, OPTION, Driver, Reply, View
from advisor.cli.ask.given import read_number
from advisor.cli.ask.state import State
from advisor.cli.ask.target import Target
from advisor.cli.ask.words import answer_in_words
from advisor.engine import Engine
from advisor.model.interaction import Interaction, KnownFact
from advisor.questionnaire.amendment import Addition
from advisor.questionnaire.effects import standing
from advisor.questionnaire.naming import fault_of, inferred, kinds_of, next_naming, receivers_of
from advisor.questionnaire.next_question import ending
from advisor.questionnaire.question import Question
from advisor.questionnaire.sitting import Sitting
from advisor.source import Source

ShowResult = Callable[[Interaction], None]
SaveState = Callable[[State], str]  # returns a warning, or an empty string


class Talk:
    """One run of the interview. `state` always holds everything to save if the interview stops."""

    def __init__(self, engine: Engine, driver: Driver, state: State, target: Target | None, show_result: ShowResult,
                 save_state: SaveState) -> None:
        self.engine = engine
        self.driver = driver
        self.state = state
        self.target = target
        self.show_result = show_result
        self.save_state = save_state

    def run(self) -> None:
        """Asks until the user wants no further interaction; shows each result, and adds it to the target file."""
        given = self.state.sitting._replace(turns=(), taken_back=())
        while True:
            self._run_interaction()
            if self.target is None or not self.driver.confirm("Another interaction?"):
                return
            self._update(self.state._replace(sitting=given))

    def _run_interaction(self) -> None:
        while True:
            if self.target is not None:
                self._ask_names()
            if self._ask_facts():
                break
        self.driver.say(ending(self.engine, self.state.sitting.known).because)
        self.driver.say("")
        interaction = finished(self.state, self.target, self.engine)
        if self.target is not None:  # it must not be added to the file twice
            self._update(self.state._replace(sitting=Sitting(), names={}))
        self.show_result(interaction)

    def _ask_names(self) -> None:
        """Asks for the names of both sides, and shows the facts inferred from them."""
        assert self.target is not None
        services, ids = self.target.services(), self.target.ids()
        previous: dict[str, str] = {}
        while (naming := next_naming(self.state.names, services, ids)) is not None:
            value = self.driver.name(naming, previous.get(naming.key, ""),
                                     lambda text, naming=naming: fault_of(naming, text, ids))  # type: ignore[misc]
            names = dict(self.state.names)
            if value is not None:
                names[naming.key] = value.strip()
                self.driver.say(f"{naming.key}: {value.strip() or 'left out'}")
            elif names:
                key, name = names.popitem()
                previous[key] = name
            self._update(self.state._replace(names=names))
        follows = inferred(self.state.names, services, self.engine.terms)
        for name, fact in follows.items():
            if name not in self.state.sitting.given:
                self.driver.say(f"{name}: {_format_value(fact)} ({fact.because})")

    def _ask_facts(self) -> bool:
        """Asks for facts; returns False if the user went back before the first question."""
        while (question := self._sitting().question(self.engine)) is not None:
            sitting = self._sitting()
            view = View(question, len(sitting.turns) + 1, standing(self.engine, sitting.known),
                        sitting.earlier(question), self._number_reader(question))
            reply = self.driver.ask(view)
            if reply.action == BACK and not sitting.turns and self.state.names:
                names = dict(self.state.names)
                names.popitem()
                self._update(self.state._replace(names=names))
                return False
            self._apply_step(_apply_reply(self.state.sitting, question, reply))
        return True

    def _sitting(self) -> Sitting:
        """Returns the session with facts inferred from the names; these are never saved, as names may change."""
        sitting = self.state.sitting
        return sitting._replace(given={**self._inferred_values(), **sitting.given})

    def _inferred_values(self) -> dict[str, Any]:
        if self.target is None or "to" not in self.state.names:
            return {}
        follows = inferred(self.state.names, self.target.services(), self.engine.terms)
        return {name: fact.value for name, fact in follows.items()}

    def _apply_step(self, sitting: Sitting) -> None:
        if len(sitting.turns) > len(self.state.sitting.turns):
            self.driver.say(answer_in_words(sitting.turns[-1]))
        elif len(sitting.turns) < len(self.state.sitting.turns):
            self.driver.say(f"{self.state.sitting.turns[-1].asked}: taken back")
        self._update(self.state._replace(sitting=sitting))

    def _update(self, state: State) -> None:
        self.state = state
        if warning := self.save_state(state):
            self.driver.say(warning)

    def _number_reader(self, question: Question) -> Callable[[str], tuple[float | None, str]]:
        term = self.engine.terms.needs.get(question.number)
        return lambda text: (None, "") if term is None else read_number(term, text)


def finished(state: State, target: Target | None, engine: Engine) -> Interaction:
    """Returns the interaction of an interview, and adds it to the target file."""
    if target is None:
        return unnamed_interaction(state.sitting.known)
    sitting, names = state.sitting, state.names
    follows = {name: fact.value for name, fact in inferred(names, target.services(), engine.terms).items()}
    target.add(Addition(names["id"], names["from"], receivers_of(names), names.get("operation", ""), kinds_of(names),
                        sitting.known, follows, sitting.ranges))
    return target.architecture().interactions[-1]


def unnamed_interaction(facts: Mapping[str, Any]) -> Interaction:
    """Returns an interaction that has only facts."""
    needs = {name: KnownFact(value) for name, value in facts.items()}
    return Interaction("", "", (), "", needs, {}, None, None, Source("", ""), 0, 0)


def _apply_reply(sitting: Sitting, question: Question, reply: Reply) -> Sitting:
    if reply.action == BACK:
        return sitting.back()
    if reply.action == FORTH:
        return sitting.forth(question)
    if reply.action == OPTION and reply.option is not None:
        return sitting.answer(question, reply.option)
    if reply.action == NUMBER and reply.number is not None:
        return sitting.number(question, reply.number)
    return sitting.skip(question)


def _format_value(fact: KnownFact) -> str:
    from advisor.reporters.words import value_in_words

    return value_in_words(fact.value)
