#!/usr/bin/env bash
# uvicorn serves an application whose start-up raised, when a plain ASGI middleware raised it.
#
# Versions: uvicorn 0.54.0, default `--lifespan auto`.
# Expected: an exception at start-up ends the server with an exit code, as it does with FastAPI and Starlette, which
#   catch it and send `lifespan.startup.failed`.
# Seen: an exception that reaches uvicorn itself is taken for "this application knows no lifespan". It is never
#   shown, the log says at level INFO that the protocol "appears unsupported", "Application startup complete"
#   follows, and requests are answered. With `--lifespan on` the same program ends with code 3 and a traceback.
# Meaning: a middleware that opens its connection pool at start-up can fail in production and pass every health
#   check. Say `--lifespan on` wherever the application has one.
set -euo pipefail
room=$(mktemp -d)
trap 'rm -rf "$room"' EXIT
python3 -m venv "$room/venv"
"$room/venv/bin/pip" install --quiet --disable-pip-version-check --no-compile uvicorn==0.54.0

cat >"$room/pool.py" <<'PYTHON'
import asyncio
import sys
import urllib.request

import uvicorn


async def app(scope, receive, send):
    if scope["type"] == "lifespan":
        raise ConnectionError("the database is away")  # what a middleware's own start-up may say
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"well"})


class Server(uvicorn.Server):
    """Asks itself once it serves, and leaves."""

    answer = None

    async def main_loop(self):
        address = "http://127.0.0.1:%d" % self.servers[0].sockets[0].getsockname()[1]
        self.answer = await asyncio.to_thread(lambda: urllib.request.urlopen(address, timeout=30).status)


def outcome(lifespan):
    server = Server(uvicorn.Config(app, port=0, lifespan=lifespan, log_level="critical"))
    try:
        asyncio.run(server.serve())
    except SystemExit as end:
        return f"ends with exit code {end.code}"
    return f"serves, answers {server.answer}"


seen = {lifespan: outcome(lifespan) for lifespan in ("auto", "on")}
for lifespan, how in seen.items():
    print(f"lifespan {lifespan}: {how}")
sys.exit(seen != {"auto": "serves, answers 200", "on": "ends with exit code 3"})
PYTHON
"$room/venv/bin/python" "$room/pool.py" 2>/dev/null
