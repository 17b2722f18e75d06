"""Autosave of an interview: the answers survive a closed terminal."""

from __future__ import annotations

from pathlib import Path

from advisor.cli.ask.state import State, free_place, write_state
from advisor.engine import Engine
from advisor.errors import InputError, Problem


class Keeping:
    """Saves an interview to the file it was resumed from, or under an unused name."""

    def __init__(self, engine: Engine, resumed: str) -> None:
        self._engine = engine
        self._resumed = resumed
        self._is_warned = False
        self.path = resumed  # empty if there is no file yet

    def keep(self, state: State) -> None:
        """Saves the answers, or removes the file if there are none. Raises InputError if that fails."""
        if state.is_empty:
            self.forget()
            return
        self.path = self.path or free_place()
        write_state(state, self._engine, self.path)

    def keep_if_possible(self, state: State) -> str:
        """Saves during the interview; returns a warning the first time that fails, else an empty string."""
        try:
            self.keep(state)
        except InputError as error:
            text = "" if self._is_warned else f"{error.problems[0].message} The answers are lost if this terminal ends."
            self._is_warned = True
            return text
        return ""

    def forget(self) -> None:
        """Removes the file of an interview that is finished, or has no answers left."""
        path, self.path = self.path, self._resumed
        try:
            if path:
                Path(path).unlink(missing_ok=True)
        except OSError as error:
            message = f"What is not needed any more could not be removed: {error.strerror or error}."
            raise InputError(Problem(message, "Remove it yourself.", file=path)) from error
