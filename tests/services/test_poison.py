"""A row of the store that is odd costs itself: boards, pages, lists, facts and exports show the others."""

from collections.abc import Callable
from typing import Any

import pytest

from portal.domain.projects.inventory import ProjectFilter
from portal.records.facts import gather
from portal.records.inventory import drift
from portal.records.models import board as boards
from portal.records.models.facts import model_facts
from portal.records.observed.unreadable import unreadable
from portal.services.catalogue import offered_quota
from portal.services.home import show as home
from portal.services.models import model_page
from portal.services.notices import watches
from portal.services.projects import projects, resource_list
from portal.store.tables import observations, resources
from tests.gates.seen import MODEL, estate
from tests.services.office import Office

KINDS = (
    "reading", "workspace", "model", "online_endpoint", "batch_endpoint", "registry_model", "compute", "quota",
    "role_assignment", "job", "registry",
)  # fmt: skip
LIST = ["a", 7, None, {"name": "x"}, {"version": "1", "traffic": "many", "model": {"a": 1}}]
NUMBERS = ("nodes", "max_nodes", "min_nodes", "used", "limit", "idle_seconds", "traffic")
GPU = {"id": "/odd/gpu", "name": "gpu", "type": "cluster", "size": "Standard_D4s_v5", "tags": {}}
VALUES: dict[str, dict[str, Any]] = {
    "nothing": {},
    "numbers for texts": dict.fromkeys(("id", "name", "stage", "unit", "region", "project", "size", "type"), 7),
    "texts for numbers": dict.fromkeys(
        ("nodes", "max_nodes", "used", "limit", "idle_seconds", "count", "min_nodes"), "many"
    )
    | GPU,
    "texts for lists": dict.fromkeys(("versions", "deployments", "evidence", "data"), "x"),
    "odd lists": dict.fromkeys(("versions", "deployments", "evidence", "data"), LIST),
    "lists for objects": dict.fromkeys(("tags", "metrics", "unread"), LIST) | {"id": "/x", "name": "n", "region": "?"},
    "huge numbers": dict.fromkeys(NUMBERS, 10**300) | GPU,
    "a strange region": {"id": "/subscriptions/s/x", "name": "n", "region": "../West Europe\u202e", "stage": "dev"},
    "a megabyte": {"id": "m" * 1_000_000, "name": "m" * 1_000_000, "family": "m" * 1_000_000, "versions": []},
    "no moment": {"versions": [{"version": "1", "created_at": "yesterday"}], "name": "n", "created_at": "never"},
}


def keep(office: Office, value: dict[str, Any]) -> None:
    """Keeps one odd row of every kind, beside those that are there, as an earlier program may have left it."""
    told = {"workspace": "odd", "stage": "dev", "status": "seen", "detail": "it cannot be read: a test",
            "observed_at": "2026-11-20T09:00:00.000Z", "since": "2026-11-20T09:00:00.000Z"}  # fmt: skip
    rows = [{**told, "source": "/odd", "subject": f"odd/{kind}", "kind": kind, "value": value} for kind in KINDS]
    there: dict[str, Any] = {
        "project": "churn", "stage": "dev", "workspace": "odd", "state": "live", "owner": "maya", "monthly_cents": 0,
        "origin": "found", "url": "", "tags": {},
    }  # fmt: skip
    with office.world.database.write() as connection:
        connection.execute(observations.insert(), rows)
        connection.execute(resources.insert().values(id="/odd/gpu", kind="compute", name="gpu", **there))


def looks(office: Office) -> dict[str, Callable[[], Any]]:
    """Everything that reads rows of many things."""
    world, catalogue = office.world, office.catalogue
    maya = world.person("maya")

    def read(of: Callable[[Any], Any]) -> Any:
        with world.database.read() as connection:
            return of(connection)

    return {
        "board": lambda: boards.board(world.database, catalogue.organisation),
        "board of the past": lambda: boards.board(world.database, catalogue.organisation, as_of="2026-11-23T10:00:00Z"),
        "model page": lambda: model_page.page(world, MODEL),
        "facts": lambda: read(lambda connection: gather(connection, catalogue, models=frozenset({MODEL}))),
        "models": lambda: read(lambda connection: model_facts(connection, catalogue, {})),
        "projects": lambda: projects.listing(world, ProjectFilter()),
        "export": lambda: projects.export(world, "json"),
        "resources": lambda: resource_list.listing(world, maya, "all"),
        "drift": lambda: read(drift.differences),
        "quotas of an offer": lambda: read(
            lambda connection: offered_quota.quotas_of(connection, catalogue.computes[0], catalogue)
        ),
        "watches": lambda: read(lambda connection: watches.of_person(connection, catalogue, "maya")),
        "home": lambda: home(world, maya),
    }


@pytest.mark.parametrize("name", VALUES)
def test_a_row_of_every_kind_that_is_odd_costs_nothing_but_itself(office: Office, name: str) -> None:
    estate(office)
    keep(office, VALUES[name])
    broken = {}
    for what, look in looks(office).items():
        try:
            found = look()
        except Exception as fault:
            broken[what] = repr(fault)
        else:
            assert what != "model page" or found.board.name == MODEL
    assert broken == {}
    with office.world.database.read() as connection:
        assert {one.what for one in unreadable(connection)} == {f"odd/{kind}" for kind in KINDS}
