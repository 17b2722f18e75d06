"""Logs as JSON lines with the trace they belong to, and traces that go on in other processes.

Traces go where OTEL_TRACES_EXPORTER says: `none`, `console` (stdout), or `otlp` (OTEL_EXPORTER_OTLP_ENDPOINT).
"""

import json
import logging
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime

from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.propagate import extract, inject
from opentelemetry.sdk.resources import SERVICE_NAME, Resource
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, ConsoleSpanExporter
from opentelemetry.trace import Span, SpanKind

FLUSH_MS = 2_000  # longer than a batch takes, shorter than what is left of a shutdown of ten seconds
PLAIN_FIELDS = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName", "color_message"}


class JsonLines(logging.Formatter):
    """A log record as one line of JSON; what is given as `extra` becomes fields of their own."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(), "logger": record.name, "message": record.getMessage()}
        context = trace.get_current_span().get_span_context()
        if context.is_valid:
            line["trace_id"] = trace.format_trace_id(context.trace_id)
        line.update({name: value for name, value in vars(record).items() if name not in PLAIN_FIELDS})
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return json.dumps(line, default=str)


def configure_logs(level: str = "INFO") -> None:
    """Sends all logs to stderr as JSON lines."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    logging.basicConfig(level=level, handlers=[handler], force=True)


def configure_traces(service_name: str) -> TracerProvider:
    """Returns what has to be flushed at the end; from here on spans are recorded."""
    provider = TracerProvider(resource=Resource.create({SERVICE_NAME: service_name}))
    match os.environ.get("OTEL_TRACES_EXPORTER") or "none":
        case "console":
            provider.add_span_processor(BatchSpanProcessor(ConsoleSpanExporter(formatter=_line)))
        case "otlp":
            provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
        case other if other != "none":
            raise SystemExit(f"OTEL_TRACES_EXPORTER={other} is unknown; it is none, console or otlp.")
    trace.set_tracer_provider(provider)
    return provider


@contextmanager
def span(name: str, kind: SpanKind, headers: Mapping[str, str] | None = None, **values: str | int) -> Iterator[Span]:
    """Opens a span. With the headers of a request or a message it belongs to the trace that they name."""
    parent = extract(headers) if headers is not None else None
    with trace.get_tracer(__name__).start_as_current_span(name, parent, kind, values) as opened:
        yield opened


def trace_headers() -> dict[str, str]:
    """Returns the headers by which the current trace goes on at the other end."""
    headers: dict[str, str] = {}
    inject(headers)
    return headers


def flush(provider: TracerProvider) -> None:
    """Sends the spans that are still held."""
    provider.force_flush(FLUSH_MS)
    provider.shutdown()


def _line(one: ReadableSpan) -> str:
    return json.dumps(json.loads(one.to_json())) + "\n"
