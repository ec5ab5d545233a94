#!/usr/bin/env bash
# uvicorn turns Nagle's delay off with one process, and leaves it on with several.
#
# Versions: uvicorn 0.54.0, h11 0.16.0, the event loop of Python 3.11 (uvloop was not tried).
# Expected: `--workers` changes how many processes answer, not how a connection is set up: asyncio's documentation
#   says that it sets TCP_NODELAY by default for all TCP connections.
# Seen: with one process TCP_NODELAY is 1. With `--workers 2` it is 0. The socket that uvicorn binds for its workers
#   names no protocol (its proto is 0), accepted sockets inherit that, and asyncio sets the option only where the
#   proto is IPPROTO_TCP. `socket.create_server` and a plain `socket.socket(AF_INET, SOCK_STREAM)` end the same way.
# Meaning: an answer written in two pieces on a kept connection may wait for the peer's delayed acknowledgement,
#   about 40 ms on Linux. Bind the socket yourself with `socket.socket(AF_INET, SOCK_STREAM, IPPROTO_TCP)` and hand
#   it over.
set -euo pipefail
room=$(mktemp -d)
trap 'rm -rf "$room"' EXIT
python3 -m venv "$room/venv"
"$room/venv/bin/pip" install --quiet --disable-pip-version-check --no-compile uvicorn==0.54.0 h11==0.16.0

cat >"$room/served.py" <<'PYTHON'
import socket

from uvicorn.protocols.http.h11_impl import H11Protocol

state = b""


class Watched(H11Protocol):
    def connection_made(self, transport):
        global state
        peer = transport.get_extra_info("socket")
        nodelay = peer.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
        state = b"proto %d, TCP_NODELAY %d" % (peer.proto, nodelay)
        super().connection_made(transport)


async def app(scope, receive, send):
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": state})
PYTHON

cat >"$room/ask.py" <<'PYTHON'
import re, subprocess, sys, time, urllib.error, urllib.request

COMMAND = [sys.executable, "-m", "uvicorn", "served:app", "--http", "served:Watched", "--port", "0"]


def body(address):
    for _ in range(300):  # the address is told before a worker listens
        try:
            with urllib.request.urlopen(address, timeout=30) as answer:
                return answer.read().decode()
        except urllib.error.URLError:
            time.sleep(0.1)
    sys.exit("no worker answered")


def seen(workers):
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE, "text": True}
    server = subprocess.Popen([*COMMAND, "--lifespan", "off", "--workers", workers], **quiet)
    try:
        address = next(found[0] for line in server.stderr if (found := re.search(r"http://127.0.0.1:\d+", line)))
        return body(address)
    finally:
        server.terminate()
        server.communicate()


one, two = seen("1"), seen("2")
print("--workers 1:", one)
print("--workers 2:", two)
sys.exit((one, two) != ("proto 6, TCP_NODELAY 1", "proto 0, TCP_NODELAY 0"))
PYTHON
cd "$room" && "$room/venv/bin/python" ask.py
