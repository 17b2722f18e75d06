"""What is done about the cluster: topics with the right number of partitions, the lag of a group, reading again."""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from contextlib import closing
from threading import Event as Flag
from typing import NamedTuple

from confluent_kafka import Consumer, KafkaException, TopicPartition
from confluent_kafka.admin import AdminClient
from confluent_kafka.cimpl import NewTopic

from __service__ import metrics
from __service__.settings import Settings

log = logging.getLogger(__name__)
JOIN_S = 5.0  # to get all partitions, once dead members are forgotten
DAY_MS = 86_400_000


class Trouble(Exception):
    """What an operator has to know, in words."""


class Position(NamedTuple):
    """Where a group stands in a partition."""

    topic: str
    partition: int
    committed: int  # the next to be read; -1 where the group has not committed yet
    low: int  # the oldest that is still there
    high: int  # the next that will be written

    @property
    def lag(self) -> int:
        return self.high - max(self.committed, self.low)

    @property
    def expired_unread(self) -> int:
        return max(0, self.low - self.committed) if self.committed >= 0 else 0


def create_topics(settings: Settings) -> list[str]:
    """Creates the topics that are missing and returns their names."""
    _refuse_on_mock(settings, "creates topics itself")
    admin = AdminClient(settings.client(), logger=log)
    known = admin.list_topics(timeout=settings.answer_s).topics
    retention = settings.retention_hours * 3_600_000
    wanted = {settings.topic: retention, **dict.fromkeys(settings.retry_topics, retention),
              settings.dead_letter_topic: max(retention, 14 * DAY_MS)}  # two weeks, to outlive a holiday
    missing = [NewTopic(name, settings.partitions, settings.replication_factor, config={
        "retention.ms": str(keep_ms), "min.insync.replicas": str(max(1, settings.replication_factor - 1))})
        for name, keep_ms in wanted.items() if name not in known]
    for name, done in admin.create_topics(missing).items() if missing else ():
        try:
            done.result(settings.answer_s)
        except KafkaException as error:
            raise Trouble(f"topic {name} cannot be created: {error.args[0].str()}") from error
    created = [topic.topic for topic in missing]
    _wait_for_leaders(settings, created)
    return created


def check_topics(settings: Settings) -> None:
    """Raises `Trouble` where a topic is missing or has another number of partitions, which would break the order."""
    try:
        known = AdminClient(settings.client(), logger=log).list_topics(timeout=settings.answer_s).topics
    except KafkaException as error:
        raise Trouble(f"no broker answers at {settings.kafka_bootstrap}: {error.args[0].str()}") from error
    for name in (settings.topic, *settings.retry_topics, settings.dead_letter_topic):
        if name not in known:
            raise Trouble(f"topic {name} is missing; `python -m __service__ topics` creates it")
        if (count := len(known[name].partitions)) != settings.partitions:
            raise Trouble(f"topic {name} has {count} partitions, PARTITIONS is {settings.partitions}: "
                          "keys would move to other partitions and lose their order")


def positions(client: Consumer, settings: Settings) -> list[Position]:
    """Returns where the group of a client stands, without joining it: it may be running or not."""
    places = [TopicPartition(topic, number) for topic in (settings.topic, *settings.retry_topics)
              for number in range(settings.partitions)]
    found = []
    for one in client.committed(places, timeout=settings.answer_s):
        low, high = client.get_watermark_offsets(one, timeout=settings.answer_s)
        found.append(Position(one.topic, one.partition, max(one.offset, -1), low, high))
    return found


def observe_lag(settings: Settings, stop: Flag) -> None:
    """Measures the lag until told to stop, apart from the consumer: one that is dead reports nothing."""
    with closing(onlooker(settings)) as client:
        while not stop.wait(settings.lag_every_ms / 1000):
            try:
                for one in positions(client, settings):
                    labels = settings.consumer_group, one.topic, str(one.partition)
                    metrics.LAG.labels(*labels).set(one.lag)
                    metrics.LOST.labels(*labels).set(one.expired_unread)
                metrics.LAG_CHECKED.set(time.time())
            except KafkaException as error:
                log.warning("lag not measured", extra={"cause": error.args[0].str()})


def onlooker(settings: Settings, group: str = "") -> Consumer:
    """Returns a client that may ask for the positions of a group; it is no member of it."""
    return Consumer(settings.client() | {
        "group.id": group or settings.consumer_group, "enable.auto.commit": False, "auto.offset.reset": "earliest",
        "session.timeout.ms": settings.session_timeout_ms, "fetch.wait.max.ms": settings.fetch_wait_max_ms,
        "partition.assignment.strategy": "cooperative-sticky"}, logger=log)


def replay_targets(client: Consumer, settings: Settings, since: str) -> list[Position]:
    """Returns where a group would be set, as `committed`, to read the topic again.

    Args:
        since: `start`, `offset:N` in each partition, or `time:MS` since 1970.
    """
    now = [one for one in positions(client, settings) if one.topic == settings.topic]
    kind, _, number = since.partition(":")
    if since != "start" and (kind not in ("offset", "time") or not number.isdecimal()):
        raise Trouble(f"`{since}` is not start, offset:N or time:MS")
    if kind == "start":
        return [one._replace(committed=one.low) for one in now]
    if kind == "offset":
        return [one._replace(committed=min(max(int(number), one.low), one.high)) for one in now]
    _refuse_on_mock(settings, "does not know when a record was written")
    asked = [TopicPartition(one.topic, one.partition, int(number)) for one in now]
    answers = client.offsets_for_times(asked, timeout=settings.answer_s)
    return [one._replace(committed=answer.offset if answer.offset >= 0 else one.high)
            for one, answer in zip(now, answers, strict=True)]


def set_positions(client: Consumer, settings: Settings, targets: Sequence[Position]) -> None:
    """Moves a group. It joins the group for that; with a member running it cannot get all partitions and refuses."""
    topics = [settings.topic, *settings.retry_topics]  # as its members do, or they would share without a conflict
    client.subscribe(topics)
    end = time.monotonic() + settings.session_timeout_ms / 1000 + JOIN_S
    while len(client.assignment()) < settings.partitions * len(topics):
        if time.monotonic() > end:
            raise Trouble("the group has members that run; stop them first, or read again as a new group")
        client.pause(client.assignment())  # it is here for the positions, not for the events
        client.poll(0.05)
    client.commit(offsets=[TopicPartition(one.topic, one.partition, one.committed) for one in targets],
                  asynchronous=False)


def _wait_for_leaders(settings: Settings, topics: Sequence[str]) -> None:
    """A topic is there a moment before anybody answers for its partitions."""
    end = time.monotonic() + settings.answer_s
    with closing(onlooker(settings)) as client:
        for place in [TopicPartition(topic, number) for topic in topics for number in range(settings.partitions)]:
            while True:
                try:
                    client.get_watermark_offsets(place, timeout=settings.answer_s)
                    break
                except KafkaException as error:
                    if time.monotonic() > end:
                        raise Trouble(f"topic {place.topic} has no leader yet: {error.args[0].str()}") from error
                    time.sleep(0.05)


def _refuse_on_mock(settings: Settings, what: str) -> None:
    if settings.broker_mode != "kafka":
        raise Trouble(f"{settings.broker_mode} {what}; this needs a real broker")
