"""A server that answers little, run by the portal's own `serve`: it starts in a moment, and fails when told to.

Run as `python -m tests.local.small_server --home FOLDER`, as the private server is. PORTAL_TEST_START says how the
start goes: `crash` raises, `refuse` ends with a problem, `silent` ends without a word.
"""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from types import SimpleNamespace

from fastapi import FastAPI, Request
from fastapi.responses import StreamingResponse

from portal.contract import CONTRACT_VERSION
from portal.contract.problem import bad_input
from portal.local.fingerprint import fingerprint
from portal.server import private
from portal.settings import Settings


def small_app(settings: Settings) -> FastAPI:
    """An application with the routes that finding, starting and stopping rely on."""
    how = os.environ.get("PORTAL_TEST_START", "")
    if how == "crash":
        raise RuntimeError("the tables\x1b[31m are gone")
    if how == "refuse":
        raise bad_input("the catalogue is broken", todo="mend compute.yaml")
    if how == "silent":
        os._exit(7)
    app = FastAPI()
    app.state.portal = SimpleNamespace(running=lambda: 0, connected=lambda: 0)

    @app.get("/health")
    def health() -> dict[str, object]:
        return {"contract": CONTRACT_VERSION, "version": "0", "fingerprint": fingerprint()}

    @app.post("/server/stop", status_code=202)
    def stop(request: Request) -> None:
        assert request.headers["authorization"] == f"Bearer {app.state.token}"
        app.state.leave()

    @app.get("/events")
    def events() -> StreamingResponse:
        async def for_ever() -> AsyncIterator[str]:
            yield ": here\n\n"
            await asyncio.Event().wait()

        return StreamingResponse(for_ever(), media_type="text/event-stream")

    return app


if __name__ == "__main__":
    private.make_app = small_app
    sys.exit(private.main())
