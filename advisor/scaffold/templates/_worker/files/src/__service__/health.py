"""Health and metrics of a process that serves nobody else over HTTP: /livez, /readyz, /metrics."""

from collections.abc import Callable
from http.server import ThreadingHTTPServer
from threading import Thread

from prometheus_client import MetricsHandler


class HealthServer:
    """Answers on a thread of its own, so that work that hangs shows as not alive instead of not answering."""

    def __init__(self, host: str, port: int, is_alive: Callable[[], bool], is_ready: Callable[[], bool]) -> None:
        checks = {"/livez": is_alive, "/readyz": is_ready}

        class Handler(MetricsHandler):
            timeout = 5  # seconds; a probe that sends nothing must not keep its thread for ever

            def do_GET(self) -> None:
                path = self.path.partition("?")[0]
                if path == "/metrics":
                    return super().do_GET()
                check = checks.get(path)
                self.send_response(404 if check is None else 200 if check() else 503)
                self.send_header("Content-Length", "0")
                self.end_headers()

        self._server = ThreadingHTTPServer((host, port), Handler)

    @property
    def port(self) -> int:
        """The port it listens on, which matters where 0 was asked for."""
        return int(self._server.server_address[1])

    def start(self) -> None:
        """Begins to answer."""
        Thread(target=self._server.serve_forever, args=[0.1], name="health", daemon=True).start()

    def stop(self) -> None:
        """Ends, after the answers that are under way."""
        self._server.shutdown()
        self._server.server_close()
