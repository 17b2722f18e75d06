"""What is done about the cluster: topics with the right number of partitions, the lag of a group, reading again."""

import logging
import time
from collections.abc import Iterator, Sequence
from threading import Event as Flag
from typing import NamedTuple

from confluent_kafka import Consumer, KafkaException, Message, TopicPartition
from confluent_kafka.admin import AdminClient
from confluent_kafka.cimpl import NewTopic

from __service__ import metrics
from __service__.settings import Settings

log = logging.getLogger(__name__)


class Trouble(SystemExit):
    """What an operator has to know, in words; it ends a command with them and with the code 1."""


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
    def expired(self) -> int:
        return max(0, self.low - self.committed) if self.committed >= 0 else 0


def create_topics(settings: Settings) -> list[str]:
    """Creates the topics that are missing and returns their names."""
    _refuse_on_mock(settings, "creates topics itself")
    admin = AdminClient(settings.client(), logger=log)
    known = admin.list_topics(timeout=settings.answer_s).topics
    missing = [NewTopic(name, settings.partitions, settings.replication_factor, config={
        "retention.ms": str(hours * 3_600_000), "min.insync.replicas": str(max(1, settings.replication_factor - 1))})
        for name, hours in settings.topics.items() if name not in known]
    for done in admin.create_topics(missing).values() if missing else ():
        done.result(settings.answer_s)
    end = time.monotonic() + settings.answer_s  # for every broker to hear of them
    while settings.topics.keys() - admin.list_topics(timeout=settings.answer_s).topics and time.monotonic() < end:
        time.sleep(0.05)
    return [topic.topic for topic in missing]


def check_topics(settings: Settings) -> None:
    """Raises `Trouble` where a topic is missing or has another number of partitions, which would break the order."""
    known = AdminClient(settings.client(), logger=log).list_topics(timeout=settings.answer_s).topics
    for name in settings.topics:
        if name not in known:
            raise Trouble(f"{name} is missing; `python -m __service__ topics` creates it")
        if (count := len(known[name].partitions)) != settings.partitions:
            raise Trouble(f"{name} has {count} partitions, not {settings.partitions}: keys would lose their order")


def onlooker(settings: Settings, group: str = "") -> Consumer:
    """Returns a client that may read, and ask for the positions of a group; it is no member of it."""
    return Consumer(settings.reader(group or settings.consumer_group), logger=log)


def positions(client: Consumer, settings: Settings) -> list[Position]:
    """Returns where the group of a client stands, without joining it: it may be running or not."""
    places = [TopicPartition(topic, number) for topic in (settings.topic, *settings.retry_topics)
              for number in range(settings.partitions)]
    return [Position(one.topic, one.partition, max(one.offset, -1),
                     *client.get_watermark_offsets(one, timeout=settings.answer_s))
            for one in client.committed(places, timeout=settings.answer_s)]


def read(client: Consumer, settings: Settings, topic: str) -> Iterator[Message]:
    """Yields all that is in a topic now, in the order of each partition."""
    ranges = {number: client.get_watermark_offsets(TopicPartition(topic, number), timeout=settings.answer_s)
              for number in range(settings.partitions)}
    client.assign([TopicPartition(topic, number, low) for number, (low, _) in ranges.items()])
    unread = sum(high - low for low, high in ranges.values())
    while unread > 0:
        message = client.poll(settings.answer_s)
        if message is None or message.error() is not None:
            raise Trouble(f"{topic} cannot be read: {message.error() if message else 'no answer'}")
        if (message.offset() or 0) < ranges[message.partition() or 0][1]:
            unread -= 1
            yield message


class LagWatch(NamedTuple):
    """Measures the lag apart from the consumer: one that is dead reports nothing."""

    settings: Settings
    is_ready: bool = True

    def run(self, stop: Flag) -> None:
        """Works until it is told to stop."""
        with onlooker(self.settings) as client:
            while not stop.wait(self.settings.lag_every_ms / 1000):
                try:
                    for one in positions(client, self.settings):
                        metrics.LAG.labels(self.settings.consumer_group, one.topic, one.partition).set(one.lag)
                        metrics.LOST.labels(self.settings.consumer_group, one.topic, one.partition).set(one.expired)
                    metrics.LAG_CHECKED.set(time.time())
                except KafkaException as error:
                    log.warning("lag not measured", extra={"cause": error.args[0].str()})


def replay_targets(client: Consumer, settings: Settings, since: str) -> list[Position]:
    """Returns where a group would be set, as `committed`, to read the topic again.

    Args:
        since: `start`, `offset:N` in each partition, or `time:MS` since 1970.
    """
    now = [one for one in positions(client, settings) if one.topic == settings.topic]
    kind, _, number = ("offset:0" if since == "start" else since).partition(":")
    if kind not in ("offset", "time") or not number.isdecimal():
        raise Trouble(f"`{since}` is not start, offset:N or time:MS")
    if kind == "offset":
        return [one._replace(committed=min(max(int(number), one.low), one.high)) for one in now]
    _refuse_on_mock(settings, "does not know when a record was written")
    asked = [TopicPartition(one.topic, one.partition, int(number)) for one in now]
    answers = client.offsets_for_times(asked, timeout=settings.answer_s)
    return [one._replace(committed=answer.offset if answer.offset >= 0 else one.high)
            for one, answer in zip(now, answers, strict=True)]


def set_positions(client: Consumer, settings: Settings, targets: Sequence[Position]) -> None:
    """Moves a group. It joins the group for that, and refuses unless it is the only member and gets all partitions."""
    topics = [settings.topic, *settings.retry_topics]  # as its members do, or they would share without a conflict
    shares: list[int] = []
    client.subscribe(topics, on_assign=lambda _, share: shares.append(len(share)))
    end = time.monotonic() + settings.session_timeout_ms / 1000 + settings.answer_s
    while not shares and time.monotonic() < end:  # dead members are forgotten before anybody gets a share
        client.poll(0.05)  # what it reads here was not handled, and is not committed
    if sum(shares) < settings.partitions * len(topics):
        raise Trouble("the group has members that run or hang; stop them first, or read again as a new group")
    client.commit(offsets=[TopicPartition(one.topic, one.partition, one.committed) for one in targets],
                  asynchronous=False)


def _refuse_on_mock(settings: Settings, what: str) -> None:
    if settings.broker_mode != "kafka":
        raise Trouble(f"{settings.broker_mode} {what}; this needs a real broker")
