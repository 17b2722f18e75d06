"""A broker without an installation: the mock cluster inside librdkafka, and topics on a real one.

The mock is made for tests of that library and its C interface may change; libs/tests/test_stream.py notices.
"""

from __future__ import annotations

import ctypes
from types import TracebackType

import confluent_kafka.cimpl
from confluent_kafka import KafkaException
from confluent_kafka.admin import AdminClient
from confluent_kafka.cimpl import NewTopic

from transports.stream import dead_name

from flow import TOPICS

MODE = "librdkafka-mock"
LIMITS = (
    "it keeps about 5 MB a partition, in memory, and drops older events silently",
    "a consumer that restarts may wait for the session timeout of its group, here 2 s",
    "a first join would take 3 s; that delay is switched off here",
    "it answers a fetch at the end of its wait only: no time measured on it means anything",
    "it has no admin interface, no timestamps and no isolation of transactions",
)
ANSWER_S = 10.0
RETURNS = {"conf_new": ctypes.c_void_p, "new": ctypes.c_void_p, "mock_cluster_new": ctypes.c_void_p,
           "mock_cluster_bootstraps": ctypes.c_char_p}


class MockBroker:
    """A cluster of three brokers on loopback, as long as it is open."""

    def __init__(self, brokers: int = 3) -> None:
        self._brokers = brokers
        self._library = ctypes.CDLL(confluent_kafka.cimpl.__file__)
        for name, kind in RETURNS.items():
            getattr(self._library, f"rd_kafka_{name}").restype = kind

    def __enter__(self) -> MockBroker:
        call, why, size = self._library, ctypes.create_string_buffer(256), ctypes.c_size_t(256)
        config = ctypes.c_void_p(call.rd_kafka_conf_new())
        call.rd_kafka_conf_set(config, b"log_level", b"3", why, size)
        self._host = ctypes.c_void_p(call.rd_kafka_new(0, config, why, size))
        self._cluster = ctypes.c_void_p(call.rd_kafka_mock_cluster_new(self._host, self._brokers))
        call.rd_kafka_mock_group_initial_rebalance_delay_ms(self._cluster, 0)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._library.rd_kafka_mock_cluster_destroy(self._cluster)
        self._library.rd_kafka_destroy(self._host)

    @property
    def bootstrap(self) -> str:
        """The addresses of the brokers, which other processes may use too."""
        return str(self._library.rd_kafka_mock_cluster_bootstraps(self._cluster).decode())

    def create_topics(self, topics: dict[str, int]) -> None:
        """Creates topics with their numbers of partitions."""
        for name, partitions in topics.items():
            self._library.rd_kafka_mock_topic_create(self._cluster, name.encode(), partitions, self._brokers)

    def down(self) -> None:
        """No broker answers any more."""
        self._to_each("set_down")

    def up(self) -> None:
        """All brokers answer again, with all they had."""
        self._to_each("set_up")

    def _to_each(self, what: str) -> None:
        for broker in range(1, self._brokers + 1):
            getattr(self._library, f"rd_kafka_mock_broker_{what}")(self._cluster, broker)


def all_topics() -> dict[str, int]:
    """Returns every topic with its partitions, those for dead letters included."""
    found = {}
    for name, (partitions, groups) in TOPICS.items():
        found[name] = partitions
        found.update({dead_name(name, group): partitions for group in groups})
    return found


def create_topics(bootstrap: str) -> list[str]:
    """Creates what is missing on a real broker and returns the names. Raises SystemExit with what stands in the way."""
    admin = AdminClient({"bootstrap.servers": bootstrap})
    try:
        known = admin.list_topics(timeout=ANSWER_S).topics
        wrong = [f"{name} has {len(known[name].partitions)} partitions, not {number}: keys would lose their order."
                 for name, number in all_topics().items() if name in known and len(known[name].partitions) != number]
        if wrong:
            raise SystemExit("\n".join(wrong))
        missing = [NewTopic(name, number, 1) for name, number in all_topics().items() if name not in known]
        for done in (admin.create_topics(missing) if missing else {}).values():
            done.result(ANSWER_S)
    except KafkaException as error:
        raise SystemExit(f"KAFKA_BOOTSTRAP={bootstrap}: {error.args[0].str()}") from None
    return [topic.topic for topic in missing]


def banner(mode: str) -> str:
    """Returns what everybody who uses a broker here must know about it."""
    limits = [f"  - {limit}" for limit in LIMITS] if mode == MODE else []
    return "\n".join([f"stream: {mode}" + (" (volatile, about 5 MB a partition)" if limits else ""), *limits])
