"""The advisor through its doors: routes, client and command line."""

import asyncio
import json
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse

from portal.client.advice import AdviceRoutes
from portal.client.blocking import BlockingConnection, finish
from portal.contract.advice import ComputeAdvice, TopologyAdvice
from portal.contract.problem import Problem
from portal.contract.requests import Form
from portal.server.authentication import Authenticated, authenticated
from portal.server.routes import advice
from portal.services.world import World
from tests.cli.conftest import Run
from tests.client.samples import sample
from tests.client.serving import Scripted


@dataclass
class Stand:
    """As much of a portal as these routes use."""

    world: World

    @property
    def catalogue(self) -> "Stand":
        """The source of the catalogue."""
        return self

    def refresh(self) -> bool:
        """Nothing changed."""
        return False


@dataclass
class Http:
    """Calls on an application in this process."""

    app: FastAPI

    def post(self, path: str, words: dict[str, Any]) -> httpx.Response:
        """One call with some words."""

        async def send() -> httpx.Response:
            transport = httpx.ASGITransport(self.app)
            async with httpx.AsyncClient(transport=transport, base_url="http://portal") as client:
                return await client.post(path, json={"words": words})

        return asyncio.run(send())


@pytest.fixture
def http(world: World) -> Http:
    """The routes, asked by maya."""
    app = FastAPI()
    app.state.portal = Stand(world)
    app.dependency_overrides[authenticated] = lambda: Authenticated(world.person("maya"), "demo")
    app.include_router(advice.router)

    async def problem(_request: Request, fault: Exception) -> JSONResponse:
        assert isinstance(fault, Problem)
        return JSONResponse(fault.document(), status_code=fault.body.status)

    app.add_exception_handler(Problem, problem)
    return Http(app)


def test_compute_is_advised_on(http: Http) -> None:
    answer = http.post("/advice/compute", {"workload": "training", "gb": 20}).json()
    assert {"ranked", "rejected"} <= set(answer)
    assert answer["ranked"][0]["type"] == "e8ds-v5"
    assert answer["rejected"][0]["would_change"]


def test_topology_is_advised_on(http: Http) -> None:
    answer = http.post("/advice/topology", {"external": "yes", "name": "churn2"}).json()
    assert {"ranked", "rejected"} <= set(answer)
    assert answer["ranked"][0]["workspaces"][0]["name"] == "mlw-churn2-dev"


def test_forms_are_served(http: Http) -> None:
    for topic in ("compute", "topology"):
        answer = http.post(f"/advice/{topic}/form", {}).json()
        assert answer["schema"]["type"] == "object"


def test_a_wrong_word_is_refused(http: Http) -> None:
    answer = http.post("/advice/compute", {"framwork": "x"})
    assert answer.status_code == 422
    assert answer.json()["complaints"][0]["todo"] == "did you mean 'framework'?"


def test_the_client_asks_the_routes(scripted_server: tuple[Scripted, str]) -> None:
    known, url = scripted_server
    known.calls.clear()
    wanted = (
        (AdviceRoutes.compute, "/advice/compute", ComputeAdvice),
        (AdviceRoutes.topology, "/advice/topology", TopologyAdvice),
        (AdviceRoutes.compute_form, "/advice/compute/form", Form),
        (AdviceRoutes.topology_form, "/advice/topology/form", Form),
    )
    with BlockingConnection(url, "secret", "maya") as connection:
        for ask, path, shape in wanted:
            known.answer("POST", path, sample(shape))
            assert isinstance(finish(ask(AdviceRoutes(connection), {"gb": 3})), shape)
            assert (known.calls[-1].path, known.calls[-1].body) == (path, {"words": {"gb": 3}})


def test_the_command_line_answers_with_json(portal: Run, scripted: Scripted) -> None:
    scripted.answer("POST", "/advice/compute", sample(ComputeAdvice))
    ran = portal("advise", "compute", "--set", "workload=training", "--set", "gb=20", "--json")
    assert ran.code == 0
    assert {"ranked", "rejected"} <= set(json.loads(ran.out))
    assert scripted.calls[-1].body == {"words": {"workload": "training", "gb": "20"}}


def test_the_command_line_tells_people(portal: Run, scripted: Scripted, http: Http) -> None:
    said = {"framework": "pytorch"}
    scripted.answer("POST", "/advice/compute", http.post("/advice/compute", said).json())
    ran = portal("advise", "compute", "--set", "framework=pytorch")
    assert ran.code == 0
    assert ["1", "cluster", "nc4as-t4-v3", "dedicated", "1", "0.58"] in [
        line.split()[:6] for line in ran.out.splitlines()
    ]
    assert "with checkpoints=yes it could be low priority: 0.20 instead of 0.58 EUR an hour" in ran.out
    assert "portal request new compute --set type=nc4as-t4-v3 --set form=cluster" in ran.out
    assert "more; --all shows them" in ran.out
    everything = portal("advise", "compute", "--set", "framework=pytorch", "--all")
    assert "--all shows" not in everything.out and "nc6" in everything.out


def test_the_command_line_tells_people_about_workspaces(portal: Run, scripted: Scripted, http: Http) -> None:
    said = {"chargeback": "yes", "name": "churn2"}
    scripted.answer("POST", "/advice/topology", http.post("/advice/topology", said).json())
    ran = portal("advise", "topology", "--set", "chargeback=yes", "--set", "name=churn2")
    assert ran.code == 0
    assert "mlw-churn2-dev, mlw-churn2-prod" in ran.out
    assert "Container registry, Premium × 1 (estimate, 2026-11-23)" in ran.out
    assert "with chargeback=no it would fit" in ran.out


@pytest.mark.parametrize("topic", ["compute", "topology"])
def test_what_is_no_word_at_all_is_bad_usage(portal: Run, scripted: Scripted, topic: str) -> None:
    ran = portal("advise", topic, "--set", "gb")
    assert (ran.code, ran.out) == (2, "")
    assert "--set 'gb' is no answer" in ran.err
