"""Serving an application of the emulator from a process of its own, on loopback."""

import json
import os
import socket
import threading
from pathlib import Path
from typing import Any, NamedTuple

import uvicorn

LEAVING_SECONDS = 2
"""How long a caller to whom it keeps silent can hold up its end."""


class Pem(NamedTuple):
    """Files with a certificate and its key."""

    certificate: Path
    key: Path


def listen(port: int) -> tuple[socket.socket, str]:
    """A socket on loopback, 0 takes a free port, and its host and port. Raises OSError."""
    # With the protocol named, asyncio turns off the delay that costs each answer on a kept connection 40 ms.
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    if os.name == "posix":  # elsewhere it would let two programs share one port
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listening.bind(("127.0.0.1", port))
    listening.listen()  # who reads the address may call at once
    return listening, f"127.0.0.1:{listening.getsockname()[1]}"


def serve(app: Any, listening: socket.socket, told: dict[str, Any], pem: Pem | None = None) -> None:
    """Says `told` as one line of JSON, and serves until standard input closes or a signal comes."""
    config = uvicorn.Config(
        app,
        log_level="warning",
        lifespan="off",
        timeout_graceful_shutdown=LEAVING_SECONDS,
        ssl_certfile=pem.certificate if pem else None,
        ssl_keyfile=pem.key if pem else None,
    )
    server = uvicorn.Server(config)

    def leave_with_input() -> None:
        while os.read(0, 4096):
            continue
        server.should_exit = True

    threading.Thread(target=leave_with_input, daemon=True).start()
    print(json.dumps(told), flush=True)
    server.run(sockets=[listening])
