"""A RabbitMQ of the tests' own: under its own user, in its own folder, on its own ports, and on loopback alone."""

from __future__ import annotations

import base64
import json
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple
from urllib.error import URLError
from urllib.request import Request, urlopen
from uuid import uuid4

import pytest

from tests.brokers.ports import HOST, free_ports

PACKAGE = "rabbitmq-server"
ACCOUNT = "rabbitmq"  # which Debian's package creates; a broker needs no rights of root
SCRIPT = Path("/usr/lib/rabbitmq/bin/rabbitmq-server")  # the one in /usr/sbin works in the folders of the system
START_S = 90
STOP_S = 20
GREETING = b"AMQP\x00\x00\x09\x01"


class Ports(NamedTuple):
    amqp: int
    management: int
    distribution: int
    epmd: int


class Broker:
    """A broker that can be killed and started again, with what it stored."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.ports = Ports(*free_ports(len(Ports._fields)))
        self._epmd: subprocess.Popen[bytes] | None = None
        self._node: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Returns when the broker answers. Raises RuntimeError with the end of its log where it does not."""
        self._prepare()
        if self._epmd is None:
            self._epmd = self._run([_program("epmd"), "-port", str(self.ports.epmd), "-address", HOST])
        self._node = self._run([str(SCRIPT)])
        limit = time.monotonic() + START_S
        while not self._answers():
            if self._node.poll() is not None or time.monotonic() > limit:
                log = (self.folder / "output").read_text(errors="replace")[-2000:]
                self.stop()
                raise RuntimeError(f"RabbitMQ did not start:\n{log}")
            time.sleep(0.1)

    def kill(self) -> None:
        """Takes the broker away at once, as a crash of its machine would."""
        if self._node is not None:
            _end(self._node, signal.SIGKILL)
            self._node = None

    def stop(self) -> None:
        """Ends everything that was started; what is stored goes with the folder, so nothing is worth waiting for."""
        self.kill()
        if self._epmd is not None:
            _end(self._epmd, signal.SIGTERM)
            self._epmd = None
        limit = time.monotonic() + STOP_S
        while (left := leftovers(self)) and time.monotonic() < limit:  # helpers of the node, which end when they notice
            for process in left:
                with suppress(ProcessLookupError):
                    os.kill(process, signal.SIGKILL)
            time.sleep(0.05)

    def url(self, vhost: str = "%2F") -> str:
        """Returns the address for clients."""
        return f"amqp://guest:guest@{HOST}:{self.ports.amqp}/{vhost}"

    @contextmanager
    def vhost(self) -> Iterator[str]:
        """Gives the address of a world of its own, which is empty and which is gone afterwards."""
        name = f"test-{uuid4().hex[:8]}"
        self._manage("PUT", f"vhosts/{name}")
        try:
            yield self.url(name)
        finally:
            with suppress(URLError, OSError):
                self._manage("DELETE", f"vhosts/{name}")

    def _answers(self) -> bool:
        try:
            with socket.create_connection((HOST, self.ports.amqp), timeout=2) as line:
                line.sendall(GREETING)
                if not line.recv(8).startswith(b"\x01"):  # a frame, where one that is still starting hangs up
                    return False
            self._manage("GET", "vhosts")
        except OSError:
            return False
        return True

    def _manage(self, verb: str, path: str) -> None:
        request = Request(f"http://{HOST}:{self.ports.management}/api/{path}", method=verb)
        request.add_header("Authorization", "Basic " + base64.b64encode(b"guest:guest").decode())
        request.add_header("Content-Type", "application/json")
        with urlopen(request, timeout=10) as answer:
            body = answer.read()
        if verb == "GET":
            json.loads(body)

    def _prepare(self) -> None:
        listeners = {"listeners.tcp.default": f"{HOST}:{self.ports.amqp}", "management.tcp.ip": HOST,
                     "management.tcp.port": self.ports.management, "disk_free_limit.absolute": "50MB",
                     "log.console": "true", "log.console.level": "warning", "log.file": "false"}
        (self.folder / "rabbitmq.conf").write_text("".join(f"{name} = {value}\n" for name, value in listeners.items()))
        (self.folder / "plugins").write_text("[rabbitmq_management].\n")
        if os.geteuid() == 0:
            for path in (self.folder, *self.folder.iterdir()):
                shutil.chown(path, ACCOUNT, ACCOUNT)

    def _environment(self) -> dict[str, str]:
        folder = str(self.folder)
        return {
            "PATH": os.environ["PATH"], "LANG": "C.UTF-8", "HOME": folder,  # the cookie of the node lies in HOME
            "ERL_EPMD_ADDRESS": HOST, "ERL_EPMD_PORT": str(self.ports.epmd), "ERL_CRASH_DUMP_BYTES": "0",
            "RABBITMQ_NODENAME": f"tests-{self.ports.amqp}@localhost",
            "RABBITMQ_DIST_PORT": str(self.ports.distribution),
            "RABBITMQ_CONFIG_FILE": f"{folder}/rabbitmq.conf", "RABBITMQ_ENABLED_PLUGINS_FILE": f"{folder}/plugins",
            "RABBITMQ_MNESIA_BASE": f"{folder}/data", "RABBITMQ_LOG_BASE": f"{folder}/log",
            "RABBITMQ_PID_FILE": f"{folder}/pid", "RABBITMQ_CONF_ENV_FILE": f"{folder}/none",
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "-kernel inet_dist_use_interface {127,0,0,1}",
        }

    def _run(self, command: list[str]) -> subprocess.Popen[bytes]:
        account = ACCOUNT if os.geteuid() == 0 else None
        with (self.folder / "output").open("ab") as output:
            return subprocess.Popen(command, cwd=self.folder, env=self._environment(), stdin=subprocess.DEVNULL,
                                    stdout=output, stderr=subprocess.STDOUT, start_new_session=True,
                                    user=account, group=account, extra_groups=[] if account else None)


def install() -> None:
    """Sees to it that RabbitMQ is there; root gets Debian's package where it is missing. Skips the test otherwise."""
    if SCRIPT.exists() and shutil.which("epmd"):
        return
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        pytest.skip(f"there is no {PACKAGE}, and only root on Debian can install it")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    with _no_service():
        subprocess.run(["apt-get", "update", "-qq"], check=True, env=environment, stdout=subprocess.DEVNULL)
        subprocess.run(["apt-get", "install", "-qq", "-y", "--no-install-recommends", PACKAGE], check=True,
                       env=environment, stdout=subprocess.DEVNULL)


@contextmanager
def running() -> Iterator[Broker]:
    """Gives a broker that answers, and takes it away with its folder afterwards."""
    install()
    folder = Path(tempfile.mkdtemp(prefix="rabbitmq-tests-"))
    broker = Broker(folder)
    try:
        broker.start()
        yield broker
    finally:
        broker.stop()
        shutil.rmtree(folder, ignore_errors=True)


def leftovers(broker: Broker) -> list[int]:
    """Returns the processes that still work in a broker's folder or under its name."""
    marks = (str(broker.folder).encode(), f"tests-{broker.ports.amqp}@".encode())
    found = []
    for page in Path("/proc").glob("[0-9]*/environ"):
        with suppress(OSError):
            if int(page.parent.name) != os.getpid() and any(mark in page.read_bytes() for mark in marks):
                found.append(int(page.parent.name))
    return found


@contextmanager
def _no_service() -> Iterator[None]:
    """Keeps the package from starting a broker of the system's."""
    policy = Path("/usr/sbin/policy-rc.d")
    if policy.exists():
        yield
        return
    policy.write_text("#!/bin/sh\nexit 101\n")
    policy.chmod(0o755)
    try:
        yield
    finally:
        policy.unlink()


def _end(process: subprocess.Popen[bytes], how: signal.Signals) -> None:
    """Ends a process and its children."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, how)
    with suppress(subprocess.TimeoutExpired):
        process.wait(STOP_S)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait(STOP_S)


def _program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise RuntimeError(f"`{name}` is missing; it belongs to the package erlang-base")
    return found
