"""Behind a proxy: only calls that a known proxy says it took in over HTTPS are let in."""

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from portal.contract.problem import refused

HEALTH = "/health"
"""What a proxy may ask by itself, to see whether this server is alive."""


def behind(app: ASGIApp, proxies: tuple[str, ...]) -> ASGIApp:
    """The application as it is seen through these proxies; headers of anybody else are not believed."""
    encrypted_only: ASGIApp = EncryptedOnly(app)
    return ProxyHeadersMiddleware(encrypted_only, trusted_hosts=list(proxies))  # type: ignore[arg-type, return-value]


class EncryptedOnly:
    """An ASGI application around another that refuses what did not come over HTTPS."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one call, or say that it came the wrong way."""
        if scope["type"] != "http" or scope["scheme"] == "https" or scope["path"] == HEALTH:
            await self._app(scope, receive, send)
            return
        problem = refused(
            "this server is reached through its proxy, over HTTPS",
            "the call did not come from a known proxy, or that proxy took it in without encryption",
            "use the portal's public address",
        )
        answer = JSONResponse(problem.document(), problem.body.status, media_type="application/problem+json")
        await answer(scope, receive, send)
