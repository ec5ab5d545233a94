"""Whatever is sent to any route, sound or not, the server answers: it never fails, and it takes nothing unsound."""

import json
from typing import Any
from urllib.parse import quote

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.core.result import Ok

from tests.server.served_portal import ServedPortal, problem

POLL_SECONDS = 5.0
"""Nothing is started here."""
FEW, MANY = 2, 100
BY_TURNS = ("ana", "maya", "theo", "omar", "lena", "ci-churn")
pytestmark = pytest.mark.filterwarnings("ignore:Do not use the `random` module")  # schemathesis does, seeded
LEFT_OUT = {"/events", "/server/stop", "/demo/reset", "/demo/clock", "/models/refresh", "/models/{name}/refresh"}
"""A stream that does not end; what ends the server, moves its clock or reads all of Azure, and takes few words."""


def sent_to_every_route(server: ServedPortal, mode: GenerationMode, examples: int) -> int:
    """Sends what fits each route's schema, or what does not; returns how many calls were made."""
    schema = schemathesis.openapi.from_dict(server.app.openapi())
    calls = 0
    for result in schema.get_all_operations():
        assert isinstance(result, Ok), result
        operation = result.ok()
        takes_more_than_names = any(True for _ in (*operation.query, *operation.body))
        if operation.path in LEFT_OUT or (mode is GenerationMode.NEGATIVE and not takes_more_than_names):
            continue  # where nothing is asked for, nothing wrong can be sent, and looking for it takes long

        @settings(
            max_examples=examples, deadline=None, database=None, derandomize=True,
            phases=(Phase.explicit, Phase.generate), suppress_health_check=list(HealthCheck),
        )  # fmt: skip
        @given(case=operation.as_strategy(generation_mode=mode))
        def sent(case: Any) -> None:
            nonlocal calls
            calls += 1
            _answered(server, case, mode, BY_TURNS[calls % len(BY_TURNS)])

        sent()
    return calls


def _answered(server: ServedPortal, case: Any, mode: GenerationMode, by: str) -> None:
    """One call: its answer is no fault of the server, a refusal says where something is wrong, and wrong is refused."""
    path = case.path
    for name, value in (case.path_parameters or {}).items():
        path = path.replace(f"{{{name}}}", quote(str(value), safe="", errors="replace") or "x")
    query = {name: str(value).encode("utf-8", "replace").decode() for name, value in dict(case.query or {}).items()}
    content = b""
    if not isinstance(case.body, schemathesis.core.NotSet):
        content = case.body if isinstance(case.body, bytes) else json.dumps(case.body, default=str).encode()
    as_json = {"Content-Type": "application/json"}
    response = server.call(case.method, path, by, params=query, content=content, headers=as_json)
    told = (case.method, path, query, content[:200], response.text[:300])
    assert response.status_code < 500, told
    if response.status_code >= 400:
        refusal = problem(response, response.status_code)
        assert refusal.complaints or response.status_code != 422, told
    elif mode is GenerationMode.NEGATIVE:
        assert _means_the_same(case, response), told


def _means_the_same(case: Any, response: httpx.Response) -> bool:
    """Whether what does not fit the schema is still read as one thing only: yes as a number, or no body at all."""
    if isinstance(case.body, dict):
        return any(isinstance(value, bool) for value in case.body.values())
    return response.request.method == "DELETE"


@pytest.mark.parametrize("mode", list(GenerationMode))
def test_no_route_fails_on_any_input_or_takes_what_is_unsound(server: ServedPortal, mode: GenerationMode) -> None:
    assert sent_to_every_route(server, mode, FEW) > 50


@pytest.mark.prove
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("mode", list(GenerationMode))
def test_no_route_fails_on_much_input(server: ServedPortal, mode: GenerationMode) -> None:
    assert sent_to_every_route(server, mode, MANY) > 2000
