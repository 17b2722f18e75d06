"""AsyncAPI 2 and 3: the application, and the channels of a broker that it sends to and receives from."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from advisor.errors import Problem
from advisor.notation.quote import quoted
from advisor.notation.tree import Mapping, Node, Scalar, Sequence
from advisor.readers.anchors import note_problems, read_with_anchors, without_mark
from advisor.readers.drawing import Drawing
from advisor.readers.places import key_place
from advisor.readers.sketch import Sketch, on_one_line
from advisor.source import Source

HINTS = {  # what a channel is, by the protocol
    **dict.fromkeys((
        "kafka", "mercure", "mqtt", "mqtt5", "nats", "pubsub", "pulsar", "redis", "sns", "solace", "stomp"), "topic"),
    **dict.fromkeys(("amqp", "amqp1", "sqs", "jms", "ibmmq", "anypointmq", "rabbitmq"), "queue")}
SAME = {"kafka-secure": "kafka", "secure-mqtt": "mqtt", "mqtts": "mqtt", "amqps": "amqp", "wss": "ws", "https": "http",
        "stomps": "stomp", "rediss": "redis", "googlepubsub": "pubsub"}
LONGEST_CHAIN = 8  # of references
MOST_SERVERS = 100
MOST_MESSAGES = 20  # of one operation that are named


class _Place(NamedTuple):
    """A channel, and where it is defined."""

    id: str
    start: int
    end: int


def read_asyncapi(source: Source) -> Drawing:
    """Returns an application and its channels. Never raises for what the text says; what is wrong is a fault."""
    sketch = Sketch("asyncapi")
    root = _tree(source, sketch)
    if isinstance(root, Mapping):
        version = _text(root.entries.get("asyncapi"))
        if version.startswith(("2", "3")):
            _AsyncApi(source, sketch, root).read(is_third=version.startswith("3"))
        else:
            what = f"Version {quoted(version)} of AsyncAPI is not read."
            sketch.skip(what if version else "This does not say that it is AsyncAPI.", "Begin with `asyncapi: 3.0.0`.",
                        *key_place(source, root, "asyncapi"))
    elif root is not None:
        sketch.skip("This is no AsyncAPI document.", "Begin with `asyncapi: 3.0.0`.", root.start, root.end)
    return sketch.drawing(0, len(source.text))


def _tree(source: Source, sketch: Sketch) -> Node | None:
    if not without_mark(source.text).lstrip().startswith("{"):
        return read_with_anchors(source, sketch).root
    from advisor.notation.read import read

    problems: list[Problem] = []
    root = read(Source(source.name, without_mark(source.text)), problems=problems)
    note_problems(problems, sketch)
    return root


class _AsyncApi:
    def __init__(self, source: Source, sketch: Sketch, root: Mapping) -> None:
        self.source = source
        self.sketch = sketch
        self.root = root
        self.channels = _mapping(root.entries.get("channels"))
        self.servers = _mapping(root.entries.get("servers"))
        self.application = ""
        self.places: dict[str, _Place] = {}  # by the key of the channel

    def read(self, *, is_third: bool) -> None:
        self._application()
        for key in self.channels.entries:
            self._channel(key, is_third=is_third)
        if is_third:
            operations = _mapping(self.root.entries.get("operations"))
            for key, node in operations.entries.items():
                self._operation(operations, key, node)
        else:
            for key, channel in self.channels.entries.items():
                resolved = _mapping(self._resolved(channel))
                for word in ("publish", "subscribe"):
                    if word in resolved.entries:
                        self._second(resolved, key, word)

    def _application(self) -> None:
        info = _mapping(self.root.entries.get("info"))
        title = info.entries.get("title")
        name = _text(title)
        start, end = key_place(self.source, self.root, "asyncapi")
        if name and title is not None:
            start, end = title.start, title.end
        self.application = on_one_line(name) or "application"
        self.sketch.title = on_one_line(name)
        self.sketch.describe(self.application, start, end)

    def _channel(self, key: str, *, is_third: bool) -> None:
        channel = _mapping(self._resolved(self.channels.entries[key]))
        address = _text(channel.entries.get("address")) if is_third else key
        name = on_one_line(address or key) or key
        start, end = key_place(self.source, self.channels, key)
        protocol = self._protocol(channel)
        name = f"{name} channel" if name == self.application else name
        self.places[key] = _Place(name, start, end)
        self.sketch.describe(name, start, end, label=name, hint=HINTS.get(protocol, "channel"), technology=protocol)

    def _protocol(self, channel: Mapping) -> str:
        """Returns the protocol of the servers that have a channel, if it is one."""
        named = channel.entries.get("servers")
        servers: list[Node] = list(self.servers.entries.values())
        if isinstance(named, Sequence) and named.items:
            servers = [found for item in named.items[:MOST_SERVERS] if (found := self._server(item)) is not None]
        bodies = [_mapping(self._resolved(server)) for server in servers[:MOST_SERVERS]]
        written = [_text(body.entries.get("protocol")).lower() for body in bodies]
        protocols = {SAME.get(protocol, protocol) for protocol in written if protocol}
        return protocols.pop() if len(protocols) == 1 else ""

    def _server(self, item: Node) -> Node | None:
        return self.servers.entries.get(_text(item)) if isinstance(item, Scalar) else item

    def _operation(self, operations: Mapping, key: str, node: Node) -> None:
        """Reads an operation of version 3: the application sends to a channel, or receives from it."""
        operation = _mapping(self._resolved(node))
        start, end = key_place(self.source, operations, key)
        action = _text(operation.entries.get("action"))
        place = self._place_of(operation, start, end)
        if action not in ("send", "receive"):
            self.sketch.fault(f"The operation {quoted(key)} neither sends nor receives.",
                              "Write `action: send` or `action: receive`.", start, end)
        elif place is None:
            self.sketch.fault(f"The operation {quoted(key)} has no channel.",
                              "Write `channel: {$ref: '#/channels/name'}`.", start, end)
        else:
            label = self._messages(operation.entries.get("messages")) or _text(operation.entries.get("summary")) or key
            self._connect(place, start, end, label, is_sent=action == "send")
            reply = self._resolved(operation.entries.get("reply"))
            answers = self._place_of(_mapping(reply), start, end) if isinstance(reply, Mapping) else None
            if answers is not None:
                names = self._messages(_mapping(reply).entries.get("messages"))
                self._connect(answers, start, end, names, is_sent=action == "receive", is_reply=True)

    def _place_of(self, operation: Mapping, start: int, end: int) -> _Place | None:
        reference = _text(_mapping(operation.entries.get("channel")).entries.get("$ref"))
        if not reference:
            return None
        name = _last(reference)
        if name in self.places:
            return self.places[name]
        if reference.startswith("#/"):
            self.sketch.fault(f"There is no channel {quoted(name)}.", "Define it under `channels`.", start, end)
        else:
            self.sketch.skip(f"{quoted(reference)} is not read.", "Lint the bundled document.", start, end)
        self.sketch.mention(name, start, end)
        return _Place(name, start, end)

    def _second(self, channel: Mapping, key: str, word: str) -> None:
        """Reads an operation of version 2, which says what others do: they subscribe to what the application sends."""
        operation = _mapping(self._resolved(channel.entries[word]))
        start, end = key_place(self.source, channel, word)
        label = self._messages(operation.entries.get("message")) or _text(operation.entries.get("summary"))
        self._connect(self.places[key], start, end, label, is_sent=word == "subscribe")

    def _connect(self, place: _Place, start: int, end: int, label: str, *, is_sent: bool, is_reply: bool = False
                 ) -> None:
        ends = (self.application, place.id) if is_sent else (place.id, self.application)
        technology = self.sketch.nodes[place.id].technology
        self.sketch.connect(*ends, start, end, label=label, technology=technology,
                            arrow="send" if is_sent else "receive", is_reply=is_reply)

    def _messages(self, node: Node | None) -> str:
        return ", ".join(dict.fromkeys(self._names(node)))

    def _names(self, node: Node | None) -> Iterator[str]:
        """Yields the names of messages: one, a list, or one of several."""
        if isinstance(node, Mapping) and isinstance(node.entries.get("oneOf"), Sequence):
            node = node.entries["oneOf"]
        for item in node.items[:MOST_MESSAGES] if isinstance(node, Sequence) else [node]:
            message = _mapping(self._resolved(item)).entries
            reference = _text(_mapping(item).entries.get("$ref"))
            name = _text(message.get("name")) or _text(message.get("title")) or (_last(reference) if reference else "")
            if name:
                yield name

    def _resolved(self, node: Node | None) -> Node | None:
        """Returns what a reference within the document leads to, or the node itself."""
        for _ in range(LONGEST_CHAIN):
            reference = _text(_mapping(node).entries.get("$ref"))
            if not reference.startswith("#/"):
                break
            found: Node | None = self.root
            for part in reference[2:].split("/")[:LONGEST_CHAIN]:
                found = _mapping(found).entries.get(_plain(part))
            node = found
        return node


def _last(reference: str) -> str:
    return _plain(reference.rpartition("/")[2])


def _plain(part: str) -> str:
    if "%" in part:
        from urllib.parse import unquote

        part = unquote(part)
    return part.replace("~1", "/").replace("~0", "~")


def _mapping(node: Node | None) -> Mapping:
    return node if isinstance(node, Mapping) else Mapping({}, {}, 0, 0)


def _text(node: Node | None) -> str:
    return str(node.value) if isinstance(node, Scalar) and node.value is not None else ""
