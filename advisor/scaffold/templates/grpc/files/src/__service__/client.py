"""The client that other services use: one channel for all calls, deadlines, retries where they are safe, balancing."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from uuid import uuid4

import grpc

from __service__.gen import orders_pb2 as pb
from __service__.gen import orders_pb2_grpc as pb_grpc
from __service__.interceptors import client_guards
from __service__.settings import Settings

ORDERS = "shop.orders.v1.OrderService"
MAY_BE_REPEATED = ("GetOrder", "ListOrders")


class OrdersClient:
    """Orders, asked for at every server that a target names. Make one a process, and close it at the end."""

    def __init__(self, target: str, settings: Settings) -> None:
        self._channel = open_channel(target, settings)
        self._orders: pb_grpc.OrderServiceAsyncStub = pb_grpc.OrderServiceStub(self._channel)

    async def get(self, order_id: str) -> pb.Order:
        """Returns an order."""
        return (await self._orders.GetOrder(pb.GetOrderRequest(id=order_id))).order

    async def of_user(self, user_id: str, page_size: int = 20) -> AsyncIterator[pb.Order]:
        """Yields the orders of a user, page by page."""
        token = ""
        while True:
            request = pb.ListOrdersRequest(user_id=user_id, page_size=page_size, page_token=token)
            page = await self._orders.ListOrders(request)
            for order in page.orders:
                yield order
            token = page.next_page_token
            if not token:
                return

    async def create(self, user_id: str, total_cents: int, note: str = "", request_id: str | None = None) -> pb.Order:
        """Returns a new order. Who tries again after a failure gives the same request_id, and gets the same order."""
        request = pb.CreateOrderRequest(request_id=request_id or uuid4().hex, user_id=user_id,
                                        total_cents=total_cents, note=note)
        return (await self._orders.CreateOrder(request)).order

    async def watch(self, after_sequence: int = 0, *, for_s: float) -> AsyncIterator[pb.WatchOrdersResponse]:
        """Yields changes for a while. Who goes on later gives the last sequence number it has seen."""
        async for change in self._orders.WatchOrders(pb.WatchOrdersRequest(after_sequence=after_sequence),
                                                     timeout=for_s):
            yield change

    async def close(self) -> None:
        """Closes the channel."""
        await self._channel.close()


def open_channel(target: str, settings: Settings) -> grpc.aio.Channel:
    """Returns a channel, to be kept: a new one for each call would pay for its connection each time."""
    return grpc.aio.insecure_channel(target, _options(settings),
                                     interceptors=client_guards(settings.timeout_ms, settings.deadline_margin_ms))


def _options(settings: Settings) -> list[tuple[str, str | int]]:
    return [
        ("grpc.service_config", json.dumps(_service_config(settings.retry_attempts))),
        ("grpc.enable_retries", 1),
        ("grpc.min_reconnect_backoff_ms", 100),
        ("grpc.max_reconnect_backoff_ms", settings.connect_timeout_ms),
        # A peer that is gone without a word is noticed within half a minute, on connections in use.
        ("grpc.keepalive_time_ms", 20_000),
        ("grpc.keepalive_timeout_ms", 10_000),
    ]


def _service_config(attempts: int) -> dict[str, object]:
    """It holds no `timeout`: in Python that one fires about a second early, and at once where it is a second."""
    policy: dict[str, object] = {"loadBalancingConfig": [{"round_robin": {}}]}
    if attempts > 1:
        policy["methodConfig"] = [{
            "name": [{"service": ORDERS, "method": method} for method in MAY_BE_REPEATED],
            "retryPolicy": {"maxAttempts": attempts, "initialBackoff": "0.05s", "maxBackoff": "0.2s",
                            "backoffMultiplier": 2, "retryableStatusCodes": ["UNAVAILABLE"]},
        }]
        # Where most calls fail, retries stop: they would only keep a broken service from its feet.
        policy["retryThrottling"] = {"maxTokens": 10, "tokenRatio": 0.1}
    return policy
