"""What is counted."""

from prometheus_client import Counter, Gauge, Histogram

requests = Counter("grpc_server_handled_total", "Calls answered, by method and status code.", ["method", "code"])
seconds = Histogram("grpc_server_handling_seconds", "How long calls took.", ["method"],
                    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5))
in_flight = Gauge("grpc_server_in_flight", "Calls under way.")
streamed = Counter("grpc_server_stream_messages_total", "Messages given to streams.", ["method"])
