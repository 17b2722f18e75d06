"""Benchmark definitions: contestants, cases, and the published claim to check."""

from __future__ import annotations

from typing import NamedTuple

from advisor.bench.record import BYTES, MS, PER_SECOND, TIMES, PublishedClaim

REST, GRPC, QUEUE = "rest", "grpc", "message-queue"
RABBITMQ = "queue on RabbitMQ"
SQLITE = "queue on SQLite"


class BenchProgram(NamedTuple):
    """A benchmark program: its file, argument, and the recipes of the projects it imports."""

    name: str
    file: str
    recipes: tuple[str, ...]
    argument: str = ""
    needs: str = ""  # a required environment variable


class Contestant(NamedTuple):
    name: str
    program: BenchProgram
    task: str
    unit: str = MS


class BenchCase(NamedTuple):
    name: str
    size: int  # orders
    kind: str = ""  # of orders, if a program supports several


class Benchmark(NamedTuple):
    name: str
    title: str
    contestants: tuple[Contestant, ...]
    cases: tuple[BenchCase, ...]
    compared: tuple[tuple[str, str], ...]  # pairs of contestants; the ratio is first / second
    statement: PublishedClaim | None = None
    note: str = ""
    is_exact: bool = False  # deterministic, so that one round is enough


REST_CALLS = BenchProgram("rest", "measure_rest.py", (REST,))
GRPC_CALLS = BenchProgram("grpc", "measure_grpc.py", (GRPC,))
CODECS = BenchProgram("codec", "measure_codec.py", (GRPC, REST))  # pydantic comes with the second
SQLITE_QUEUE = BenchProgram("sqlite", "measure_queue.py", (QUEUE,), "sqlite")
RABBITMQ_QUEUE = BenchProgram("rabbitmq", "measure_queue.py", (QUEUE,), "rabbitmq", "AMQP_URL")

ONE, FEW = BenchCase("1 order", 1), BenchCase("5 orders", 5)
PAGES = (ONE, FEW, BenchCase("50 orders", 50), BenchCase("100 orders", 100))
DOCUMENTS = (ONE, FEW, BenchCase("50 orders", 50), BenchCase("500 orders", 500), BenchCase("5,000 orders", 5_000))


def _codec(work: str, *names: str, unit: str = MS) -> tuple[Contestant, ...]:
    return tuple(Contestant(name, CODECS, f"{work}-{name.replace(', ', '-')}", unit) for name in names)


BENCHMARKS = (
    Benchmark(
        "client-reuse", "A client for each call, against one that is kept",
        (Contestant("a client per call", REST_CALLS, "client-per-call"),
         Contestant("one client", REST_CALLS, "latency")),
        (FEW,), (("a client per call", "one client"),),
        note="A new client loads certificates and opens a connection, whether or not the address is https."),
    Benchmark(
        "message-size", "The same orders in bytes, as JSON and as Protocol Buffers",
        _codec("size", "json", "protobuf", "json, zlib", "protobuf, zlib", unit=BYTES),
        (*DOCUMENTS, BenchCase("50 orders with notes", 50, "noted")),
        (("json", "protobuf"), ("json, zlib", "protobuf, zlib")),
        PublishedClaim("Protocol Buffers are 3-10x smaller than JSON.", "article, gRPC advantages", "json", "protobuf",
                       TIMES, 3, 10),
        "It depends on the record: names of fields and numbers shrink, texts such as notes do not.",
        is_exact=True),
    Benchmark(
        "decode-time", "Reading orders, from bytes to every field",
        _codec("decode", "json", "pydantic", "protobuf"), DOCUMENTS,
        (("json", "protobuf"), ("pydantic", "protobuf")),
        PublishedClaim("JSON parsing adds 1-5 ms.", "article, when to avoid REST", "json", "", MS, 1, 5),
        "json is the one of the standard library; pydantic also checks every field, as the REST service does."),
    Benchmark(
        "encode-time", "Writing orders, from fields to bytes",
        _codec("encode", "json", "pydantic", "protobuf"), DOCUMENTS,
        (("json", "protobuf"), ("pydantic", "protobuf")),
        note="Protocol Buffers include filling the messages; pydantic begins with its models filled."),
    Benchmark(
        "rest-vs-grpc-latency", "One call at a time, REST against gRPC",
        (Contestant("rest", REST_CALLS, "latency"), Contestant("grpc", GRPC_CALLS, "latency")), PAGES,
        (("rest", "grpc"),),
        PublishedClaim("gRPC has 5-10x lower latency than REST for internal calls.", "article, gRPC advantages", "rest",
                       "grpc", TIMES, 5, 10),
        "Both services read a page of orders from SQLite, as the projects do; 100 orders are the largest page."),
    Benchmark(
        "rest-vs-grpc-throughput", "Calls a second with 32 under way, gRPC against REST",
        (Contestant("rest", REST_CALLS, "throughput", PER_SECOND),
         Contestant("grpc", GRPC_CALLS, "throughput", PER_SECOND)), PAGES, (("grpc", "rest"),),
        note="One process calls and one answers, so this is what one core of each gives."),
    Benchmark(
        "queue-round-trip", "A request and its answer: calls against two messages",
        (Contestant("rest", REST_CALLS, "latency"), Contestant("grpc", GRPC_CALLS, "latency"),
         Contestant(SQLITE, SQLITE_QUEUE, "round-trip"), Contestant(RABBITMQ, RABBITMQ_QUEUE, "round-trip")),
        (FEW,), ((SQLITE, "grpc"), (RABBITMQ, "grpc"), (RABBITMQ, "rest")),
        note="Both messages are confirmed and acknowledged. Whoever waits for one on SQLite looks every 20 ms, so "
             "that this row is mostly waiting."),
    Benchmark(
        "confirmed-publish", "One message until it is confirmed, over a connection that is kept and over a new one",
        (Contestant("SQLite, kept", SQLITE_QUEUE, "publish"),
         Contestant("SQLite, new", SQLITE_QUEUE, "connection-per-publish"),
         Contestant("RabbitMQ, kept", RABBITMQ_QUEUE, "publish"),
         Contestant("RabbitMQ, new", RABBITMQ_QUEUE, "connection-per-publish")),
        (FEW,), (("SQLite, new", "SQLite, kept"),
                 ("RabbitMQ, new", "RabbitMQ, kept")),
        note="A new connection declares the queues too. SQLite writes to the disk of this machine every time."),
)
BENCHMARKS_BY_NAME = {claim.name: claim for claim in BENCHMARKS}


def required_recipes(claims: tuple[Benchmark, ...]) -> tuple[str, ...]:
    """Returns the distinct recipes that some claims need."""
    return tuple(dict.fromkeys(recipe for claim in claims for contestant in claim.contestants
                               for recipe in contestant.program.recipes))
