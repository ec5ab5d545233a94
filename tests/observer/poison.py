"""Poisonous things, by name, and an Azure in whose answers one of them stands."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import httpx

from portal.azure.carriers import Carrier

NUMBERS = {
    "NaN": b"NaN",
    "infinity": b"1e400",
    "5000 digits": b"9" * 5_000,
    "a time in nanoseconds": b"1767225600000000001",
    "a text": b'"many"',
    "an object": b'{"a": [1]}',
}
"""What may stand where a number is expected."""

TEXTS = {
    "a megabyte": json.dumps("m" * 1_000_000).encode(),
    "bytes that are no UTF-8": b'"caf\xe9\xff"',
    "a NUL": b'"a\\u0000b"',
    "half a character": b'"a\\ud800b"',
    "NaN": b"NaN",
    "an object": b'{"a": [1]}',
}
"""What may stand where a text is expected."""

OBJECTS = {
    "a list": b'["a"]',
    "a text": b'"x"',
    "NaN": b"NaN",
    "nothing": b"null",
    "200 levels": b'{"a":' * 200 + b"1" + b"}" * 200,
}
"""What may stand where an object is expected."""

_HOLE = "\u2603"


def spoilt(document: Any, way: tuple[Any, ...], poison: bytes) -> bytes:
    """The bytes of a document with the poison at the end of a way of keys and positions."""
    here = document
    for step in way[:-1]:
        here = here[step] if isinstance(here, list) else here.setdefault(step, {})
    here[way[-1]] = _HOLE
    return json.dumps(document).encode().replace(json.dumps(_HOLE).encode(), poison)


@dataclass
class Spoiling:
    """Passes everything on and spoils the answers that `fits` names; `spoil` makes other bytes of an answer."""

    carrier: Carrier
    fits: Callable[[str], bool]
    spoil: Callable[[bytes], bytes]
    spoilt: int = 0

    def blocking(self) -> httpx.BaseTransport:
        """As it is."""
        return self.carrier.blocking()

    def concurrent(self) -> httpx.AsyncBaseTransport:
        """With other bytes."""
        spoiling, inner = self, self.carrier.concurrent()

        class Transport(httpx.AsyncBaseTransport):
            async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
                answer = await inner.handle_async_request(request)
                if not spoiling.fits(str(request.url)):
                    return answer
                content = spoiling.spoil(await answer.aread())
                spoiling.spoilt += 1
                return httpx.Response(answer.status_code, content=content)

            async def aclose(self) -> None:
                await inner.aclose()

        return Transport()
