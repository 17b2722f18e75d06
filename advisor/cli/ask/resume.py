"""Reads a saved interview, with the location of every error."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import AfterValidator, ValidationInfo

from advisor.cli.ask.saved_interview import VERSION, InterviewState
from advisor.engine import Engine
from advisor.interview.session import AnsweredQuestion, Session
from advisor.model.value_checks import check_value
from advisor.notation.load import load_text
from advisor.notation.validation import invalid_entries, invalid_value
from advisor.notation.versioned_file import FileContent, FileKind, read_versioned
from advisor.text.quoting import quote_value
from advisor.text.suggestions import did_you_mean

MAX_BYTES = 1_000_000
KIND = FileKind("a saved interview", "interview", VERSION, "Remove the file to begin anew.")


def read_interview(path: str, engine: Engine) -> InterviewState:
    """Reads an interview from a file, which is never changed. Raises InputError with every problem."""
    saved = read_versioned(load_text(path, max_bytes=MAX_BYTES), KIND, _SavedInterview, engine)
    answers = (AnsweredQuestion(answer.asked, answer.known, answer.meant) for answer in saved.answers)
    return InterviewState(Session(saved.given, tuple(saved.unknown), tuple(answers)), saved.names, saved.save)


def _check_pack(name: str, info: ValidationInfo) -> str:
    if name != _engine(info).name:
        message = f"This interview is about other rules ({quote_value(name)})."
        raise invalid_value(message, "Name them with --rules.")
    return name


def _check_fact_name(name: str, info: ValidationInfo) -> str:
    needs = _engine(info).terms.needs
    if name not in needs:
        raise invalid_value(f"There is no fact {quote_value(name)}.", did_you_mean(name, needs))
    return name


def _check_values(facts: dict[str, Any], info: ValidationInfo) -> dict[str, Any]:
    needs = _engine(info).terms.needs
    checked = {name: check_value(needs[name], value) for name, value in facts.items()}
    problems = {name: (message, remedy) for name, (_, message, remedy) in checked.items() if message}
    if problems:
        raise invalid_entries(problems)
    return {name: value for name, (value, _, _) in checked.items()}


def _engine(info: ValidationInfo) -> Engine:
    assert isinstance(info.context, Engine)
    return info.context


FactName = Annotated[str, AfterValidator(_check_fact_name)]
Facts = Annotated[dict[FactName, Any], AfterValidator(_check_values)]


class _SavedAnswer(FileContent):
    asked: FactName
    known: Facts
    meant: str


class _SavedInterview(FileContent):
    pack: Annotated[str, AfterValidator(_check_pack)]
    names: dict[str, str]  # sender, receivers, id and operation, by question
    given: Facts
    unknown: list[FactName]
    answers: list[_SavedAnswer]
    save: str = ""
