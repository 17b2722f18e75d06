"""Reads docker-compose files: services, brokers and databases by image, and their dependencies."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from advisor.notation.quote import quoted
from advisor.notation.tree import Mapping, Node, Scalar, Sequence
from advisor.readers.anchors import read_with_anchors
from advisor.readers.drawing import Drawing
from advisor.readers.places import key_place
from advisor.readers.sketch import Sketch, on_one_line
from advisor.source import Source
from advisor.source.regex import regex

BROKERS = {
    "kafka": "kafka, cp-kafka, cp-server, kafka-native, cp-enterprise-kafka, redpanda, fast-data-dev",
    "rabbitmq": "rabbitmq, rabbitmq-server",
    "nats": "nats, nats-streaming, nats-server",
    "pulsar": "pulsar, pulsar-all",
    "activemq": "activemq, activemq-classic, activemq-artemis, artemis",
    "mqtt": "mosquitto, eclipse-mosquitto, emqx, hivemq4, vernemq",
    "sqs": "elasticmq, elasticmq-native",
    "nsq": "nsq, nsqd",
    "ibm-mq": "mq",
    "solace": "solace-pubsub-standard",
    "service-bus": "servicebus-emulator",
    "event-hubs": "eventhubs-emulator",
}
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
GATEWAYS = {
    "nginx": "nginx, nginx-unprivileged, nginx-proxy, openresty",
    "kong": "kong, kong-gateway",
    **{name: name for name in ("traefik", "envoy", "haproxy", "caddy", "apisix", "krakend")},
}
KINDS = {"broker": BROKERS, "database": DATABASES, "gateway": GATEWAYS}
PRODUCTS = {name: (kind, product) for kind, products in KINDS.items() for product, names in products.items()
            for name in names.split(", ")}
INFRASTRUCTURE = ("broker", "database")  # their dependencies are deployment details, not calls
DEFAULT_VALUE = regex(r"\$\{\w{1,100}:?-([^${}]{1,200})\}")
RUNS_ONCE = "service_completed_successfully"  # an init job that has exited: no dependency at runtime
MAX_EXTENDS = 8  # services that extend each other
MOST_DEPENDENCIES = 200  # of one service; YAML aliases can share a long list


def read_compose(source: Source) -> Drawing:
    """Returns the services of a compose file. Never raises for bad input; problems become faults."""
    sketch = Sketch("compose")
    tree = read_with_anchors(source, sketch)
    services = tree.get("services")
    if isinstance(services, Mapping):
        _Compose(source, sketch, services).read()
    elif tree.root is not None:
        start = tree.root.start
        sketch.skip("This has no services, so it is no compose file that can be read.", "Put them under `services`.",
                    start, min(len(source.text), start + 1))
    if isinstance(tree.root, Mapping):
        name = tree.get("name")
        sketch.title = on_one_line(str(name.value)) if isinstance(name, Scalar) and name.value is not None else ""
        if "include" in tree.root.entries:
            start, end = key_place(source, tree.root, "include")
            sketch.skip("Files that are included are not read.", "Lint them too.", start, end)
    return sketch.drawing(0, len(source.text))


class _Compose:
    def __init__(self, source: Source, sketch: Sketch, services: Mapping) -> None:
        self.source = source
        self.sketch = sketch
        self.services = services

    def read(self) -> None:
        services = {name: self._extended_mappings(name, body) for name, body in self.services.entries.items()
                    if name != "<<" and not name.startswith("x-")}
        for name, mappings in services.items():
            start, end = key_place(self.source, self.services, name)
            kind, product = _product(_text(_find_value(mappings, "image")))
            self.sketch.describe(name, start, end, hint=kind, technology=product)
        for name, mappings in services.items():
            if self.sketch.nodes[name].hint in INFRASTRUCTURE:
                continue
            for other, start, end in self._dependencies(name, mappings):
                if other not in self.services.entries:
                    self.sketch.skip(f"There is no service {quoted(other)} in this file.",
                                     "Correct the name, or lint the file that has it.", start, end)
                self.sketch.mention(other, start, end)
                self.sketch.connect(name, other, start, end, arrow="depends_on")

    def _extended_mappings(self, name: str, body: Node) -> list[Mapping]:
        """Returns a service and the services of the same file that it extends, nearest first."""
        mappings: list[Mapping] = []
        seen = {name}
        while isinstance(body, Mapping) and len(mappings) < MAX_EXTENDS:
            mappings.append(body)
            extends = _find_value([body], "extends")
            base = _text(_find_value([extends], "service") if isinstance(extends, Mapping) else extends)
            if isinstance(extends, Mapping) and "file" in extends.entries:
                start, end = key_place(self.source, extends, "file")
                self.sketch.skip("What another file says of this service is not read.", "Lint the merged file.",
                                 start, end)
                break
            if base in seen or base not in self.services.entries:
                break
            seen.add(base)
            body = self.services.entries[base]
        return mappings

    def _dependencies(self, name: str, mappings: list[Mapping]) -> Iterator[tuple[str, int, int]]:
        """Yields each dependency of a service once, with its span."""
        seen = {name}
        for mapping in mappings:
            for key in ("depends_on", "links"):
                names = _listed_names(self.source, _find_value([mapping], key))
                for other, start, end in islice(names, MOST_DEPENDENCIES):
                    other = other.partition(":")[0] if key == "links" else other
                    if other and other not in seen:
                        seen.add(other)
                        yield other, start, end


def _listed_names(source: Source, node: Node | None) -> Iterator[tuple[str, int, int]]:
    match node:
        case Sequence():
            for item in node.items:
                if isinstance(item, Scalar) and isinstance(item.value, str):
                    yield item.value, item.start, item.end
        case Mapping():
            for key, value in node.entries.items():
                if key != "<<" and _text(_find_value([value], "condition")) != RUNS_ONCE:
                    yield key, *key_place(source, node, key)


def _find_value(mappings: list[Node] | list[Mapping], key: str) -> Node | None:
    """Returns the value of a key from the first mapping that has it, merge keys included."""
    pending: list[Node] = list(reversed(mappings))
    for _ in range(MAX_EXTENDS * 4):
        if not pending:
            break
        node = pending.pop()
        if isinstance(node, Sequence):
            pending.extend(reversed(node.items[:MAX_EXTENDS]))
        elif isinstance(node, Mapping):
            if key in node.entries:
                return node.entries[key]
            if "<<" in node.entries:
                pending.append(node.entries["<<"])
    return None


def _text(node: Node | None) -> str:
    return node.value if isinstance(node, Scalar) and isinstance(node.value, str) else ""


def _product(image: str) -> tuple[str, str]:
    """Returns kind and product of an image; both empty if it is not a known product."""
    image = DEFAULT_VALUE.sub(r"\1", image[:500])
    path = image.partition("@")[0].rpartition("/")
    name = path[2].partition(":")[0].lower()
    if name == "server":  # mcr.microsoft.com/mssql/server
        name = path[0].rpartition("/")[2].lower()
    return PRODUCTS.get(name, ("", ""))
