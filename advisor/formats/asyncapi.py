"""Reads AsyncAPI 2 and 3: the application and the broker channels it sends to and receives from."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from advisor.errors import Problem
from advisor.formats.diagram import Diagram
from advisor.formats.diagram_builder import DiagramBuilder, to_one_line
from advisor.formats.lenient_yaml import add_faults, key_range, read_lenient_yaml, replace_byte_order_mark
from advisor.notation.tree import MappingNode, ScalarNode, SequenceNode, TreeNode
from advisor.text.quoting import quote_value
from advisor.text.source import Source

HINT_BY_PROTOCOL = {  # node hint of a channel
    **dict.fromkeys((
        "kafka", "mercure", "mqtt", "mqtt5", "nats", "pubsub", "pulsar", "redis", "sns", "solace", "stomp"), "topic"),
    **dict.fromkeys(("amqp", "amqp1", "sqs", "jms", "ibmmq", "anypointmq", "rabbitmq"), "queue")}
PROTOCOL_ALIASES = {"kafka-secure": "kafka", "secure-mqtt": "mqtt", "mqtts": "mqtt", "amqps": "amqp", "wss": "ws",
                    "https": "http", "stomps": "stomp", "rediss": "redis", "googlepubsub": "pubsub"}
MAX_REFERENCES = 8  # followed one after the other
MAX_SERVERS = 100
MAX_MESSAGES = 20  # named for one operation


class _ChannelDefinition(NamedTuple):
    """A channel and the span that defines it."""

    id: str
    start: int
    end: int


def read_asyncapi(source: Source) -> Diagram:
    """Returns an application and its channels. Never raises for bad input; problems become faults."""
    builder = DiagramBuilder("asyncapi")
    root = _read_root(source, builder)
    if isinstance(root, MappingNode):
        version = _text(root.entries.get("asyncapi"))
        if version.startswith(("2", "3")):
            _AsyncApi(source, builder, root).read(is_version_3=version.startswith("3"))
        else:
            message = f"Version {quote_value(version)} of AsyncAPI is not read."
            builder.skip(message if version else "This does not say that it is AsyncAPI.",
                         "Begin with `asyncapi: 3.0.0`.", *key_range(source, root, "asyncapi"))
    elif root is not None:
        builder.skip("This is no AsyncAPI document.", "Begin with `asyncapi: 3.0.0`.", root.start, root.end)
    return builder.diagram(0, len(source.text))


def _read_root(source: Source, builder: DiagramBuilder) -> TreeNode | None:
    if not replace_byte_order_mark(source.text).lstrip().startswith("{"):
        return read_lenient_yaml(source, builder).root
    from advisor.notation.read import parse_tree

    problems: list[Problem] = []
    root = parse_tree(Source(source.name, replace_byte_order_mark(source.text)), problems=problems)
    add_faults(problems, builder)
    return root


class _AsyncApi:
    def __init__(self, source: Source, builder: DiagramBuilder, root: MappingNode) -> None:
        self.source = source
        self.builder = builder
        self.root = root
        self.channels = self._section("channels")
        self.servers = self._section("servers")
        self.application = ""
        self.definitions: dict[str, _ChannelDefinition] = {}  # by the key of the channel

    def _section(self, key: str) -> MappingNode:
        """Returns a mapping at the top, empty where it is missing; anything else there is reported."""
        node = self.root.entries.get(key)
        if node is not None and not isinstance(node, MappingNode):
            start, end = key_range(self.source, self.root, key)
            self.builder.skip(f"`{key}` is not a mapping, so nothing in it is read.",
                              "Write each entry under its name: `name: {...}`.", start, end)
        return _mapping(node)

    def read(self, *, is_version_3: bool) -> None:
        self._application()
        for key in self.channels.entries:
            self._channel(key, is_version_3=is_version_3)
        if is_version_3:
            operations = self._section("operations")
            for key, node in operations.entries.items():
                self._operation_v3(operations, key, node)
        else:
            for key, channel in self.channels.entries.items():
                resolved = _mapping(self._resolve(channel))
                for word in ("publish", "subscribe"):
                    if word in resolved.entries:
                        self._operation_v2(resolved, key, word)

    def _application(self) -> None:
        info = _mapping(self.root.entries.get("info"))
        title = info.entries.get("title")
        name = _text(title)
        start, end = key_range(self.source, self.root, "asyncapi")
        if name and title is not None:
            start, end = title.start, title.end
        self.application = to_one_line(name) or "application"
        self.builder.title = to_one_line(name)
        self.builder.describe(self.application, start, end)

    def _channel(self, key: str, *, is_version_3: bool) -> None:
        channel = _mapping(self._resolve(self.channels.entries[key]))
        address = _text(channel.entries.get("address")) if is_version_3 else key
        name = to_one_line(address or key) or key
        start, end = key_range(self.source, self.channels, key)
        protocol = self._protocol(channel)
        name = f"{name} channel" if name == self.application else name
        self.definitions[key] = _ChannelDefinition(name, start, end)
        hint = HINT_BY_PROTOCOL.get(protocol, "channel")
        self.builder.describe(name, start, end, label=name, hint=hint, technology=protocol)

    def _protocol(self, channel: MappingNode) -> str:
        """Returns the protocol of a channel's servers, or "" if they differ."""
        channel_servers = channel.entries.get("servers")
        servers: list[TreeNode] = list(self.servers.entries.values())
        if isinstance(channel_servers, SequenceNode) and channel_servers.items:
            items = channel_servers.items[:MAX_SERVERS]
            servers = [server for item in items if (server := self._server(item)) is not None]
        bodies = [_mapping(self._resolve(server)) for server in servers[:MAX_SERVERS]]
        written = [_text(body.entries.get("protocol")).lower() for body in bodies]
        protocols = {PROTOCOL_ALIASES.get(protocol, protocol) for protocol in written if protocol}
        return protocols.pop() if len(protocols) == 1 else ""

    def _server(self, item: TreeNode) -> TreeNode | None:
        return self.servers.entries.get(_text(item)) if isinstance(item, ScalarNode) else item

    def _operation_v3(self, operations: MappingNode, key: str, node: TreeNode) -> None:
        """Reads an operation of version 3: the application sends to a channel or receives from it."""
        operation = _mapping(self._resolve(node))
        start, end = key_range(self.source, operations, key)
        action = _text(operation.entries.get("action"))
        channel = self._channel_of(operation, start, end)
        if action not in ("send", "receive"):
            self.builder.fault(f"The operation {quote_value(key)} neither sends nor receives.",
                               "Write `action: send` or `action: receive`.", start, end)
        elif channel is None:
            self.builder.fault(f"The operation {quote_value(key)} has no channel.",
                               "Write `channel: {$ref: '#/channels/name'}`.", start, end)
        else:
            label = self._messages(operation.entries.get("messages")) or _text(operation.entries.get("summary")) or key
            self._connect(channel, start, end, label, is_sent=action == "send")
            reply = self._resolve(operation.entries.get("reply"))
            reply_channel = self._channel_of(_mapping(reply), start, end) if isinstance(reply, MappingNode) else None
            if reply_channel is not None:
                names = self._messages(_mapping(reply).entries.get("messages"))
                self._connect(reply_channel, start, end, names, is_sent=action == "receive", is_reply=True)

    def _channel_of(self, operation: MappingNode, start: int, end: int) -> _ChannelDefinition | None:
        reference = _text(_mapping(operation.entries.get("channel")).entries.get("$ref"))
        if not reference:
            return None
        name = _last_segment(reference)
        if name in self.definitions:
            return self.definitions[name]
        if reference.startswith("#/"):
            self.builder.fault(f"There is no channel {quote_value(name)}.", "Define it under `channels`.", start, end)
        else:
            self.builder.skip(f"{quote_value(reference)} is not read.", "Lint the bundled document.", start, end)
        self.builder.mention(name, start, end)
        return _ChannelDefinition(name, start, end)

    def _operation_v2(self, channel: MappingNode, key: str, word: str) -> None:
        """Reads an operation of version 2, from the other side: clients subscribe to messages the application sends."""
        operation = _mapping(self._resolve(channel.entries[word]))
        start, end = key_range(self.source, channel, word)
        label = self._messages(operation.entries.get("message")) or _text(operation.entries.get("summary"))
        self._connect(self.definitions[key], start, end, label, is_sent=word == "subscribe")

    def _connect(self, channel: _ChannelDefinition, start: int, end: int, label: str, *, is_sent: bool,
                 is_reply: bool = False) -> None:
        ends = (self.application, channel.id) if is_sent else (channel.id, self.application)
        technology = self.builder.nodes[channel.id].technology
        self.builder.connect(*ends, start, end, label=label, technology=technology,
                             arrow="send" if is_sent else "receive", is_reply=is_reply)

    def _messages(self, node: TreeNode | None) -> str:
        return ", ".join(dict.fromkeys(self._names(node)))

    def _names(self, node: TreeNode | None) -> Iterator[str]:
        """Yields message names: of one message, a list, or a `oneOf`."""
        if isinstance(node, MappingNode) and isinstance(node.entries.get("oneOf"), SequenceNode):
            node = node.entries["oneOf"]
        for item in node.items[:MAX_MESSAGES] if isinstance(node, SequenceNode) else [node]:
            message = _mapping(self._resolve(item)).entries
            reference = _text(_mapping(item).entries.get("$ref"))
            name = _text(message.get("name")) or _text(message.get("title"))
            name = name or (_last_segment(reference) if reference else "")
            if name:
                yield name

    def _resolve(self, node: TreeNode | None) -> TreeNode | None:
        """Follows references within the document; returns a node without one as it is."""
        for _ in range(MAX_REFERENCES):
            reference = _text(_mapping(node).entries.get("$ref"))
            if not reference.startswith("#/"):
                break
            target: TreeNode | None = self.root
            for part in reference[2:].split("/")[:MAX_REFERENCES]:
                target = _mapping(target).entries.get(_unescape_pointer(part))
            node = target
        return node


def _last_segment(reference: str) -> str:
    return _unescape_pointer(reference.rpartition("/")[2])


def _unescape_pointer(part: str) -> str:
    if "%" in part:
        from urllib.parse import unquote

        part = unquote(part)
    return part.replace("~1", "/").replace("~0", "~")


def _mapping(node: TreeNode | None) -> MappingNode:
    return node if isinstance(node, MappingNode) else MappingNode({}, {}, 0, 0)


def _text(node: TreeNode | None) -> str:
    return str(node.value) if isinstance(node, ScalarNode) and node.value is not None else ""
