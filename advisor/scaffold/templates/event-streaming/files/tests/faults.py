"""The mock broker with its faults: answers that are errors, that are slow, that never come."""

from __future__ import annotations

import ctypes

from broker import MockBroker

PRODUCE = 0  # number of the request in the protocol


class FaultyBroker(MockBroker):
    """A mock broker that fails when it is told to."""

    def fail_next_publishes(self, *codes: int) -> None:
        """The next requests to publish get these errors, one each, such as `KafkaError.NOT_ENOUGH_REPLICAS`."""
        array = (ctypes.c_int * len(codes))(*codes)
        self.library.rd_kafka_mock_push_request_errors_array(
            self.cluster, ctypes.c_int16(PRODUCE), ctypes.c_size_t(len(codes)), array)

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
        self.library.rd_kafka_mock_start_request_tracking(self.cluster)

    def publishes(self) -> int:
        """Returns how many requests to publish there were since."""
        size = ctypes.c_size_t()
        self.library.rd_kafka_mock_get_requests.restype = ctypes.POINTER(ctypes.c_void_p)
        requests = self.library.rd_kafka_mock_get_requests(self.cluster, ctypes.byref(size))
        keys = [self.library.rd_kafka_mock_request_api_key(ctypes.c_void_p(requests[index]))
                for index in range(size.value)]
        self.library.rd_kafka_mock_request_destroy_array(requests, size)
        return keys.count(PRODUCE)

    def _to_each(self, what: str, *arguments: int) -> None:
        for broker in range(1, self.brokers + 1):
            getattr(self.library, f"rd_kafka_mock_broker_{what}")(self.cluster, broker, *arguments)
