"""The port on Amazon SQS: standard queues, at least once, retries by visibility, dead letters by redrive policy."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final, TypeVar

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from __service__ import ports
from __service__.ports import CAUSE, Capabilities, Delivery, Message
from __service__.settings import Settings
from __service__.topology import declare, visibility_s

if TYPE_CHECKING:
    from types_boto3_sqs import SQSClient
    from types_boto3_sqs.type_defs import MessageTypeDef

Result = TypeVar("Result")
ID = "message_id"  # SQS gives ids of its own, new ones when a message is sent again
BATCH = 10  # the most that SQS gives at a time
DEAD_HELD_S = 60  # how long dead letters that are looked at are out of sight
VISIBLE: Final = "ApproximateNumberOfMessages"
HIDDEN: Final = "ApproximateNumberOfMessagesNotVisible"
MISSING = ("AWS.SimpleQueueService.NonExistentQueue", "QueueDoesNotExist")
OTHER = ("QueueAlreadyExists", "QueueNameExists")


class SqsTransport:
    capabilities = Capabilities("Amazon SQS", bounded=False, exact_depth=False, returns_at_once=False)

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._wait_s = -(-settings.receive_wait_ms // 1000)
        self._client: SQSClient | None = None
        self._work = self._dead = ""  # addresses

    async def open(self) -> None:
        if self._client is None:
            # One client for the life of the process; it keeps its connections and may be used by many threads.
            config = Config(connect_timeout=self._settings.connect_timeout_ms / 1000,
                            read_timeout=self._settings.publish_timeout_ms / 1000 + self._wait_s,
                            max_pool_connections=self._settings.prefetch + 2,
                            retries={"mode": "standard", "total_max_attempts": 2})
            try:
                client: SQSClient = boto3.client("sqs", config=config)
            except BotoCoreError as error:  # no region, or no such profile: waiting does not mend it
                raise ValueError(f"AWS: {error}") from error
            with _as_queue_errors():
                self._work, self._dead = await asyncio.to_thread(declare, client, self._settings)
            self._client = client

    async def publish(self, message: Message) -> None:
        await self._send(self._work, message)

    async def receive(self, most: int) -> Sequence[Delivery]:
        return await self._receive(self._work, most, self._wait_s, visibility_s(self._settings))

    async def stop_receiving(self) -> None:
        """Nothing is taken ahead of `receive`."""

    async def hold_dead(self, most: int) -> Sequence[Delivery]:
        found: list[Delivery] = []
        while len(found) < most and (more := await self._receive(self._dead, most - len(found), 0, DEAD_HELD_S)):
            found.extend(more)
        return found

    async def depths(self) -> Mapping[str, int]:
        work, dead = await self._counts(self._work), await self._counts(self._dead)
        # In SQS what waits for a retry cannot be told from what is being handled.
        return {"ready": work[0], "retry": work[1], "dead": dead[0]}

    async def close(self) -> None:
        if self._client is not None:
            self._client.close()
        self._client = None

    async def _send(self, queue: str, message: Message) -> None:
        said = {name: text for name, text in {**message.headers, ID: message.id}.items() if text}  # none empty
        await self._ask(lambda client: client.send_message(
            QueueUrl=queue, MessageBody=message.body.decode(),
            MessageAttributes={name: {"DataType": "String", "StringValue": text} for name, text in said.items()}))

    async def _receive(self, queue: str, most: int, wait_s: int, hidden_s: int) -> list[Delivery]:
        answer = await self._ask(lambda client: client.receive_message(
            QueueUrl=queue, MaxNumberOfMessages=min(most, BATCH), WaitTimeSeconds=wait_s, VisibilityTimeout=hidden_s,
            MessageAttributeNames=["All"], MessageSystemAttributeNames=["ApproximateReceiveCount"]))
        return [self._delivery(queue, one) for one in answer.get("Messages", [])]

    async def _counts(self, queue: str) -> tuple[int, int]:
        said = (await self._ask(lambda client: client.get_queue_attributes(
            QueueUrl=queue, AttributeNames=[VISIBLE, HIDDEN])))["Attributes"]
        return int(said[VISIBLE]), int(said[HIDDEN])

    def _delivery(self, queue: str, one: MessageTypeDef) -> Delivery:
        said, receipt = one.get("MessageAttributes", {}), one.get("ReceiptHandle", "")
        headers = {name: value["StringValue"] for name, value in said.items() if "StringValue" in value}
        if queue == self._dead:
            headers.setdefault(CAUSE, ports.DELIVERY_LIMIT)  # SQS's own doing; a burial of ours says why
        message = Message(headers.pop(ID, ""), one.get("Body", "").encode(), headers)

        async def ack() -> None:
            await self._ask(lambda client: client.delete_message(QueueUrl=queue, ReceiptHandle=receipt))

        async def retry(delay_ms: int) -> None:
            await self._ask(lambda client: client.change_message_visibility(
                QueueUrl=queue, ReceiptHandle=receipt, VisibilityTimeout=-(-delay_ms // 1000)))

        async def bury(cause: str) -> None:
            # A crash between the two makes a duplicate, which the inbox knows; the other order would lose it.
            await self._send(self._dead, Message(message.id, message.body, {**headers, CAUSE: cause}))
            await ack()

        count = int(one.get("Attributes", {}).get("ApproximateReceiveCount", 1))
        return Delivery(message, count, ack, retry, bury, lambda: retry(0))

    async def _ask(self, call: Callable[[SQSClient], Result]) -> Result:
        if self._client is None:
            raise ports.Unavailable("the queue is not open")
        with _as_queue_errors():
            return await asyncio.to_thread(call, self._client)


@contextmanager
def _as_queue_errors() -> Iterator[None]:
    """Names what went wrong in the words of the port."""
    try:
        yield
    except ClientError as error:
        code = error.response.get("Error", {}).get("Code", "")
        if code in MISSING:
            raise ports.Unroutable(f"there is no such queue: {error}") from error
        if code in OTHER:
            raise ports.TopologyMismatch(f"a queue exists with other attributes; use another name: {error}") from error
        raise ports.Unavailable(f"SQS: {error}") from error
    except BotoCoreError as error:
        raise ports.Unavailable(f"SQS: {error}") from error
