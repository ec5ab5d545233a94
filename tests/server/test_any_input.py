"""Whatever is sent to any route, sound or not, the server answers; it never fails."""

import json
from contextlib import suppress
from typing import Any
from urllib.parse import quote

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.core.result import Ok

from tests.server.door import Door

SHORT, LONG = 2, 100
pytestmark = pytest.mark.filterwarnings("ignore:Do not use the `random` module")  # schemathesis does, seeded
LEFT_OUT = {"/events", "/server/stop", "/demo/reset", "/demo/clock", "/models/refresh", "/models/{name}/refresh"}
"""A stream that does not end; what ends the server, moves its clock or reads all of Azure, and takes few words."""


def sent_to_every_route(door: Door, examples: int) -> int:
    """Sends what fits each route's schema and what does not; returns how many calls were made."""
    schema = schemathesis.openapi.from_dict(door.app.openapi())
    calls = 0
    for result in schema.get_all_operations():
        assert isinstance(result, Ok), result
        operation = result.ok()
        if operation.path in LEFT_OUT:
            continue
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):

            @settings(
                max_examples=examples, deadline=None, database=None, derandomize=True,
                phases=(Phase.explicit, Phase.generate), suppress_health_check=list(HealthCheck),
            )  # fmt: skip
            @given(case=operation.as_strategy(generation_mode=mode))
            def sent(case: Any) -> None:
                nonlocal calls
                calls += 1
                _answered(door, case)

            with suppress(Unsatisfiable):  # where nothing is asked for, nothing wrong can be sent
                sent()
    return calls


def _answered(door: Door, case: Any) -> None:
    """One call; the answer is no fault of the server, and a refusal is a problem of RFC 9457."""
    path = case.path
    for name, value in (case.path_parameters or {}).items():
        path = path.replace(f"{{{name}}}", quote(str(value), safe="", errors="replace") or "x")
    query = {name: str(value).encode("utf-8", "replace").decode() for name, value in dict(case.query or {}).items()}
    content = b""
    if not isinstance(case.body, schemathesis.core.NotSet):
        content = case.body if isinstance(case.body, bytes) else json.dumps(case.body, default=str).encode()
    as_json = {"Content-Type": "application/json"}
    response = door.call(case.method, path, "ana", params=query, content=content, headers=as_json)
    assert response.status_code < 500, (case.method, path, content[:200], response.text[:300])
    if response.status_code >= 400:
        assert response.headers["content-type"] == "application/problem+json", (case.method, path)


def test_no_route_fails_on_any_input(door: Door) -> None:
    assert sent_to_every_route(door, SHORT) > 100


@pytest.mark.prove
def test_no_route_fails_on_much_input(door: Door) -> None:
    assert sent_to_every_route(door, LONG) > 4000
