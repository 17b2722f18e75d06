"""`python -m __service__`: the service, until it is told to end."""

import logging
import os
import sqlite3
import sys

import uvicorn

from __service__.app import create_app
from __service__.settings import settings_from
from __service__.store import Store
from __service__.telemetry import configure_logs, configure_traces

KEEP_ALIVE_S = 15  # clients keep an idle connection for 10 s; if this were shorter they would send into a closed one


def main() -> None:
    """Runs until SIGTERM or SIGINT: no new connections, then the requests under way, then store and traces."""
    settings = settings_from(os.environ)
    configure_logs(settings.log_level)
    logging.getLogger(__name__).info("starting", extra={"settings": settings.model_dump(mode="json")})
    try:
        store = Store(settings.database, settings.database_wait_ms, settings.key_ttl_s)
    except (OSError, sqlite3.Error) as error:
        raise SystemExit(f"APP_DATABASE={settings.database} cannot be used: {error}") from None
    app = create_app(settings, store, configure_traces("__project__"))
    config = uvicorn.Config(app, host=settings.host, port=settings.port, timeout_graceful_shutdown=settings.drain_s,
                            timeout_keep_alive=KEEP_ALIVE_S, log_config=None, access_log=False, server_header=False)
    server = uvicorn.Server(config)
    server.run()  # not uvicorn.run, after which Ctrl-C would look like success
    if not server.started:
        raise SystemExit("The service did not start.")


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
    except SystemExit as refused:
        if isinstance(refused.code, str):
            print(refused.code, file=sys.stderr)
        sys.exit(2)  # what it was told is wrong, or its port is taken
