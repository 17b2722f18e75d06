"""Reads docker-compose files: services, brokers and databases by image, and their dependencies."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from advisor.formats.diagram import Diagram
from advisor.formats.diagram_builder import DiagramBuilder, to_one_line
from advisor.formats.lenient_yaml import key_range, read_lenient_yaml
from advisor.notation.tree import MappingNode, ScalarNode, SequenceNode, TreeNode
from advisor.text.quoting import quote_value
from advisor.text.source import Source

BROKERS = {"kafka": "kafka, cp-kafka, cp-server, kafka-native, cp-enterprise-kafka, redpanda, fast-data-dev",
           "rabbitmq": "rabbitmq, rabbitmq-server", "nats": "nats, nats-streaming, nats-server",
           "pulsar": "pulsar, pulsar-all", "activemq": "activemq, activemq-classic, activemq-artemis, artemis",
           "mqtt": "mosquitto, eclipse-mosquitto, emqx, hivemq4, vernemq", "sqs": "elasticmq, elasticmq-native",
           "nsq": "nsq, nsqd", "ibm-mq": "mq", "solace": "solace-pubsub-standard", "service-bus": "servicebus-emulator",
           "event-hubs": "eventhubs-emulator"}
DATABASES = {
    "postgresql": "postgres, postgresql, postgis, timescaledb, timescaledb-ha, pgvector, cockroach, yugabyte, citus",
    "mysql": "mysql, mysql-server, mariadb, percona, tidb",
    "mongodb": "mongo, mongodb, mongodb-community-server, ferretdb",
    "redis": "redis, redis-stack, redis-stack-server, valkey, keydb, dragonfly",
    "memcached": "memcached",
    "cassandra": "cassandra, scylla, dse-server",
    "elasticsearch": "elasticsearch, opensearch, opensearch-node",
    "clickhouse": "clickhouse, clickhouse-server",
    "sqlserver": "mssql, azure-sql-edge, mssql-server-linux",
    "oracle": "oracle-xe, oracle-free",
    "couchdb": "couchdb, couchbase",
    "dynamodb": "dynamodb-local",
    "influxdb": "influxdb",
    "s3": "minio",
    **{name: name for name in ("neo4j", "etcd", "arangodb", "questdb", "meilisearch", "typesense", "db2")},
}
GATEWAYS = {"nginx": "nginx, nginx-unprivileged, nginx-proxy, openresty", "kong": "kong, kong-gateway",
            **{name: name for name in ("traefik", "envoy", "haproxy", "caddy", "apisix", "krakend")}}
KINDS = {"broker": BROKERS, "database": DATABASES, "gateway": GATEWAYS}
PRODUCTS = {name: (kind, product) for kind, products in KINDS.items() for product, names in products.items()
            for name in names.split(", ")}
INFRASTRUCTURE = ("broker", "database")  # their dependencies are deployment details, not calls
DEFAULT_VALUE = re.compile(r"\$\{\w{1,100}:?-([^${}]{1,200})\}")
RUNS_ONCE = "service_completed_successfully"  # an init job that has exited: no dependency at runtime
MAX_EXTENDS = 8  # services that extend each other
MAX_DEPENDENCIES = 200  # of one service; YAML aliases can share a long list


def read_compose(source: Source) -> Diagram:
    """Returns the services of a compose file. Never raises for bad input; problems become faults."""
    builder = DiagramBuilder("compose")
    tree = read_lenient_yaml(source, builder)
    services = tree.get("services")
    if isinstance(services, MappingNode):
        _Compose(source, builder, services).read()
    elif tree.root is not None:
        start = tree.root.start
        builder.skip("This has no services, so it is no compose file that can be read.", "Put them under `services`.",
                     start, min(len(source.text), start + 1))
    if isinstance(tree.root, MappingNode):
        name = tree.get("name")
        builder.title = to_one_line(str(name.value)) if isinstance(name, ScalarNode) and name.value is not None else ""
        if "include" in tree.root.entries:
            start, end = key_range(source, tree.root, "include")
            builder.skip("Files that are included are not read.", "Lint them too.", start, end)
    return builder.diagram(0, len(source.text))


class _Compose:
    def __init__(self, source: Source, builder: DiagramBuilder, services: MappingNode) -> None:
        self.source = source
        self.builder = builder
        self.services = services

    def read(self) -> None:
        services = {name: self._extended_mappings(name, body) for name, body in self.services.entries.items()
                    if name != "<<" and not name.startswith("x-")}
        for name, mappings in services.items():
            start, end = key_range(self.source, self.services, name)
            kind, product = _product(_text(_find_value(mappings, "image")))
            self.builder.describe(name, start, end, hint=kind, technology=product)
        for name, mappings in services.items():
            if self.builder.nodes[name].hint in INFRASTRUCTURE:
                continue
            for other, start, end in self._dependencies(name, mappings):
                if other not in self.services.entries:
                    self.builder.skip(f"There is no service {quote_value(other)} in this file.",
                                      "Correct the name, or lint the file that has it.", start, end)
                self.builder.mention(other, start, end)
                self.builder.connect(name, other, start, end, arrow="depends_on")

    def _extended_mappings(self, name: str, body: TreeNode) -> list[MappingNode]:
        """Returns a service and the services of the same file that it extends, nearest first."""
        mappings: list[MappingNode] = []
        seen = {name}
        while isinstance(body, MappingNode) and len(mappings) < MAX_EXTENDS:
            mappings.append(body)
            extends = _find_value([body], "extends")
            base = _text(_find_value([extends], "service") if isinstance(extends, MappingNode) else extends)
            if isinstance(extends, MappingNode) and "file" in extends.entries:
                start, end = key_range(self.source, extends, "file")
                self.builder.skip("What another file says of this service is not read.", "Lint the merged file.",
                                  start, end)
                break
            if base in seen or base not in self.services.entries:
                break
            seen.add(base)
            body = self.services.entries[base]
        return mappings

    def _dependencies(self, name: str, mappings: list[MappingNode]) -> Iterator[tuple[str, int, int]]:
        """Yields each dependency of a service once, with its span."""
        seen = {name}
        for mapping in mappings:
            for key in ("depends_on", "links"):
                names = _listed_names(self.source, _find_value([mapping], key))
                for other, start, end in islice(names, MAX_DEPENDENCIES):
                    other = other.partition(":")[0] if key == "links" else other
                    if other and other not in seen:
                        seen.add(other)
                        yield other, start, end


def _listed_names(source: Source, node: TreeNode | None) -> Iterator[tuple[str, int, int]]:
    match node:
        case SequenceNode():
            for item in node.items:
                if isinstance(item, ScalarNode) and isinstance(item.value, str):
                    yield item.value, item.start, item.end
        case MappingNode():
            for key, value in node.entries.items():
                if key != "<<" and _text(_find_value([value], "condition")) != RUNS_ONCE:
                    yield key, *key_range(source, node, key)


def _find_value(mappings: list[TreeNode] | list[MappingNode], key: str) -> TreeNode | None:
    """Returns the value of a key from the first mapping that has it, merge keys included."""
    pending: list[TreeNode] = list(reversed(mappings))
    for _ in range(MAX_EXTENDS * 4):
        if not pending:
            break
        node = pending.pop()
        if isinstance(node, SequenceNode):
            pending.extend(reversed(node.items[:MAX_EXTENDS]))
        elif isinstance(node, MappingNode):
            if key in node.entries:
                return node.entries[key]
            if "<<" in node.entries:
                pending.append(node.entries["<<"])
    return None


def _text(node: TreeNode | None) -> str:
    return node.value if isinstance(node, ScalarNode) and isinstance(node.value, str) else ""


def _product(image: str) -> tuple[str, str]:
    """Returns kind and product of an image; both empty if it is not a known product."""
    image = DEFAULT_VALUE.sub(r"\1", image[:500])
    path = image.partition("@")[0].rpartition("/")
    name = path[2].partition(":")[0].lower()
    if name == "server":  # mcr.microsoft.com/mssql/server
        name = path[0].rpartition("/")[2].lower()
    return PRODUCTS.get(name, ("", ""))
