"""A saved interview: its file is written atomically and validated when read."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from advisor.engine import Engine
from advisor.errors import InputError, Problem
from advisor.model.values import check_value
from advisor.notation.load import load_text
from advisor.notation.quote import quoted
from advisor.notation.read import read
from advisor.notation.suggest import did_you_mean
from advisor.notation.tree import Mapping, Node, Scalar, Sequence, plain
from advisor.questionnaire.sitting import Sitting, Turn
from advisor.source import Source, Span

DEFAULT = ".advisor-interview.json"
VERSION = 1
MAX_BYTES = 1_000_000
START_AGAIN = "Remove the file to begin anew."


class State(NamedTuple):
    """The state of an interview."""

    sitting: Sitting
    names: dict[str, str]  # sender, receivers, id and operation, by question
    save: str = ""  # the architecture file to add the result to

    @property
    def is_empty(self) -> bool:
        """Whether there is no answer that could be lost."""
        return not (self.sitting.turns or self.sitting.given or self.sitting.declined_before or self.names)


def free_place() -> str:
    """Returns an unused file name."""
    stem, extension = DEFAULT.rsplit(".", 1)
    names: Iterator[str] = (f"{stem}-{number}.{extension}" if number > 1 else DEFAULT for number in range(1, 10_000))
    return next(name for name in names if not Path(name).exists())


def write_state(state: State, engine: Engine, path: str) -> None:
    """Writes an interview; an existing file stays until the new text is complete."""
    from advisor.cli.files import write_file

    sitting = state.sitting
    data = {"interview": VERSION, "pack": engine.name, "save": state.save, "names": state.names,
            "given": dict(sitting.given), "unknown": list(sitting.declined_before),
            "answers": [{"asked": turn.asked, "known": turn.known, "meant": turn.meant} for turn in sitting.turns]}
    write_file([json.dumps(data, indent=1, ensure_ascii=False), "\n"], path)


def read_state(path: str, engine: Engine) -> State:
    """Reads an interview from a file, which is never changed. Raises InputError with every problem."""
    source = load_text(path, max_bytes=MAX_BYTES)
    problems: list[Problem] = []
    tree = read(source, problems=problems)
    if problems:
        raise InputError([problem._replace(remedy=f"The file is damaged. {START_AGAIN}") for problem in problems])
    if not isinstance(tree, Mapping) or "interview" not in tree.entries:
        remedy = f"{DEFAULT} is where one is kept."
        raise InputError(Problem("This is not a saved interview.", remedy, file=source.name))
    state = _InterviewReader(source, tree, engine, problems).state()
    if problems:
        raise InputError(problems)
    return state


class _InterviewReader:
    def __init__(self, source: Source, tree: Mapping, engine: Engine, problems: list[Problem]) -> None:
        self.source = source
        self.tree = tree
        self.engine = engine
        self.problems = problems

    def state(self) -> State:
        if self._scalar("interview") != VERSION:
            self._add_problem(self.tree.entries["interview"], "This interview was saved by another version.",
                              START_AGAIN)
        elif self._scalar("pack") != self.engine.name:
            self._add_problem(self.tree, f"This interview is about other rules ({quoted(self._scalar('pack'))}).",
                              "Name them with --rules.")
        names = self._mapping("names")
        wrong = [node for node in names.entries.values() if not isinstance(plain(node), str)]
        for node in wrong:
            self._add_problem(node, "A name must be text.", START_AGAIN)
        unknown = self._sequence("unknown")
        for node in unknown:
            self._is_fact(plain(node), node)
        sitting = Sitting(self._facts(self._mapping("given")), tuple(str(plain(node)) for node in unknown),
                          tuple(map(self._turn, self._sequence("answers"))))
        save = self._scalar("save")
        return State(sitting, {key: str(plain(node)) for key, node in names.entries.items()},
                     save if isinstance(save, str) else "")

    def _turn(self, node: Node) -> Turn:
        parts = node.entries if isinstance(node, Mapping) else {}
        asked, known, meant = (parts.get(key) for key in ("asked", "known", "meant"))
        if asked is None or not isinstance(known, Mapping) or not isinstance(meant, Scalar):
            self._add_problem(node, "This is not an answer.", START_AGAIN)
            return Turn("", {})
        self._is_fact(plain(asked), asked)
        return Turn(str(plain(asked)), self._facts(known), str(meant.value or ""))

    def _facts(self, mapping: Mapping) -> dict[str, Any]:
        facts = {}
        for name, node in mapping.entries.items():
            if self._is_fact(name, node):
                facts[name], message, remedy = check_value(self.engine.terms.needs[name], plain(node))
                if message:
                    self._add_problem(node, message, remedy)
        return facts

    def _is_fact(self, name: Any, node: Node) -> bool:
        if isinstance(name, str) and name in self.engine.terms.needs:
            return True
        suggestion = did_you_mean(name, self.engine.terms.needs) if isinstance(name, str) else ""
        self._add_problem(node, f"There is no fact {quoted(name)}.", suggestion or START_AGAIN)
        return False

    def _scalar(self, key: str) -> Any:
        node = self.tree.entries.get(key)
        return node.value if isinstance(node, Scalar) else None

    def _mapping(self, key: str) -> Mapping:
        node = self.tree.entries.get(key)
        if isinstance(node, Mapping):
            return node
        self._add_problem(node or self.tree, f"`{key}` must be a mapping.", START_AGAIN)
        return Mapping({}, {}, 0, 0)

    def _sequence(self, key: str) -> list[Node]:
        node = self.tree.entries.get(key)
        if isinstance(node, Sequence):
            return node.items
        self._add_problem(node or self.tree, f"`{key}` must be a list.", START_AGAIN)
        return []

    def _add_problem(self, node: Node, message: str, remedy: str) -> None:
        self.problems.append(Problem(message, remedy, Span(self.source, node.start, node.end)))
