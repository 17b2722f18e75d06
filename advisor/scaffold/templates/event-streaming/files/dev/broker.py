"""A broker without an installation: the mock cluster inside librdkafka, with its faults at hand.

It is made for tests of that library and its C interface may change; tests/test_mock.py notices.
"""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
from types import TracebackType

import confluent_kafka.cimpl

from __service__.settings import Settings, load

MODE = "librdkafka-mock"
CAPABILITIES = {MODE: frozenset({"faults"}), "kafka": frozenset({"admin", "timestamps"})}
LIMITS = (
    "it keeps about 5 MB a partition, in memory, and drops older events silently",
    "a consumer that restarts may wait for the session timeout of its group, here 6 s",
    "a first join would take 3 s; that delay is switched off here",
    "it answers a fetch at the end of its wait only: no time measured on it means anything",
    "it has no admin interface, no timestamps and no isolation of transactions",
)
PRODUCE = 0  # number of the request in the protocol
RETURNS = {"conf_new": ctypes.c_void_p, "new": ctypes.c_void_p, "mock_cluster_new": ctypes.c_void_p,
           "mock_cluster_bootstraps": ctypes.c_char_p, "mock_get_requests": ctypes.POINTER(ctypes.c_void_p)}


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

    def create_topics(self, settings: Settings) -> None:
        """Creates all topics of a group."""
        for name in (settings.topic, *settings.retry_topics, settings.dead_letter_topic):
            self._library.rd_kafka_mock_topic_create(self._cluster, name.encode(), settings.partitions, self._brokers)

    def fail_next_publishes(self, *codes: int) -> None:
        """The next requests to publish get these errors, one each, such as `KafkaError.NOT_ENOUGH_REPLICAS`."""
        array = (ctypes.c_int * len(codes))(*codes)
        self._library.rd_kafka_mock_push_request_errors_array(
            self._cluster, ctypes.c_int16(PRODUCE), ctypes.c_size_t(len(codes)), array)

    def slow(self, round_trip_ms: int) -> None:
        """Every answer takes this long; 0 ends it."""
        self._to_each("set_rtt", round_trip_ms)

    def down(self) -> None:
        """No broker answers any more."""
        self._to_each("set_down")

    def up(self) -> None:
        """All brokers answer again, with all they had."""
        self._to_each("set_up")

    def count_publishes(self) -> None:
        """Begins to count the requests to publish."""
        self._library.rd_kafka_mock_start_request_tracking(self._cluster)

    def publishes(self) -> int:
        """Returns how many requests to publish there were since."""
        size = ctypes.c_size_t()
        requests = self._library.rd_kafka_mock_get_requests(self._cluster, ctypes.byref(size))
        keys = [self._library.rd_kafka_mock_request_api_key(ctypes.c_void_p(requests[index]))
                for index in range(size.value)]
        self._library.rd_kafka_mock_request_destroy_array(requests, size)
        return keys.count(PRODUCE)

    def _to_each(self, what: str, *arguments: int) -> None:
        for broker in range(1, self._brokers + 1):
            getattr(self._library, f"rd_kafka_mock_broker_{what}")(self._cluster, broker, *arguments)


def mock_environment(broker: MockBroker) -> dict[str, str]:
    """Returns the settings by which a process uses the mock."""
    return {"KAFKA_BOOTSTRAP": broker.bootstrap, "BROKER_MODE": MODE, "SESSION_TIMEOUT_MS": "6000"}


def banner(mode: str) -> str:
    """Returns what everybody who uses a broker here must know about it."""
    limits = [f"  - {limit}" for limit in LIMITS] if mode == MODE else []
    return "\n".join([f"broker: {mode}" + (" (volatile, about 5 MB a partition)" if limits else ""), *limits])


def main(command: list[str]) -> int:
    """Runs a command with a mock broker beside it: `python dev/broker.py python -m __service__`."""
    with MockBroker() as broker:
        environment = {**os.environ, **mock_environment(broker)}
        broker.create_topics(load(environment))
        print(banner(MODE), file=sys.stderr)
        return subprocess.run(command, env=environment, check=False).returncode


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:] or [sys.executable, "-m", "__service__"]))
