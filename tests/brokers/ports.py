"""Ports for brokers that are started here."""

from __future__ import annotations

import socket
import sys

HOST = "127.0.0.1"


def free_ports(count: int) -> list[int]:
    """Returns ports that nobody else is given until this process ends, while a broker can listen on them."""
    ports = []
    for _ in range(count):
        with socket.socket() as kept:
            kept.bind((HOST, 0))
            ports.append(int(kept.getsockname()[1]))
            kept.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if sys.platform == "linux":  # elsewhere nobody could listen on it
                kept.detach()
    return ports
