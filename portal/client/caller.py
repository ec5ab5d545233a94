"""What the topics of the client stand on: a connection to a server, and the paths of its routes."""

from typing import Any, Protocol, TypeVar
from urllib.parse import quote, urlencode

Answer = TypeVar("Answer")


class Caller(Protocol):
    """Sends one request and decodes its answer; every method raises Problem and nothing else."""

    async def get(self, path: str, answer: type[Answer], **query: object) -> Answer:
        """Read something."""
        ...

    async def text(self, path: str, **query: object) -> str:
        """Read something that is not JSON, as text."""
        ...

    async def send(self, method: str, path: str, body: Any, answer: type[Answer], key: str | None = None) -> Answer:
        """Change something; `key` makes a repeated call the same call (a new one is drawn when it is None)."""
        ...


class Routes:
    """The routes of one topic, over a connection; its methods are declared once, for the app and the commands."""

    def __init__(self, caller: Caller) -> None:
        self._c = caller


def route(*parts: str | int) -> str:
    """The path of a route, each part quoted, so that an id never becomes two parts of a path."""
    return "/" + "/".join(quote(str(part), safe="") for part in parts)


def with_query(path: str, query: dict[str, object]) -> str:
    """`path` with what is set in `query`; None and "" mean not set."""
    known = {name: _spelled(value) for name, value in query.items() if value is not None and value != ""}
    return f"{path}?{urlencode(known)}" if known else path


def _spelled(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
