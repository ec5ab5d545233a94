"""One word a topic: what the client can ask is what the server answers, and bears the name that its contract has."""

import inspect
import re
from functools import cached_property
from pathlib import Path
from typing import Any, get_type_hints

from fastapi.routing import APIRoute

from portal import client, contract
from portal.client import PortalClient
from portal.client.blocking import finish
from portal.client.caller import Routes
from portal.server.routes import ROUTERS

TOPICS = [name for name, kind in vars(PortalClient).items() if isinstance(kind, cached_property)]
FOLLOWED = {"GET /events"}
"""What is a stream, which a connection follows and nobody asks."""
STANDS_BELOW = {"__init__", "blocking", "caller", "connection", "portal_client", "wire"}


class Listener:
    """A connection that answers nothing and hears which routes are asked."""

    def __init__(self) -> None:
        self.heard: list[str] = []

    async def get(self, path: str, answer: type[Any], **query: object) -> Any:
        self.heard.append(f"GET {path}")

    async def text(self, path: str, **query: object) -> str:
        self.heard.append(f"GET {path}")
        return ""

    async def send(self, method: str, path: str, body: Any, answer: type[Any], key: str | None = None) -> Any:
        self.heard.append(f"{method} {path.partition('?')[0]}")


def asked() -> set[str]:
    """Every route that a method of the client asks."""
    listener = Listener()
    portal = PortalClient(listener)
    for topic in (getattr(portal, name) for name in TOPICS):
        assert isinstance(topic, Routes)
        for name, method in inspect.getmembers(topic, inspect.iscoroutinefunction):
            before = len(listener.heard)
            needed = [one for one in inspect.signature(method).parameters.values() if one.default is one.empty]
            hints = get_type_hints(method)
            finish(method(*({str: "x", int: 1}.get(hints[one.name]) for one in needed)))
            assert len(listener.heard) == before + 1, f"{name} asks one route"
    return set(listener.heard)


def served() -> dict[str, re.Pattern[str]]:
    """Every route of the server, and what its paths look like; what is spelled out comes before what is any id."""
    routes = [route for router in ROUTERS for route in router.routes if isinstance(route, APIRoute)]
    paths = {f"{method} {route.path}" for route in routes for method in route.methods or ()}
    return {path: re.compile(re.sub(r"\{[^}]*\}", "[^/]+", path)) for path in sorted(paths, key=lambda one: "{" in one)}


def test_every_route_of_the_server_is_a_method_of_the_client_and_the_other_way_round() -> None:
    known = served()
    found = {call: next((path for path, like in known.items() if like.fullmatch(call)), None) for call in asked()}
    assert [call for call, path in found.items() if path is None] == []
    assert set(known) - set(found.values()) == FOLLOWED


def test_client_and_contract_are_named_by_the_same_topics() -> None:
    here, there = (Path(inspect.getfile(package)).parent for package in (client, contract))
    rooms = {path.relative_to(here).with_suffix("") for path in here.rglob("*.py") if path.stem not in STANDS_BELOW}
    assert [str(room) for room in rooms if not ((there / room).is_dir() or (there / f"{room}.py").is_file())] == []
