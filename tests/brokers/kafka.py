"""A real Apache Kafka for tests: one broker in KRaft mode from Maven Central, on loopback, on free ports."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path
from types import TracebackType

from tests.brokers.ports import free_ports

KAFKA = "4.4.0"  # runs on Java 17
SLF4J = "1.7.36"  # of the generation that Kafka is built with; without a binding its log is lost
CLUSTER = "MkU3OEVBNTcwNTJENDM2Qg"  # any 16 bytes in base64
STARTS_WITHIN_S = 60.0
POM = f"""<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion><groupId>local</groupId><artifactId>kafka</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>org.apache.kafka</groupId><artifactId>kafka_2.13</artifactId><version>{KAFKA}</version></dependency>
    <dependency><groupId>org.slf4j</groupId><artifactId>slf4j-simple</artifactId><version>{SLF4J}</version></dependency>
  </dependencies>
</project>
"""


def why_not() -> str:
    """Returns what is missing to run Kafka here, or nothing."""
    missing = [program for program in ("java", "mvn") if shutil.which(program) is None]
    return f"needs {' and '.join(missing)}" if missing else ""


class Kafka:
    """A broker that can be killed and started again with what it had written."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None
        self._port, self._controller = free_ports(2)
        self._properties = folder / "server.properties"
        folder.mkdir(parents=True, exist_ok=True)
        self._class_path = _class_path(folder)
        self._properties.write_text(_properties(self._port, self._controller, folder / "data"))
        self._java("kafka.tools.StorageTool", "format", "-t", CLUSTER, "-c", str(self._properties)).check_returncode()

    def __enter__(self) -> Kafka:
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.kill()

    @property
    def bootstrap(self) -> str:
        """The address of the broker; it stays the same after a restart."""
        return f"127.0.0.1:{self._port}"

    def start(self) -> None:
        """Starts the broker and returns when it takes connections."""
        with (self._folder / "kafka.log").open("ab") as log:
            self._process = subprocess.Popen(
                ["java", "-Xmx512m", "-cp", self._class_path, "kafka.Kafka", str(self._properties)],
                stdout=log, stderr=subprocess.STDOUT, start_new_session=True)
        end = time.monotonic() + STARTS_WITHIN_S
        while not _answers(self._port):
            assert self._process.poll() is None, f"Kafka ended at once; see {self._folder / 'kafka.log'}"
            assert time.monotonic() < end, f"Kafka did not start; see {self._folder / 'kafka.log'}"
            time.sleep(0.1)

    def kill(self) -> None:
        """Ends the broker as a power cut would."""
        if self._process is not None:
            os.kill(self._process.pid, signal.SIGKILL)
            self._process.wait()
            self._process = None

    def _java(self, *arguments: str) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(["java", "-Xmx256m", "-cp", self._class_path, *arguments], capture_output=True,
                              check=False)


def _class_path(folder: Path) -> str:
    """The jars come from Maven Central once; after that they lie in its local repository."""
    (folder / "pom.xml").write_text(POM)
    subprocess.run(["mvn", "-q", "-B", "dependency:build-classpath", "-Dmdep.outputFile=classpath"], cwd=folder,
                   check=True, stdout=subprocess.DEVNULL)
    return (folder / "classpath").read_text().strip()


def _properties(port: int, controller: int, data: Path) -> str:
    lines = {
        "process.roles": "broker,controller", "node.id": "1",
        "listeners": f"PLAINTEXT://127.0.0.1:{port},CONTROLLER://127.0.0.1:{controller}",
        "advertised.listeners": f"PLAINTEXT://127.0.0.1:{port}", "controller.listener.names": "CONTROLLER",
        "inter.broker.listener.name": "PLAINTEXT", "controller.quorum.voters": f"1@127.0.0.1:{controller}",
        "offsets.topic.replication.factor": "1", "offsets.topic.num.partitions": "4",
        "transaction.state.log.replication.factor": "1", "transaction.state.log.min.isr": "1",
        "share.coordinator.state.topic.replication.factor": "1", "share.coordinator.state.topic.min.isr": "1",
        "group.initial.rebalance.delay.ms": "0", "auto.create.topics.enable": "false",
        # A single broker has nobody to copy to: only the disk keeps what was confirmed when it is killed.
        "log.flush.interval.messages": "1", "log.dirs": str(data),
    }
    return "".join(f"{name}={value}\n" for name, value in lines.items())


def _answers(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1):
            return True
    except OSError:
        return False
