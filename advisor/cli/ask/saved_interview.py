"""A saved interview; its file is written atomically."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from advisor.engine import Engine
from advisor.errors import InputError, Problem
from advisor.interview.session import Session

DEFAULT_PATH = ".advisor-interview.json"
VERSION = 1


class InterviewState(NamedTuple):
    """The state of an interview."""

    session: Session
    names: dict[str, str]  # sender, receivers, id and operation, by question
    save: str = ""  # the architecture file to add the result to

    @property
    def is_empty(self) -> bool:
        """Whether there is no answer that could be lost."""
        return not (self.session.answers or self.session.given or self.session.initially_declined or self.names)


class Autosave:
    """Saves an interview to the file it was resumed from, or under an unused name."""

    def __init__(self, engine: Engine, resumed: str) -> None:
        self._engine = engine
        self._resumed = resumed
        self._is_warned = False
        self.path = resumed  # empty if there is no file yet

    def save(self, state: InterviewState) -> None:
        """Saves the answers, or removes the file if there are none. Raises InputError if that fails."""
        if state.is_empty:
            self.delete()
            return
        self.path = self.path or unused_path()
        write_interview(state, self._engine, self.path)

    def try_save(self, state: InterviewState) -> str:
        """Saves during the interview; returns a warning the first time that fails, else an empty string."""
        try:
            self.save(state)
        except InputError as error:
            text = "" if self._is_warned else f"{error.problems[0].message} The answers are lost if this terminal ends."
            self._is_warned = True
            return text
        return ""

    def delete(self) -> None:
        """Removes the file of an interview that is finished, or has no answers left."""
        path, self.path = self.path, self._resumed
        try:
            if path:
                Path(path).unlink(missing_ok=True)
        except OSError as error:
            message = f"What is not needed any more could not be removed: {error.strerror or error}."
            raise InputError(Problem(message, "Remove it yourself.", file=path)) from error


def unused_path() -> str:
    """Returns an unused file name."""
    stem, extension = DEFAULT_PATH.rsplit(".", 1)
    names: Iterator[str] = (
        f"{stem}-{number}.{extension}" if number > 1 else DEFAULT_PATH for number in range(1, 10_000)
    )
    return next(name for name in names if not Path(name).exists())


def write_interview(state: InterviewState, engine: Engine, path: str) -> None:
    """Writes an interview; an existing file stays until the new text is complete."""
    from advisor.notation.atomic_write import write_file

    sitting = state.session
    data = {
        "interview": VERSION,
        "pack": engine.name,
        "save": state.save,
        "names": state.names,
        "given": dict(sitting.given),
        "unknown": list(sitting.initially_declined),
        "answers": [{"asked": turn.fact, "known": turn.known, "meant": turn.range_label} for turn in sitting.answers],
    }
    write_file([json.dumps(data, indent=1, ensure_ascii=False), "\n"], path)
