"""Every metric of the service and of its client, in one place."""

from prometheus_client import Counter, Gauge, Histogram

REQUESTS = Counter("http_requests", "Requests answered.", ["method", "route", "status"])
SECONDS = Histogram("http_request_seconds", "Time to the whole answer.", ["route"])
IN_FLIGHT = Gauge("http_requests_in_flight", "Requests being worked on.")
REPLAYS = Counter("idempotent_replays", "Requests answered from the reply to an earlier one with the same key.")
CALLS = Counter("client_calls", "Calls made, by how they ended.", ["outcome"])
RETRIES = Counter("client_retries", "Attempts after the first one.")
BREAKER_OPEN = Gauge("client_breaker_open", "1 while calls are refused because the other side keeps failing.")
