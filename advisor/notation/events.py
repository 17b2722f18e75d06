"""Builds a tree from YAML parser events."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from advisor.notation.limits import MAX_DEPTH, MAX_NODES, ProblemLog, UnreadableError
from advisor.notation.tree import MappingNode, ScalarNode, SequenceNode, TreeNode
from advisor.text.quoting import quote_value
from advisor.text.scalars import scalar_value

NodeHandler = Callable[[TreeNode], None]

_MAX_CACHED = 20_000
_MAX_CACHED_LENGTH = 40


class _OpenCollection:
    """An unfinished collection; `key` is the key whose value comes next."""

    __slots__ = ("entries", "items", "key", "offsets", "start", "take")

    def __init__(self, start: int, entries: dict[str, TreeNode] | None, take: NodeHandler | None = None) -> None:
        self.start = start
        self.entries = entries
        self.items: list[TreeNode] = []
        self.offsets: dict[str, int] = {}
        self.key: str | None = None
        self.take = take


class TreeBuilder:
    """Builds the tree of one text."""

    def __init__(self, notes: ProblemLog, each: Mapping[str, NodeHandler], stand_ins: dict[int, str]) -> None:
        self.notes = notes
        self.each = each
        self.stand_ins = stand_ins
        self.open = [_OpenCollection(0, None)]
        self.node_count = 0
        self.node_count_before_items = 0
        self.is_reliable = True  # False after an unsupported construct
        self.item_is_reliable = True

    def build(self, next_event: Callable[[], Any]) -> TreeNode | None:
        """Returns the tree of the only document, or None if it is empty or unreliable."""
        from yaml import events

        scalar, stream_end = events.ScalarEvent, events.StreamEndEvent
        others: dict[type, Callable[[Any], None]] = {
            events.MappingStartEvent: self._begin_mapping, events.SequenceStartEvent: self._begin_sequence,
            events.MappingEndEvent: self._end, events.SequenceEndEvent: self._end,
            events.AliasEvent: self._alias, events.DocumentStartEvent: self._document,
            events.StreamStartEvent: _ignore, events.DocumentEndEvent: _ignore,
        }
        values: dict[str, Any] = {}
        while True:
            event = next_event()
            kind = type(event)
            if kind is scalar:
                text = event.value
                top = self.open[-1]
                if top.entries is not None and top.key is None:
                    self._key(top, event)
                    continue
                plain, quotable = event.implicit
                if plain:
                    if text in values:
                        value = values[text]
                    else:
                        value = self._scalar_value(text)
                        if len(text) <= _MAX_CACHED_LENGTH and len(values) < _MAX_CACHED:
                            values[text] = value
                else:
                    value = self._without_stand_ins(text)
                    if not quotable:
                        self._tag(event)
                self._add(ScalarNode(value, event.start_mark.index, event.end_mark.index))
            elif kind is stream_end:
                break
            else:
                others[kind](event)
        return self._root()

    def _root(self) -> TreeNode | None:
        nodes = self.open[0].items
        if not nodes:
            self.notes.record(0, 0, "The text is empty but for comments.", "Write something into it, or leave it out.")
        return nodes[0] if nodes and self.is_reliable else None

    def _add(self, node: TreeNode) -> None:
        self.node_count += 1
        if self.node_count > MAX_NODES:
            raise self.notes.too_large(node.start)
        top = self.open[-1]
        if top.take is not None:
            self._handle_item(top.take, node)
        elif top.entries is None:
            top.items.append(node)
        elif top.key is None:  # a collection ended in place of a key
            top.key = ""
        else:
            top.entries[top.key] = node
            top.key = None

    def _handle_item(self, take: NodeHandler, node: TreeNode) -> None:
        self.node_count = self.node_count_before_items
        if self.item_is_reliable:
            take(node)
        self.item_is_reliable = True

    def _key(self, top: _OpenCollection, event: Any) -> None:
        start = event.start_mark.index
        key = top.key = self._without_stand_ins(event.value)
        if key in top.offsets:
            self.notes.duplicate_key(key, top.offsets[key], start)
            return
        top.offsets[key] = start
        if event.tag is not None:
            self._tag(event)
        elif key == "<<" and event.implicit[0]:
            self._unreliable(event, "Merge keys are not read.", "Write the keys out.")

    def _begin_mapping(self, event: Any) -> None:
        self._check_begin(event)
        self.open.append(_OpenCollection(event.start_mark.index, {}))

    def _begin_sequence(self, event: Any) -> None:
        self._check_begin(event)
        key = self.open[-1].key
        take = self.each.get(key) if len(self.open) == 2 and key is not None else None
        if take is not None:
            self.item_is_reliable = True
            self.node_count_before_items = self.node_count
        self.open.append(_OpenCollection(event.start_mark.index, None, take))

    def _check_begin(self, event: Any) -> None:
        if len(self.open) > MAX_DEPTH:
            raise self.notes.too_deep(event.start_mark.index)
        top = self.open[-1]
        if top.entries is not None and top.key is None:
            self._unreliable(event, "A key must be a word.", "Write `key: value`.")
        if event.tag is not None:
            self._tag(event)

    def _end(self, event: Any) -> None:
        closed = self.open.pop()
        end = event.end_mark.index
        if end == event.start_mark.index:  # block style: the event comes after trailing blank lines
            end = _end_of_content(closed)
        if closed.entries is None:
            self._add(SequenceNode(closed.items, closed.start, end))
        else:
            self._add(MappingNode(closed.entries, closed.offsets, closed.start, end))

    def _alias(self, event: Any) -> None:
        top = self.open[-1]
        start, end = event.start_mark.index, event.end_mark.index
        if top.key != "<<":
            name = quote_value(f"*{event.anchor}")
            self._unreliable(event, f"Aliases such as {name} are not read.", "Write the value out.")
        self._add(ScalarNode(None, start, end))

    def _document(self, event: Any) -> None:
        if self.open[0].items:
            self.notes.record(event.start_mark.index, event.end_mark.index, "A second document begins here.",
                              "Give each document a file of its own.")
            raise UnreadableError

    def _tag(self, event: Any) -> None:
        name = event.tag.replace("tag:yaml.org,2002:", "!!")
        self._unreliable(event, f"Tags such as {quote_value(name)} are not read.", "Write the value without a tag.")

    def _unreliable(self, event: Any, message: str, remedy: str) -> None:
        self.is_reliable = self.item_is_reliable = False
        self.notes.record(event.start_mark.index, event.end_mark.index, message, remedy)

    def _scalar_value(self, word: str) -> Any:
        value = scalar_value(word)
        return self._without_stand_ins(value) if isinstance(value, str) else value

    def _without_stand_ins(self, text: str) -> str:
        return text.translate(self.stand_ins) if self.stand_ins else text


def _ignore(_: Any) -> None:
    """Ignores stream starts and document ends."""


def _end_of_content(closed: _OpenCollection) -> int:
    nodes = closed.items if closed.entries is None else list(closed.entries.values())
    return max((node.end for node in nodes[-1:]), default=closed.start)
