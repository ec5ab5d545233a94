"""A connection that opens itself when it is first used, after the first live rows are painted."""

import asyncio
from typing import Any

from portal.client.connection import Answer, Connection


class LateConnection(Connection):
    """A connection that imports httpx and opens itself when it is first used."""

    _opening: asyncio.Task[None] | None = None

    async def opened(self) -> None:
        """Wait until it is open."""
        if self._opening is None:
            self._opening = asyncio.create_task(self._open())
        await asyncio.shield(self._opening)

    async def _open(self) -> None:
        await asyncio.to_thread(__import__, "httpx")
        await self.__aenter__()

    async def get(self, path: str, answer: type[Answer], **query: object) -> Answer:
        """Read something. Raises Problem."""
        await self.opened()
        return await super().get(path, answer, **query)

    async def text(self, path: str, **query: object) -> str:
        """Read text. Raises Problem."""
        await self.opened()
        return await super().text(path, **query)

    async def send(self, method: str, path: str, body: Any, answer: type[Answer], key: str | None = None) -> Answer:
        """Change something. Raises Problem."""
        await self.opened()
        return await super().send(method, path, body, answer, key)
