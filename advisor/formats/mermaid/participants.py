"""Participants of a sequence diagram: declaration, lifecycle, activation, box."""

from __future__ import annotations

import re

from advisor.formats.mermaid.builder import MermaidDiagramBuilder
from advisor.formats.mermaid.messages import ALIAS_REMEDY, MermaidMessage, message_text
from advisor.text.quoting import quote_value

DECLARATION = re.compile(r"(create\s+)?(participant|actor)(?=[^\S\n]|$)[^\S\n]*", re.IGNORECASE | re.MULTILINE)
WITH_PROPERTIES = re.compile(r"([^<>:\n,;@]+)@\{")
ALIAS = re.compile(r"(\S+)[^\S\n]+as[^\S\n]+((?:[^#;\n]|#\w+;)*)", re.IGNORECASE)
ALIAS_AFTER = re.compile(r"[^\S\n]+as[^\S\n]+((?:[^#;\n]|#\w+;)*)", re.IGNORECASE)
COMMENT = re.compile(r"[^\S\n]*(?:#[^\n]*)?")
FORBIDDEN = re.compile(r"[<>:,@]")
BRACE = re.compile(r"\}")
HINTS = {"actor": "person", **{kind: kind for kind in (
    "participant", "queue", "database", "boundary", "control", "entity", "collections")}}


class ParticipantTracker:
    def __init__(self, builder: MermaidDiagramBuilder) -> None:
        self.builder = builder
        self._boxes: dict[str, tuple[str, ...]] = {}  # by participant
        self._box: str | None = None
        self._active: dict[str, int] = {}
        self._created = ""
        self._destroyed = ""

    def mention(self, written: str, at: int) -> None:
        """Adds a participant unless it exists; blanks around its name are ignored."""
        name = written.strip()
        if name:
            start = at + len(written) - len(written.lstrip())
            self.builder.mention(name, start, start + len(name))

    def declare(self, at: int) -> int | None:
        """Parses a declaration; returns the offset after it, or None if there is none."""
        page, text = self.builder.page, self.builder.page.text
        declaration = DECLARATION.match(text, at)
        if not declaration:
            return None
        hint = HINTS[declaration[2].lower()]
        start = declaration.end()
        with_properties = WITH_PROPERTIES.match(text, start) if "@{" in text[start : page.line_end(start)] else None
        closing = page.search(BRACE, with_properties.end()) if with_properties else None
        alias = ""
        if with_properties and closing:
            from advisor.formats.mermaid.labels import parse_properties

            name = with_properties[1].strip()
            properties = parse_properties(text[with_properties.end() : closing.start()])
            hint = HINTS.get(properties.get("type", ""), hint)
            end = closing.end()
            alias_match = ALIAS_AFTER.match(text, end)
            alias, end = (alias_match[1], alias_match.end()) if alias_match else (properties.get("alias", ""), end)
        elif match := ALIAS.match(text, start):
            name, alias, end = match[1], match[2], match.end()
        else:
            end = self._end_of_name(start)
            name = text[start:end].strip()
        if not name:
            self.builder.fault("Here a name is missing.", "Write `participant name`.", at, declaration.end())
            return end
        invalid = FORBIDDEN.search(name)
        if invalid:
            self.builder.fault(
                f"A name may not hold {quote_value(invalid[0])}.", ALIAS_REMEDY, start + invalid.start(), end
            )
        self._add(name, hint, message_text(alias), start, end, is_created=bool(declaration[1]))
        comment = COMMENT.match(text, end)
        return comment.end() if comment else end

    def _end_of_name(self, start: int) -> int:
        text = self.builder.page.text
        line_end = self.builder.page.line_end(start)
        end = text.find(";", start, line_end)
        return end if end >= 0 else line_end

    def _add(self, name: str, hint: str, label: str, start: int, end: int, *, is_created: bool) -> None:
        if is_created:
            if name in self.builder.nodes:
                self.builder.fault(f"{quote_value(name)} is there already and cannot be created.", "Take another name.",
                                   start, end)
            self._created = name
        self.builder.describe(name, start, end, label=label, hint=hint)
        if self._box is not None:
            self._boxes.setdefault(name, (self._box,) if self._box else ())

    def begin_box(self, title: str) -> None:
        self._box = title

    def end_box(self) -> None:
        self._box = None

    def activate(self, name: str) -> None:
        self._active[name] = self._active.get(name, 0) + 1

    def deactivate(self, name: str, start: int, end: int) -> None:
        if not self._active.get(name):
            self.builder.fault(f"{quote_value(name)} is not active here, so it cannot be deactivated.",
                               "Activate it before, or leave this out.", start, end)
            return
        self._active[name] -= 1

    def destroy(self, name: str) -> None:
        self._destroyed = name

    def send(self, message: MermaidMessage) -> None:
        """Updates the participants of a message and their lifecycle."""
        nodes = self.builder.nodes
        if message.source not in nodes:
            self.builder.mention(message.source, *message.source_span)
        if message.target not in nodes:
            self.builder.mention(message.target, *message.target_span)
        if self._created and self._created != message.target:
            self.builder.fault(f"{quote_value(self._created)} must receive the message that follows its creation.",
                               "Put `create` right before the message that creates it.", *message.target_span)
        elif self._destroyed and not self._created and self._destroyed not in (message.source, message.target):
            self.builder.fault(f"{quote_value(self._destroyed)} must take part in the message that follows its end.",
                               "Put `destroy` right before its last message.", *message.target_span)
        self._created = self._destroyed = ""
        if message.activates:
            self.activate(message.target)
        if message.deactivates:
            self.deactivate(message.source, *message.source_span)

    def finish(self) -> None:
        """Assigns participants to their boxes."""
        self.builder.set_groups(self._boxes)
