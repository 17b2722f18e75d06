"""Parses sequence diagrams: participants, messages, groups, boxes and activations."""

from __future__ import annotations

import re
from collections.abc import Iterable

from advisor.notation.quote import quoted
from advisor.readers.c4 import Relation, meaning_of
from advisor.readers.plantuml.calls import END_OF_BOUNDARY, Call, icon_of, is_styling, read_call
from advisor.readers.plantuml.declarations import read_declared
from advisor.readers.plantuml.messages import Message, NoMessageError, read_message
from advisor.readers.plantuml.statements import NO_ARROW, Statement
from advisor.readers.plantuml.texts import shown
from advisor.readers.replies import Replies
from advisor.readers.sketch import MOST_GROUPS, Sketch
from advisor.source.regex import regex

PARTICIPANT = regex(
    rf"(create\s+)?(participant|actor|boundary|control|entity|database|collections|queue)\b{NO_ARROW}\s*",
    re.IGNORECASE)
CREATED = regex(rf"create\b{NO_ARROW}\s+", re.IGNORECASE)
BEGIN = regex(rf"(alt|opt|loop|par2?|break|critical|group|partition)\b{NO_ARROW}", re.IGNORECASE)
BRANCH = regex(rf"(?:else|also)\b{NO_ARROW}", re.IGNORECASE)
BOX = regex(rf'box\b{NO_ARROW}\s*(?:"([^"]*)"|([^#]*))', re.IGNORECASE)
END = regex(r"end\s*(box)?(?:\s*(?:alt|opt|loop|par2?|break|critical|group|partition))?\s*$", re.IGNORECASE)
ACTIVITY = regex(rf'(activate|deactivate|destroy)\b{NO_ARROW}\s+(?:"([^"]*)"|([^\s#]+))', re.IGNORECASE)
RETURN = regex(rf"return\b{NO_ARROW}\s*(.*)", re.IGNORECASE | re.DOTALL)
AUTOMATIC = regex(r"autoactivate\s+(on|off)", re.IGNORECASE)
IGNORED = regex(
    r"==|\.\.\.|\|\|\||\|\|\d+\|\||(?:autonumber|newpage|url|center|page|footbox)\b|\{\w+\}\s*<->|\}|@",
    re.IGNORECASE)
BLOCKS = {"par2": "par", "group": "", "partition": ""}


def read_sequence(statements: Iterable[Statement], sketch: Sketch) -> None:
    """Parses the statements of a sequence diagram into a sketch."""
    sequence = _SequenceParser(sketch)
    for statement in statements:
        sequence.read(statement)


class _SequenceParser:
    def __init__(self, sketch: Sketch) -> None:
        self.sketch = sketch
        self.replies = Replies()
        self.open: list[tuple[str, ...]] = []  # enclosing blocks of each group
        self.blocks: tuple[str, ...] = ()
        self.boxes: list[str] = []
        self.active: list[tuple[str, str]] = []  # callee, caller
        self.last: Message | None = None
        self.activates_all = False

    def read(self, statement: Statement) -> None:
        text = statement.text
        if call := read_call(statement):
            self._call(call, statement)
        elif match := PARTICIPANT.match(text):
            self._declare(statement, match.end(), match[2].lower())
        elif match := BEGIN.match(text):
            word = match[1].lower()
            block = BLOCKS.get(word, word)
            self.open.append(self.blocks)
            self.blocks = (*self.blocks, block) if block and len(self.open) < 64 else self.blocks
        elif BRANCH.match(text):
            self._branch(statement)
        elif match := END.match(text):
            self._end(statement, is_box=bool(match[1]))
        elif match := BOX.match(text):
            self.boxes.append(shown(match[1] or match[2] or ""))
        elif match := ACTIVITY.match(text):
            self._activity(match[1].lower(), match[2] or match[3])
        elif match := RETURN.match(text):
            self._return(statement, shown(match[1]))
        elif match := AUTOMATIC.match(text):
            self.activates_all = match[1].lower() == "on"
        elif match := CREATED.match(text):
            self._declare(statement, match.end(), "participant")
        elif not IGNORED.match(text):
            self._message(statement)

    def _call(self, call: Call, statement: Statement) -> None:
        """Parses a macro of C4: a relation is a message, a boundary a box."""
        word = call.macro.word
        meaning = meaning_of(call.macro) or icon_of(call.macro)
        if word == END_OF_BOUNDARY:
            self.boxes = self.boxes[:-1]
        elif isinstance(meaning, Relation):
            self._relate(meaning, word, statement)
        elif meaning and meaning.hint == "boundary":
            self.boxes.append(meaning.label or meaning.id)
        elif meaning and meaning.id and not is_styling(word):
            self.sketch.describe(meaning.id, statement.start, statement.end, label=meaning.label, hint=meaning.hint,
                                 technology=meaning.technology, group=self._group())

    def _relate(self, relation: Relation, word: str, statement: Statement) -> None:
        for name in filter(None, (relation.source, relation.target)):
            self.sketch.mention(name, statement.start, statement.end)
        if relation.source and relation.target:
            is_reply = self.replies.is_reply(relation.source, relation.target, relation.label, is_return=False)
            self.sketch.connect(
                relation.source, relation.target, statement.start, statement.end, label=relation.label,
                technology=relation.technology, arrow=word, is_reply=is_reply, is_both_ways=relation.is_both_ways,
                blocks=self.blocks)

    def _declare(self, statement: Statement, at: int, word: str) -> None:
        declared = read_declared(statement.text, at, word)
        if declared is None:
            self.sketch.fault(f"This `{word}` has no name.", f"Write `{word} name`.", statement.start, statement.end)
            return
        self.sketch.describe(
            declared.id, statement.at(declared.start), statement.at(declared.end), label=declared.label,
            hint=declared.hint, technology=declared.technology, group=self._group())

    def _group(self) -> tuple[str, ...]:
        return tuple(title for title in self.boxes[:MOST_GROUPS] if title)

    def _branch(self, statement: Statement) -> None:
        if not self.open:
            self.sketch.fault("`else` stands outside of a group.", "Write it between `alt` and its `end`.",
                              statement.start, statement.end)

    def _end(self, statement: Statement, *, is_box: bool) -> None:
        if is_box and self.boxes:
            self.boxes.pop()
        elif not is_box and self.open:
            self.blocks = self.open.pop()
        else:
            self.sketch.fault(f"Nothing is open that this {quoted(statement.text)} could close.", "Remove it.",
                              statement.start, statement.end)

    def _activity(self, word: str, name: str) -> None:
        if word == "activate":
            caller = self.last.source if self.last is not None and name in self.last.targets else ""
            self.active.append((name, caller))
        else:
            self._deactivate(name)

    def _deactivate(self, name: str) -> None:
        for index in range(len(self.active) - 1, max(len(self.active) - 100, 0) - 1, -1):
            if self.active[index][0] == name:
                del self.active[index]
                return

    def _return(self, statement: Statement, label: str) -> None:
        callee, caller = self.active.pop() if self.active else ("", "")
        if not callee and self.last is not None:
            callee, caller = self.last.targets[0], self.last.source
        if not callee:
            self.sketch.fault("Nobody is active who could return.", "Activate the receiver of a message: `A -> B ++`.",
                              statement.start, statement.end)
        elif caller and callee in self.sketch.nodes and caller in self.sketch.nodes:
            self.replies.is_reply(callee, caller, label, is_return=True)
            self.sketch.connect(callee, caller, statement.start, statement.end, label=label, arrow="return",
                                is_reply=callee != caller, blocks=self.blocks)

    def _message(self, statement: Statement) -> None:
        try:
            message = read_message(statement)
        except NoMessageError as error:
            note = self.sketch.fault if error.is_broken else self.sketch.skip
            note(error.message, error.remedy, statement.start, statement.end)
            return
        for fault in message.faults:
            self.sketch.fault(*fault)
        for end in message.names:
            start = statement.at(end.start)
            if end.label != end.id:
                self.sketch.describe(end.id, start, statement.at(end.end), label=end.label)
            self.sketch.mention(end.id, start, statement.at(end.end))
        for target in message.targets if message.source else ():
            self._connect(message, target, statement)
        self.last = message if message.source and message.targets else self.last

    def _connect(self, message: Message, target: str, statement: Statement) -> None:
        is_return = (message.is_dotted or message.deactivates) and not message.is_both_ways
        is_reply = self.replies.is_reply(message.source, target, message.label, is_return=is_return)
        self.sketch.connect(
            message.source, target, statement.start, statement.end, label=message.label, arrow=message.arrow,
            is_reply=is_reply, is_both_ways=message.is_both_ways, blocks=self.blocks)
        if message.deactivates:
            self._deactivate(message.source)
        if message.activates or (self.activates_all and not is_return):
            self.active.append((target, message.source))
