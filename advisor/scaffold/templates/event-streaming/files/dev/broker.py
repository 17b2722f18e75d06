"""A broker without an installation: the mock cluster inside librdkafka. It is there to try and to test with:

  - it keeps about 5 MB a partition, in memory, and drops older events silently
  - a consumer that restarts may wait for the session timeout of its group, here 6 s
  - a first join would take 3 s; that delay is switched off here
  - it answers a fetch at the end of its wait only: no time measured on it means anything
  - it has no admin interface, no timestamps and no isolation of transactions

It is made for tests of that library and its C interface may change; tests/test_mock.py notices.
"""

import ctypes
import os
import subprocess
import sys
from contextlib import closing

import confluent_kafka.cimpl

from __service__.settings import Settings, load

MODE = "librdkafka-mock"


class MockBroker:
    """A cluster of three brokers on loopback, until it is closed."""

    brokers = 3

    def __init__(self) -> None:
        call = self.library = ctypes.CDLL(confluent_kafka.cimpl.__file__)
        for maker in (call.rd_kafka_conf_new, call.rd_kafka_new, call.rd_kafka_mock_cluster_new):
            maker.restype = ctypes.c_void_p
        call.rd_kafka_mock_cluster_bootstraps.restype = ctypes.c_char_p
        config, no_text = ctypes.c_void_p(call.rd_kafka_conf_new()), ctypes.c_size_t(0)
        call.rd_kafka_conf_set(config, b"log_level", b"3", None, no_text)
        self.host = ctypes.c_void_p(call.rd_kafka_new(0, config, None, no_text))
        self.cluster = ctypes.c_void_p(call.rd_kafka_mock_cluster_new(self.host, self.brokers))
        call.rd_kafka_mock_group_initial_rebalance_delay_ms(self.cluster, 0)

    def close(self) -> None:
        """Ends it, with all that was in it."""
        self.library.rd_kafka_mock_cluster_destroy(self.cluster)
        self.library.rd_kafka_destroy(self.host)

    def environment(self) -> dict[str, str]:
        """Returns the settings by which this and other processes use it."""
        addresses = self.library.rd_kafka_mock_cluster_bootstraps(self.cluster).decode()
        return {"KAFKA_BOOTSTRAP": addresses, "BROKER_MODE": MODE, "SESSION_TIMEOUT_MS": "6000"}

    def create_topics(self, settings: Settings) -> None:
        """Creates all topics of a group."""
        for name in settings.topics:
            self.library.rd_kafka_mock_topic_create(self.cluster, name.encode(), settings.partitions, self.brokers)


def banner(mode: str) -> str:
    """Returns what everybody who uses a broker here must know about it."""
    limits = str(__doc__).split("\n\n")[1]
    return f"broker: {mode} (volatile, about 5 MB a partition)\n{limits}" if mode == MODE else f"broker: {mode}"


def main(command: list[str]) -> int:
    """Runs a command with a mock broker beside it: `python dev/broker.py python -m __service__`."""
    with closing(MockBroker()) as broker:
        environment = {**os.environ, **broker.environment()}
        broker.create_topics(load(environment))
        print(banner(MODE), file=sys.stderr)
        return subprocess.run(command, env=environment, check=False).returncode


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:] or [sys.executable, "-m", "__service__"]))
