"""Every role on every route, about their own, another's and what is not there: each is answered as the table says."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from portal.contract.problem import Problem
from portal.services.requests import requests
from tests.server.matrix import BODIES, CELLS, COMPUTE, QUERIES, ROLES, expected
from tests.server.served_portal import ServedPortal, problem, told

POLL_SECONDS = 5.0
"""Nothing is started here."""
OTHER = {"maya": "priya"}
"""Whose thing is another's: maya's for all but herself."""
KEPT: dict[str, tuple[str, dict[str, Any], str]] = {
    "{draft}": ("PUT /drafts/new", {"kind": "compute", "spec": {}}, "id"),
    "{watch}": ("POST /watches", {"type": "d4s-v5", "nodes": 1}, "id"),
    "{delegation}": ("POST /delegations", BODIES["POST /delegations"], "number"),
}
"""How somebody comes to what only they can change: the call, what it says, and where the answer names it."""
THERE = {"{item}": "d4s-v5", "{kind}": "compute", "{version}": "13"}


@dataclass(frozen=True)
class Made:
    """A request that was made: its id, its wish and its digest."""

    id: str
    spec: dict[str, Any]
    digest: str


@dataclass
class Stage:
    """A served portal, on which everybody has something of their own."""

    server: ServedPortal
    made: dict[str, Made | None] = field(default_factory=dict)
    """By person, a request of theirs that nobody has decided."""
    count: int = 0

    def request_of(self, person: str) -> Made | None:
        """A request of somebody's in review; None when they may have none."""
        world = self.server.app.state.portal.world
        if person not in self.made:
            self.made[person], self.count = None, self.count + 1
            wishes: list[tuple[str, dict[str, Any]]] = [
                ("compute", COMPUTE),
                ("project", {"name": f"own-{self.count}", "template": "tabular-classic"}),
            ]
            for kind, spec in wishes:
                try:
                    one = requests.submit(world, world.person(person), kind, spec)
                    self.made[person] = Made(one, spec, self.server.get(f"/requests/{one}")["digest"])
                    break
                except Problem as refused:
                    assert refused.body.status in (403, 404, 422)
        return self.made[person]

    def filled(self, path: str, by: str, subject: str) -> str | None:
        """The path with its parameters but for a request; None when they can have nothing of the sort."""
        whose = by if subject == "own" else OTHER.get(by, "maya")
        for name, (way, body, id_) in KEPT.items():
            if name in path:
                found = "D-9999999" if name == "{draft}" else "9999999"
                if subject != "absent":
                    method, where = way.split(" ")
                    made = self.server.call(method, where, whose, json=body)
                    if made.status_code == 403:
                        return None
                    found = str(told(made)[id_])
                path = path.replace(name, found)
        for name, there in {**THERE, "{name}": "churn-model" if "model" in path else "basket"}.items():
            path = path.replace(name, there if subject != "absent" else "77" if name == "{version}" else "nowhere")
        return path

    def answer(self, route: str, role: str, subject: str) -> int | None:
        """What somebody in a role is answered; None when they can have nothing of the sort."""
        by = ROLES[role]
        method, pattern = route.split(" ")
        path = self.filled(pattern, by, subject)
        if path is None:
            return None
        body = dict(BODIES.get(route, {}))
        if "{request}" in path:
            one: Made | None = Made("R-9999999", {}, "0" * 64)
            if subject != "absent":
                one = self.request_of(by if subject == "own" else OTHER.get(by, "maya"))
            if one is None:
                return None
            path = path.replace("{request}", one.id)
            if "digest" in body:
                body["digest"] = one.digest
            if "spec" in body and one.spec and "template" in one.spec:
                body["spec"] = one.spec
        if route == "GET /events":
            with self.server.client.stream(method, path, headers=self.server.headers(by)) as stream:
                return stream.status_code
        response = self.server.call(method, path, by, json=body or None, params=QUERIES.get(route))
        if not response.is_success:
            refusal = problem(response, response.status_code)
            assert response.status_code != 403 or refusal.detail or refusal.todo, (route, by, refusal)
        if response.is_success and method != "GET" and "{request}" in route:
            self.made = {person: had for person, had in self.made.items() if had is None or had.id not in path}
        return response.status_code


@pytest.fixture(scope="module")
def stage(server: ServedPortal) -> Iterator[Stage]:
    """A stage on the server of all tests; what Azure holds is read once, and then stands still."""
    server.get("/models/board")
    portal = server.app.state.portal
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(portal.observer, "refresh", lambda *_: None)
        patch.setattr(portal.observer, "deepen", lambda *_: None)
        world = replace(portal.world, render=lambda _order: {"README.md": "a" * 64})
        patch.setattr(server.app.state, "portal", replace(portal, world=world))
        patch.setattr("portal.server.routes.demo.ask_for_reset", lambda _home: None)
        yield Stage(server)


def test_every_route_has_its_row_and_every_person_their_role(server: ServedPortal) -> None:
    routes = {f"{method.upper()} {path}" for path, known in server.app.openapi()["paths"].items() for method in known}
    assert routes == set(CELLS)
    people = {person.id: person for person in server.app.state.portal.catalogue().organisation.people}
    known = {role for person in people.values() for role in person.roles}
    assert known <= set(ROLES), known - set(ROLES)
    assert all(role in people[by].roles for role, by in ROLES.items() if role in known)


@pytest.mark.parametrize("route", CELLS)
def test_each_role_is_answered_as_the_table_says(stage: Stage, route: str) -> None:
    subjects = {"own", "other", "absent"} if any(one in route for one in ("{request}", *KEPT)) else None
    assert set(CELLS[route]) == (subjects or ({"there", "absent"} if "{" in route else {""}))
    for subject, cell in CELLS[route].items():
        wanted = expected(cell)
        answers = {role: stage.answer(route, role, subject) for role in ROLES if subject != "own" or _may_own(role)}
        found = {role: status for role, status in answers.items() if status is not None}
        assert len(found) >= (6 if subject == "own" else len(ROLES))
        assert found == {role: wanted[role] for role in found}, f"{route}, {subject or 'everybody'}"


def _may_own(role: str) -> bool:
    """Whether somebody in a role is let in, and so could have something of their own."""
    return role not in ("leaver", "stranger")
