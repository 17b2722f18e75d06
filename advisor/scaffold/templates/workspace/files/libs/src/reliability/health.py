"""What the platform asks of a process: /livez, /readyz, /metrics, on a port of their own."""

from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

POLL_S = 0.1  # how soon it notices that it is to end


class HealthServer:
    """Answers on a thread of its own, so that an event loop that hangs shows as not alive instead of not answering."""

    def __init__(self, host: str, port: int, is_alive: Callable[[], bool], is_ready: Callable[[], bool]) -> None:
        try:
            self._server = ThreadingHTTPServer((host, port), _handler(is_alive, is_ready))
        except OSError as error:
            raise OSError(f"ADMIN_PORT={port} on {host}: {error.strerror}") from error
        self.port = int(self._server.server_address[1])
        Thread(target=self._server.serve_forever, args=(POLL_S,), name="health", daemon=True).start()

    def stop(self) -> None:
        """Ends, after the answers that are under way."""
        self._server.shutdown()
        self._server.server_close()


def _handler(is_alive: Callable[[], bool], is_ready: Callable[[], bool]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        timeout = 5  # seconds; a probe that sends nothing must not keep its thread for ever

        def do_GET(self) -> None:
            match self.path.partition("?")[0]:
                case "/livez":
                    self._say(*_verdict(is_alive(), "alive"))
                case "/readyz":
                    self._say(*_verdict(is_ready(), "ready"))
                case "/metrics":
                    self._say(200, generate_latest(), CONTENT_TYPE_LATEST)
                case _:
                    self._say(404, b"not found\n")

        def log_message(self, format: str, *args: object) -> None:
            """Probes every few seconds would drown the log."""

        def _say(self, status: int, body: bytes, content_type: str = "text/plain; charset=utf-8") -> None:
            self.send_response(status)
            self.send_header("Content-Type", content_type)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    return Handler


def _verdict(holds: bool, word: str) -> tuple[int, bytes]:
    return (200, f"{word}\n".encode()) if holds else (503, f"not {word}\n".encode())
