"""Logs and traces: whoever reads a log line can find its trace, in this process and in the next."""

import json
import logging

from opentelemetry.trace import SpanKind

from reliability.telemetry import JsonLines, configure_traces, span, trace_headers

configure_traces("test")


def logged(message: str, **extra: object) -> dict[str, object]:
    record = logging.makeLogRecord({"msg": message, "levelname": "INFO", "name": "test", **extra})
    line: dict[str, object] = json.loads(JsonLines().format(record))
    return line


def test_a_log_line_names_its_trace_and_keeps_its_fields() -> None:
    with span("work", SpanKind.INTERNAL) as opened:
        line = logged("done", order_id="o-1")

    assert line["trace_id"] == f"{opened.get_span_context().trace_id:032x}"
    assert (line["message"], line["order_id"]) == ("done", "o-1")


def test_a_log_line_stays_one_line_whatever_is_logged() -> None:
    text = JsonLines().format(logging.makeLogRecord({"msg": "two\nlines \x1b[31m", "levelname": "INFO"}))

    assert "\n" not in text
    assert "\x1b" not in text


def test_a_trace_goes_on_from_the_headers_of_the_caller() -> None:
    with span("caller", SpanKind.CLIENT) as caller:
        headers = trace_headers()
    with span("callee", SpanKind.SERVER, headers) as callee:
        assert callee.get_span_context().trace_id == caller.get_span_context().trace_id
