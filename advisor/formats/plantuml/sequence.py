"""Parses sequence diagrams: participants, messages, groups, boxes and activations."""

from __future__ import annotations

import re
from collections.abc import Iterable

from advisor.formats.c4_macros import C4Relation, interpret_macro
from advisor.formats.diagram_builder import MAX_GROUPS, DiagramBuilder
from advisor.formats.plantuml.c4 import END_OF_BOUNDARY, MacroCall, icon_element, is_styling, read_call
from advisor.formats.plantuml.declarations import read_declaration
from advisor.formats.plantuml.messages import NotAMessageError, PlantUmlMessage, read_message
from advisor.formats.plantuml.statement import NO_ARROW, PlantUmlStatement, label_text
from advisor.formats.replies import ReplyTracker
from advisor.text.quoting import quote_value

PARTICIPANT = re.compile(
    rf"(create\s+)?(participant|actor|boundary|control|entity|database|collections|queue)\b{NO_ARROW}\s*",
    re.IGNORECASE)
CREATED = re.compile(rf"create\b{NO_ARROW}\s+", re.IGNORECASE)
BEGIN = re.compile(rf"(alt|opt|loop|par2?|break|critical|group|partition)\b{NO_ARROW}", re.IGNORECASE)
BRANCH = re.compile(rf"(?:else|also)\b{NO_ARROW}", re.IGNORECASE)
BOX = re.compile(rf'box\b{NO_ARROW}\s*(?:"([^"]*)"|([^#]*))', re.IGNORECASE)
END = re.compile(r"end\s*(box)?(?:\s*(?:alt|opt|loop|par2?|break|critical|group|partition))?\s*$", re.IGNORECASE)
ACTIVITY = re.compile(rf'(activate|deactivate|destroy)\b{NO_ARROW}\s+(?:"([^"]*)"|([^\s#]+))', re.IGNORECASE)
RETURN = re.compile(rf"return\b{NO_ARROW}\s*(.*)", re.IGNORECASE | re.DOTALL)
AUTOMATIC = re.compile(r"autoactivate\s+(on|off)", re.IGNORECASE)
IGNORED = re.compile(
    r"==|\.\.\.|\|\|\||\|\|\d+\|\||(?:autonumber|newpage|url|center|page|footbox)\b|\{\w+\}\s*<->|\}|@",
    re.IGNORECASE)
BLOCKS = {"par2": "par", "group": "", "partition": ""}


def read_sequence(statements: Iterable[PlantUmlStatement], builder: DiagramBuilder) -> None:
    """Adds the parts of a sequence diagram to its builder."""
    sequence = _SequenceParser(builder)
    for statement in statements:
        sequence.read(statement)


class _SequenceParser:
    def __init__(self, builder: DiagramBuilder) -> None:
        self.builder = builder
        self.replies = ReplyTracker()
        self.open: list[tuple[str, ...]] = []  # enclosing blocks of each group
        self.blocks: tuple[str, ...] = ()
        self.boxes: list[str] = []
        self.active: list[tuple[str, str]] = []  # callee, caller
        self.last: PlantUmlMessage | None = None
        self.activates_all = False

    def read(self, statement: PlantUmlStatement) -> None:
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
            self.boxes.append(label_text(match[1] or match[2] or ""))
        elif match := ACTIVITY.match(text):
            self._activity(match[1].lower(), match[2] or match[3])
        elif match := RETURN.match(text):
            self._return(statement, label_text(match[1]))
        elif match := AUTOMATIC.match(text):
            self.activates_all = match[1].lower() == "on"
        elif match := CREATED.match(text):
            self._declare(statement, match.end(), "participant")
        elif not IGNORED.match(text):
            self._message(statement)

    def _call(self, call: MacroCall, statement: PlantUmlStatement) -> None:
        """Parses a macro of C4: a relation is a message, a boundary a box."""
        word = call.macro.word
        meaning = interpret_macro(call.macro) or icon_element(call.macro)
        if word == END_OF_BOUNDARY:
            self.boxes = self.boxes[:-1]
        elif isinstance(meaning, C4Relation):
            self._relate(meaning, word, statement)
        elif meaning and meaning.hint == "boundary":
            self.boxes.append(meaning.label or meaning.id)
        elif meaning and meaning.id and not is_styling(word):
            self.builder.describe(meaning.id, statement.start, statement.end, label=meaning.label, hint=meaning.hint,
                                  technology=meaning.technology, group=self._group())

    def _relate(self, relation: C4Relation, word: str, statement: PlantUmlStatement) -> None:
        for name in filter(None, (relation.source, relation.target)):
            self.builder.mention(name, statement.start, statement.end)
        if relation.source and relation.target:
            is_reply = self.replies.is_reply(relation.source, relation.target, relation.label, is_return=False)
            self.builder.connect(
                relation.source, relation.target, statement.start, statement.end, label=relation.label,
                technology=relation.technology, arrow=word, is_reply=is_reply, is_both_ways=relation.is_both_ways,
                blocks=self.blocks)

    def _declare(self, statement: PlantUmlStatement, at: int, word: str) -> None:
        declared = read_declaration(statement.text, at, word)
        if declared is None:
            self.builder.fault(f"This `{word}` has no name.", f"Write `{word} name`.", statement.start, statement.end)
            return
        self.builder.describe(declared.id, statement.source_offset(declared.start),
                              statement.source_offset(declared.end), label=declared.label, hint=declared.hint,
                              technology=declared.technology, group=self._group())

    def _group(self) -> tuple[str, ...]:
        return tuple(title for title in self.boxes[:MAX_GROUPS] if title)

    def _branch(self, statement: PlantUmlStatement) -> None:
        if not self.open:
            self.builder.fault("`else` stands outside of a group.", "Write it between `alt` and its `end`.",
                               statement.start, statement.end)

    def _end(self, statement: PlantUmlStatement, *, is_box: bool) -> None:
        if is_box and self.boxes:
            self.boxes.pop()
        elif not is_box and self.open:
            self.blocks = self.open.pop()
        else:
            self.builder.fault(f"Nothing is open that this {quote_value(statement.text)} could close.", "Remove it.",
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

    def _return(self, statement: PlantUmlStatement, label: str) -> None:
        callee, caller = self.active.pop() if self.active else ("", "")
        if not callee and self.last is not None:
            callee, caller = self.last.targets[0], self.last.source
        if not callee:
            self.builder.fault("Nobody is active who could return.", "Activate the receiver of a message: `A -> B ++`.",
                               statement.start, statement.end)
        elif caller and callee in self.builder.nodes and caller in self.builder.nodes:
            self.replies.is_reply(callee, caller, label, is_return=True)
            self.builder.connect(callee, caller, statement.start, statement.end, label=label, arrow="return",
                                 is_reply=callee != caller, blocks=self.blocks)

    def _message(self, statement: PlantUmlStatement) -> None:
        try:
            message = read_message(statement)
        except NotAMessageError as error:
            note = self.builder.fault if error.is_broken else self.builder.skip
            note(error.message, error.remedy, statement.start, statement.end)
            return
        for fault in message.faults:
            self.builder.fault(*fault)
        for end in message.names:
            start = statement.source_offset(end.start)
            if end.label != end.id:
                self.builder.describe(end.id, start, statement.source_offset(end.end), label=end.label)
            self.builder.mention(end.id, start, statement.source_offset(end.end))
        for target in message.targets if message.source else ():
            self._connect(message, target, statement)
        self.last = message if message.source and message.targets else self.last

    def _connect(self, message: PlantUmlMessage, target: str, statement: PlantUmlStatement) -> None:
        is_return = (message.is_dotted or message.deactivates) and not message.is_both_ways
        is_reply = self.replies.is_reply(message.source, target, message.label, is_return=is_return)
        self.builder.connect(
            message.source, target, statement.start, statement.end, label=message.label, arrow=message.arrow,
            is_reply=is_reply, is_both_ways=message.is_both_ways, blocks=self.blocks)
        if message.deactivates:
            self._deactivate(message.source)
        if message.activates or (self.activates_all and not is_return):
            self.active.append((target, message.source))
