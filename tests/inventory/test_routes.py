"""The inventory, the board and the audit over HTTP."""

from collections.abc import Iterator
from dataclasses import dataclass

import httpx
import pytest
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from starlette.concurrency import run_in_threadpool

from portal.clock import Clock
from portal.contract.problem import Problem
from portal.demo.inventory import load_inventory
from portal.records.observed.observations import ListReading, keep
from portal.reports.proof import verify_export
from portal.server.authentication import Authenticated, authenticated
from portal.server.routes import audit, models, projects
from portal.services.world import World
from portal.store.connections import Database
from tests.inventory.conftest import NOW


@dataclass
class Stand:
    """As much of a portal as these routes use, and a count of how often Azure was read."""

    world: World
    refreshed: int = 0

    @property
    def database(self) -> Database:
        """The store."""
        return self.world.database

    @property
    def clock(self) -> Clock:
        """The clock."""
        return self.world.clock

    @property
    def observer(self) -> "Stand":
        """The observer."""
        return self

    def catalogue(self) -> object:
        """The catalogue in force."""
        return self.world.catalogue()

    def refresh(self) -> None:
        """Reads Azure."""
        self.refreshed += 1


@dataclass
class Client:
    """Asks as maya."""

    app: FastAPI
    stand: Stand

    async def send(self, method: str, path: str, **query: object) -> httpx.Response:
        """One call."""
        transport = httpx.ASGITransport(self.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://portal") as client:
            return await client.request(method, path, params={key: str(value) for key, value in query.items()})

    async def get(self, path: str, **query: object) -> httpx.Response:
        """One look."""
        return await self.send("GET", path, **query)


@pytest.fixture
def client(world: World) -> Iterator[Client]:
    """The routes over the demo's inventory."""
    with world.database.write() as connection:
        load_inventory(connection, NOW, world.catalogue().organisation)
    app, stand = FastAPI(), Stand(world)
    app.state.portal = stand
    app.dependency_overrides[authenticated] = lambda: Authenticated(world.person("maya"), "demo")
    for topic in (projects, models, audit):
        app.include_router(topic.router)

    async def problem(_request: Request, fault: Exception) -> JSONResponse:
        assert isinstance(fault, Problem)
        return JSONResponse(fault.document(), status_code=fault.body.status)

    app.add_exception_handler(Problem, problem)
    yield Client(app, stand)


async def test_pages_of_projects_hold_each_once_and_the_total_speaks_of_all(client: Client) -> None:
    names, cursor = list[str](), None
    while True:
        query = {"limit": 7, "sort": "cost", "descending": True, **({"cursor": cursor} if cursor else {})}
        page = (await client.get("/projects", **query)).json()
        names += [row["name"] for row in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert names[0] == "fraud" and len(set(names)) == len(names) == page["total"]["projects"]


async def test_projects_are_chosen_and_grouped(client: Client) -> None:
    page = (await client.get("/projects", unit="risk", phase="live", group="owner")).json()
    assert {row["unit"] for row in page["items"]} == {"risk"}
    assert {group["value"] for group in page["groups"]} == {"tom", "erik"}


@pytest.mark.parametrize(
    ("path", "query", "where"),
    [
        ("/projects", {"sort": "beauty"}, "sort"),
        ("/projects", {"group": "beauty"}, "group"),
        ("/projects", {"cursor": "???"}, "cursor"),
        ("/projects/export", {"format": "pdf"}, "format"),
    ],
)
async def test_what_does_not_exist_is_refused_with_what_does(
    client: Client, path: str, query: dict[str, str], where: str
) -> None:
    answer = await client.get(path, **query)
    assert answer.status_code == 422
    assert answer.json()["complaints"][0]["where"] == where


async def test_one_project_and_none(client: Client) -> None:
    found = (await client.get("/projects/fraud")).json()
    assert (found["owner"], [stage["stage"] for stage in found["stages"]]) == ("tom", ["dev", "test", "prod"])
    missing = await client.get("/projects/nothing-such")
    assert (missing.status_code, missing.json()["title"]) == (404, "no project 'nothing-such'")


@pytest.mark.parametrize(
    ("format_", "media", "start"),
    [
        ("csv", "text/csv", "name,title"),
        ("json", "application/json", '{\n  "items"'),
        ("markdown", "text/markdown", "# Projects, 25, as of"),
        ("catalog-info", "application/yaml", "---\n"),
    ],
)
async def test_every_format_is_served_as_what_it_is(client: Client, format_: str, media: str, start: str) -> None:
    answer = await client.get("/projects/export", format=format_)
    assert answer.headers["content-type"].startswith(media)
    assert answer.text.startswith(start)


async def test_the_board_is_served_and_read_again_when_asked(client: Client) -> None:
    assert (await client.get("/models/board")).json()["headline"] == "No model was seen"
    assert client.stand.refreshed == 1  # nothing had ever been read
    shut = ListReading("/w", "models", "model", "w", "dev", "unreachable")
    with client.stand.database.write() as connection:
        keep(connection, [shut], client.stand.world.now())
    await client.get("/models/board")
    assert client.stand.refreshed == 1
    assert (await client.send("POST", "/models/refresh")).status_code == 200
    assert client.stand.refreshed == 2


async def test_the_audit_is_paged_verified_and_exported(client: Client) -> None:
    assert (await client.get("/audit", limit=5)).json() == {"items": [], "next": None}
    assert (await client.get("/audit/verify")).json()["ok"] is True
    text = (await client.get("/audit/export")).text
    assert (await run_in_threadpool(verify_export, text.splitlines())).ok
