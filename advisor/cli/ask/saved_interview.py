"""A saved interview: its file is written atomically and validated when read."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from advisor.engine import Engine
from advisor.errors import InputError, Problem
from advisor.interview.session import AnsweredQuestion, Session
from advisor.model.value_checks import check_value
from advisor.notation.load import load_text
from advisor.notation.read import parse_tree
from advisor.notation.tree import MappingNode, ScalarNode, SequenceNode, TreeNode, to_plain
from advisor.text.quoting import quote_value
from advisor.text.source import Source, Span
from advisor.text.suggestions import did_you_mean

DEFAULT_PATH = ".advisor-interview.json"
VERSION = 1
MAX_BYTES = 1_000_000
START_AGAIN = "Remove the file to begin anew."


class InterviewState(NamedTuple):
    """The state of an interview."""

    session: Session
    names: dict[str, str]  # sender, receivers, id and operation, by question
    save: str = ""  # the architecture file to add the result to

    @property
    def is_empty(self) -> bool:
        """Whether there is no answer that could be lost."""
        return not (self.session.answers or self.session.given or self.session.initially_declined or self.names)


class _InterviewReader:
    def __init__(self, source: Source, tree: MappingNode, engine: Engine, problems: list[Problem]) -> None:
        self.source = source
        self.tree = tree
        self.engine = engine
        self.problems = problems

    def state(self) -> InterviewState:
        if self._scalar("interview") != VERSION:
            self._add_problem(self.tree.entries["interview"], "This interview was saved by another version.",
                              START_AGAIN)
        elif self._scalar("pack") != self.engine.name:
            self._add_problem(self.tree, f"This interview is about other rules ({quote_value(self._scalar('pack'))}).",
                              "Name them with --rules.")
        names = self._mapping("names")
        wrong = [node for node in names.entries.values() if not isinstance(to_plain(node), str)]
        for node in wrong:
            self._add_problem(node, "A name must be text.", START_AGAIN)
        unknown = self._sequence("unknown")
        for node in unknown:
            self._is_fact(to_plain(node), node)
        sitting = Session(self._facts(self._mapping("given")), tuple(str(to_plain(node)) for node in unknown),
                          tuple(map(self._turn, self._sequence("answers"))))
        save = self._scalar("save")
        return InterviewState(sitting, {key: str(to_plain(node)) for key, node in names.entries.items()},
                     save if isinstance(save, str) else "")

    def _turn(self, node: TreeNode) -> AnsweredQuestion:
        parts = node.entries if isinstance(node, MappingNode) else {}
        asked, known, meant = (parts.get(key) for key in ("asked", "known", "meant"))
        if asked is None or not isinstance(known, MappingNode) or not isinstance(meant, ScalarNode):
            self._add_problem(node, "This is not an answer.", START_AGAIN)
            return AnsweredQuestion("", {})
        self._is_fact(to_plain(asked), asked)
        return AnsweredQuestion(str(to_plain(asked)), self._facts(known), str(meant.value or ""))

    def _facts(self, mapping: MappingNode) -> dict[str, Any]:
        facts = {}
        for name, node in mapping.entries.items():
            if self._is_fact(name, node):
                facts[name], message, remedy = check_value(self.engine.terms.needs[name], to_plain(node))
                if message:
                    self._add_problem(node, message, remedy)
        return facts

    def _is_fact(self, name: Any, node: TreeNode) -> bool:
        if isinstance(name, str) and name in self.engine.terms.needs:
            return True
        suggestion = did_you_mean(name, self.engine.terms.needs) if isinstance(name, str) else ""
        self._add_problem(node, f"There is no fact {quote_value(name)}.", suggestion or START_AGAIN)
        return False

    def _scalar(self, key: str) -> Any:
        node = self.tree.entries.get(key)
        return node.value if isinstance(node, ScalarNode) else None

    def _mapping(self, key: str) -> MappingNode:
        node = self.tree.entries.get(key)
        if isinstance(node, MappingNode):
            return node
        self._add_problem(node or self.tree, f"`{key}` must be a mapping.", START_AGAIN)
        return MappingNode({}, {}, 0, 0)

    def _sequence(self, key: str) -> list[TreeNode]:
        node = self.tree.entries.get(key)
        if isinstance(node, SequenceNode):
            return node.items
        self._add_problem(node or self.tree, f"`{key}` must be a list.", START_AGAIN)
        return []

    def _add_problem(self, node: TreeNode, message: str, remedy: str) -> None:
        self.problems.append(Problem(message, remedy, Span(self.source, node.start, node.end)))


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


def read_interview(path: str, engine: Engine) -> InterviewState:
    """Reads an interview from a file, which is never changed. Raises InputError with every problem."""
    source = load_text(path, max_bytes=MAX_BYTES)
    problems: list[Problem] = []
    tree = parse_tree(source, problems=problems)
    if problems:
        raise InputError([problem._replace(remedy=f"The file is damaged. {START_AGAIN}") for problem in problems])
    if not isinstance(tree, MappingNode) or "interview" not in tree.entries:
        remedy = f"{DEFAULT_PATH} is where one is kept."
        raise InputError(Problem("This is not a saved interview.", remedy, file=source.name))
    state = _InterviewReader(source, tree, engine, problems).state()
    if problems:
        raise InputError(problems)
    return state
