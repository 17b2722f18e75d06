"""The conversation: one question after the other, one interaction after the other, whoever leads it."""

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

Shows = Callable[[Interaction], None]
Keeps = Callable[[State], str]  # returns what to say of it


class Talk:
    """One run of the interview. `state` is always what has to be kept when somebody stops, or is stopped."""

    def __init__(self, engine: Engine, driver: Driver, state: State, target: Target | None, shows: Shows,
                 keeps: Keeps) -> None:
        self.engine = engine
        self.driver = driver
        self.state = state
        self.target = target
        self.shows = shows
        self.keeps = keeps

    def run(self) -> None:
        """Asks until no interaction is left; shows each result, and adds it to the file that it is for."""
        given = self.state.sitting._replace(turns=(), taken_back=())
        while True:
            self._one()
            if self.target is None or not self.driver.confirm("Another interaction?"):
                return
            self._go_on(self.state._replace(sitting=given))

    def _one(self) -> None:
        while True:
            if self.target is not None:
                self._name()
            if self._ask():
                break
        self.driver.say(ending(self.engine, self.state.sitting.known).because)
        self.driver.say("")
        interaction = finished(self.state, self.target, self.engine)
        if self.target is not None:  # what is in the file must not be added twice
            self._go_on(self.state._replace(sitting=Sitting(), names={}))
        self.shows(interaction)

    def _name(self) -> None:
        """Asks who talks to whom, and takes what follows from it for known."""
        assert self.target is not None
        services, ids = self.target.services(), self.target.ids()
        taken_back: dict[str, str] = {}
        while (naming := next_naming(self.state.names, services, ids)) is not None:
            value = self.driver.name(naming, taken_back.get(naming.key, ""),
                                     lambda text, naming=naming: fault_of(naming, text, ids))  # type: ignore[misc]
            names = dict(self.state.names)
            if value is not None:
                names[naming.key] = value.strip()
                self.driver.say(f"{naming.key}: {value.strip() or 'left out'}")
            elif names:
                key, old = names.popitem()
                taken_back[key] = old
            self._go_on(self.state._replace(names=names))
        follows = inferred(self.state.names, services, self.engine.terms)
        for name, fact in follows.items():
            if name not in self.state.sitting.given:
                self.driver.say(f"{name}: {_shown(fact)} ({fact.because})")

    def _ask(self) -> bool:
        """Asks for facts; returns whether all is answered, or somebody went back before the first question."""
        while (question := self._sitting().question(self.engine)) is not None:
            sitting = self._sitting()
            view = View(question, len(sitting.turns) + 1, standing(self.engine, sitting.known),
                        sitting.earlier(question), self._reading(question))
            reply = self.driver.ask(view)
            if reply.action == BACK and not sitting.turns and self.state.names:
                names = dict(self.state.names)
                names.popitem()
                self._go_on(self.state._replace(names=names))
                return False
            self._tell(_after(self.state.sitting, question, reply))
        return True

    def _sitting(self) -> Sitting:
        """The sitting with what follows from the names; that is never kept, for the names may change."""
        sitting = self.state.sitting
        return sitting._replace(given={**self._follows(), **sitting.given})

    def _follows(self) -> dict[str, Any]:
        if self.target is None or "to" not in self.state.names:
            return {}
        follows = inferred(self.state.names, self.target.services(), self.engine.terms)
        return {name: fact.value for name, fact in follows.items()}

    def _tell(self, sitting: Sitting) -> None:
        if len(sitting.turns) > len(self.state.sitting.turns):
            self.driver.say(answer_in_words(sitting.turns[-1]))
        elif len(sitting.turns) < len(self.state.sitting.turns):
            self.driver.say(f"{self.state.sitting.turns[-1].asked}: taken back")
        self._go_on(self.state._replace(sitting=sitting))

    def _go_on(self, state: State) -> None:
        self.state = state
        if said := self.keeps(state):
            self.driver.say(said)

    def _reading(self, question: Question) -> Callable[[str], tuple[float | None, str]]:
        term = self.engine.terms.needs.get(question.number)
        return lambda text: (None, "") if term is None else read_number(term, text)


def finished(state: State, target: Target | None, engine: Engine) -> Interaction:
    """Returns the interaction that an interview is about, added to the file that it is for."""
    if target is None:
        return unnamed(state.sitting.known)
    sitting, names = state.sitting, state.names
    follows = {name: fact.value for name, fact in inferred(names, target.services(), engine.terms).items()}
    target.add(Addition(names["id"], names["from"], receivers_of(names), names.get("operation", ""), kinds_of(names),
                        sitting.known, follows, sitting.ranges))
    return target.architecture().interactions[-1]


def unnamed(facts: Mapping[str, Any]) -> Interaction:
    """Returns an interaction of which nothing but facts are known."""
    needs = {name: KnownFact(value) for name, value in facts.items()}
    return Interaction("", "", (), "", needs, {}, None, None, Source("", ""), 0, 0)


def _after(sitting: Sitting, question: Question, reply: Reply) -> Sitting:
    if reply.action == BACK:
        return sitting.back()
    if reply.action == FORTH:
        return sitting.forth(question)
    if reply.action == OPTION and reply.option is not None:
        return sitting.answer(question, reply.option)
    if reply.action == NUMBER and reply.number is not None:
        return sitting.number(question, reply.number)
    return sitting.skip(question)


def _shown(fact: KnownFact) -> str:
    from advisor.reporters.words import value_in_words

    return value_in_words(fact.value)
