"""The service: what is asked for as protobuf, done by the domain, answered as protobuf."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from grpc import StatusCode

from __service__.gen import orders_pb2 as pb
from __service__.gen import orders_pb2_grpc as pb_grpc
from __service__.interceptors import Context, Failed
from __service__.orders import CREATED, InvalidOrder, Order, Orders, checked

USUAL_PAGE, LARGEST_PAGE = 20, 100
POLL_S = 0.1  # how soon a watcher hears of a change, against reads of a table that did not change
STATUSES = {CREATED: pb.ORDER_STATUS_CREATED}


class OrderServicer(pb_grpc.OrderServiceServicer):
    """Orders over gRPC. The domain blocks, so it runs on threads."""

    def __init__(self, orders: Orders, stock: pb_grpc.StockServiceAsyncStub, stopping: asyncio.Event) -> None:
        self._orders, self._stock, self._stopping = orders, stock, stopping

    async def GetOrder(self, request: pb.GetOrderRequest, context: Context) -> pb.GetOrderResponse:
        return pb.GetOrderResponse(order=_message(await asyncio.to_thread(self._orders.get, request.id)))

    async def ListOrders(self, request: pb.ListOrdersRequest, context: Context) -> pb.ListOrdersResponse:
        if request.page_size < 0:
            raise InvalidOrder("page_size must not be negative")
        size = min(request.page_size or USUAL_PAGE, LARGEST_PAGE)
        found = await asyncio.to_thread(self._orders.page, request.user_id, request.page_token, size + 1)
        following = found[size - 1].id if len(found) > size else ""
        return pb.ListOrdersResponse(orders=map(_message, found[:size]), next_page_token=following)

    async def CreateOrder(self, request: pb.CreateOrderRequest, context: Context) -> pb.CreateOrderResponse:
        checked(request.request_id, request.user_id, request.total_cents)
        await self._stock.Reserve(pb.ReserveRequest(order_id=request.request_id))
        order = await asyncio.to_thread(self._orders.create, request.request_id, request.user_id, request.total_cents,
                                        request.note)
        return pb.CreateOrderResponse(order=_message(order))

    async def WatchOrders(
        self, request: pb.WatchOrdersRequest, context: Context,
    ) -> AsyncIterator[pb.WatchOrdersResponse]:
        """Reads on only when the caller has taken what it was sent, so that a slow one costs no memory."""
        sequence = request.after_sequence
        while True:
            changes = await asyncio.to_thread(self._orders.changes, sequence, LARGEST_PAGE)
            for change in changes:
                sequence = change.sequence
                yield pb.WatchOrdersResponse(sequence=sequence, order=_message(change.order))
                if self._stopping.is_set():
                    break
            if self._stopping.is_set():
                raise Failed(StatusCode.UNAVAILABLE, "this server stops; go on at another one after the last sequence")
            if not changes:
                await asyncio.sleep(POLL_S)


def _message(order: Order) -> pb.Order:
    return pb.Order(id=order.id, user_id=order.user_id, status=STATUSES[order.status], total_cents=order.total_cents,
                    note=order.note)
