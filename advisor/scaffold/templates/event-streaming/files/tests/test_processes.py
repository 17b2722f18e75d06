"""The service as a process: killed, stopped, and started wrongly."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

from __service__ import store
from __service__.operations import onlooker, replay_targets, set_positions
from __service__.settings import load

from world import World, changed, until

SLOW = """
import sys, time
from __service__ import domain
from __service__.__main__ import main

react = domain.react

def slow(connection, consumer, data):
    if data["customer_id"] == "slow":
        time.sleep(0.7)
    react(connection, consumer, data)

domain.react = slow
sys.exit(main(["run"]))
"""


def test_a_consumer_that_is_killed_loses_nothing_and_doubles_nothing(world: World) -> None:
    placed = [world.place().data["id"] for _ in range(200)]
    world.publish()
    killed = world.start("run", "--role", "consume")
    until(lambda: len(world.reactions()) >= 20)
    killed.send_signal(signal.SIGKILL)
    killed.wait()
    world.start("run", "--role", "consume")
    until(lambda: len(world.reactions()) == 200)

    assert sorted(world.reactions()) == sorted(placed)


def test_a_stopped_service_finishes_what_it_has_begun_and_commits_it(world: World) -> None:
    for customer in ("quick", "quick", "quick", "slow"):
        world.place(key="one", customer=customer)
    world.publish()
    process = world.start(script=SLOW)
    until(lambda: len(world.reactions()) == 3)
    process.send_signal(signal.SIGTERM)

    assert process.wait(timeout=10) == 0
    assert len(world.reactions()) == 4
    assert world.lag() == 0


def test_a_handler_that_hangs_is_cut_off_and_its_event_comes_again(world: World) -> None:
    world.settings = changed(world.settings, shutdown_s=0.5)
    process = _hanging(world)
    process.send_signal(signal.SIGTERM)

    assert process.wait(timeout=15) == 1
    assert len(world.reactions()) == 1
    assert world.lag() >= 1


def test_a_second_signal_ends_the_process_at_once(world: World) -> None:
    process = _hanging(world)
    process.send_signal(signal.SIGTERM)
    time.sleep(0.5)
    assert process.poll() is None
    process.send_signal(signal.SIGTERM)

    assert process.wait(timeout=5) == -signal.SIGTERM


def test_a_port_that_is_taken_is_said_in_words(world: World) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        code, said = _run(world.environment() | {"HEALTH_PORT": port, "KAFKA_PASSWORD": "hush"})

    assert code == 1
    assert '"message": "starting"' in said  # with the settings
    assert "hush" not in said
    assert "cannot start" in said
    assert "Traceback" not in said


def test_a_broker_that_is_down_at_the_start_is_said_in_words(world: World) -> None:
    code, said = _run(world.environment() | {"KAFKA_BOOTSTRAP": "127.0.0.1:1", "ANSWER_S": "0.3"})

    assert code == 1
    assert "Kafka at 127.0.0.1:1: " in said
    assert "Traceback" not in said


def test_everything_wrong_with_the_environment_is_said_at_once(tmp_path: Path) -> None:
    code, said = _run({"PARTITIONS": "many", "TOPIC": "a topic", "DATABASE": str(tmp_path / "x.db")})

    assert code == 2
    assert all(name in said for name in ("KAFKA_BOOTSTRAP", "PARTITIONS", "TOPIC"))


def test_a_password_is_not_logged() -> None:
    said = load({"KAFKA_BOOTSTRAP": "b", "KAFKA_PASSWORD": "hush"}).model_dump(mode="json")

    assert said["kafka_password"]
    assert "hush" not in str(said)


def test_a_relay_runs_by_itself(world: World) -> None:
    world.place()
    process = world.start("run", "--role", "relay")
    until(lambda: store.depth(world.connection).waiting == 0)
    process.send_signal(signal.SIGTERM)

    assert process.wait(timeout=10) == 0
    assert len(world.records(world.settings.topic)) == 1


def test_replay_moves_nothing_until_it_is_told_to(world: World) -> None:
    for _ in range(5):
        world.place()
    world.publish()
    with world.consuming():
        until(lambda: world.lag() == 0)
    command = [sys.executable, "-m", "__service__", "replay", "start"]
    shown = subprocess.run(command, capture_output=True, text=True, env=os.environ | world.environment(), check=True)

    assert "nothing was moved" in shown.stdout
    assert world.lag() == 0
    subprocess.run([*command, "--apply"], env=os.environ | world.environment(), check=True)
    assert world.lag() == 5


def test_a_group_whose_member_was_killed_is_moved_as_soon_as_that_is_forgotten(world: World) -> None:
    world.place()
    world.publish()
    process = world.start("run", "--role", "consume")
    until(lambda: world.lag() == 0)
    process.kill()
    process.wait()
    with onlooker(world.settings) as client:
        set_positions(client, world.settings, replay_targets(client, world.settings, "start"))

    assert world.lag() == 1


def _hanging(world: World) -> subprocess.Popen[bytes]:
    """Returns the service as a process that does not come back from its second event."""
    for customer in ("quick", "slow"):
        world.place(key="one", customer=customer)
    world.publish()
    process = world.start(script=SLOW.replace("0.7", "60"))
    until(world.reactions)
    return process


def _run(environment: dict[str, str]) -> tuple[int, str]:
    done = subprocess.run([sys.executable, "-m", "__service__"], capture_output=True, text=True, timeout=30,
                          env={"PATH": os.environ["PATH"]} | environment, check=False)
    return done.returncode, done.stderr
