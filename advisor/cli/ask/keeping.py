"""The file of an interview, from the first answer to the end: what ends a terminal does not end the answers."""

from __future__ import annotations

from pathlib import Path

from advisor.cli.ask.state import State, free_place, write_state
from advisor.engine import Engine
from advisor.errors import InputError, Problem


class Keeping:
    """Keeps an interview where it was resumed from, or under a name that no other has."""

    def __init__(self, engine: Engine, resumed: str) -> None:
        self._engine = engine
        self._resumed = resumed
        self._is_warned = False
        self.path = resumed  # nothing where there is no file yet

    def keep(self, state: State) -> None:
        """Writes down what was said, or removes the file if that is nothing. Raises InputError where it fails."""
        if state.is_empty:
            self.forget()
            return
        self.path = self.path or free_place()
        write_state(state, self._engine, self.path)

    def keep_if_possible(self, state: State) -> str:
        """Does so while somebody is asked, and returns what to say: once, that it failed."""
        try:
            self.keep(state)
        except InputError as error:
            said = "" if self._is_warned else f"{error.problems[0].message} The answers are lost if this terminal ends."
            self._is_warned = True
            return said
        return ""

    def forget(self) -> None:
        """Removes the file of an interview that has come to its end, or back to its beginning."""
        path, self.path = self.path, self._resumed
        try:
            if path:
                Path(path).unlink(missing_ok=True)
        except OSError as error:
            message = f"What is not needed any more could not be removed: {error.strerror or error}."
            raise InputError(Problem(message, "Remove it yourself.", file=path)) from error
