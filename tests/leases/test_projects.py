"""The lease of a project: one reminder for all of it, one end of what was made for it; its repository stays."""

import pytest
import sqlalchemy as sa

from portal.contract.problem import Problem
from portal.store.tables import lease_reminders, projects
from tests.leases.house import House


def explored(house: House) -> str:
    """An exploration of thirty days, made."""
    request = house.asks("project", name="peek", template="exploration")
    if house.state_of(request) == "in_review":
        house.approve(request)
    assert house.made(request) == "ready"
    return request


def states(house: House, request: str) -> dict[str, str]:
    """Kind of what was made with a project to its state."""
    return {row["kind"]: row["state"] for row in house.things() if row["request"] == int(request[2:])}


def phase(house: House) -> str:
    """The project's phase."""
    with house.world.database.read() as connection:
        return str(connection.execute(sa.select(projects.c.phase).where(projects.c.name == "peek")).scalar_one())


def reminded_of(house: House) -> set[str]:
    """What reminders were made of, the demo's found computes left out."""
    with house.world.database.read() as connection:
        found = connection.execute(sa.select(lease_reminders.c.resource)).scalars()
        return {id_ for id_ in found if "/computes/" not in id_}


def test_a_project_ends_as_a_whole_after_a_grace_that_was_shown(house: House) -> None:
    request = explored(house)
    house.passes(days=31)
    assert reminded_of(house) == {"repository/peek"}
    assert set(states(house, request).values()) <= {"live", "expiring"}
    house.passes(days=30)
    assert set(states(house, request).values()) <= {"live", "expiring"}, "nobody was shown a reminder"
    assert "peek" in {one.name for one in house.looks().leases}
    house.passes(days=3.1)
    assert house.requests_of_the_portal() == [("the end of project peek", "ready")]
    after = states(house, request)
    assert after.pop("repository") in ("live", "expiring") and set(after.values()) == {"retired"}
    assert phase(house) == "retired"
    for row in house.things():
        if row["request"] == int(request[2:]) and row["id"].startswith("/"):
            assert house.in_azure(row["name"]) is None
    house.passes(days=60)
    assert len(house.requests_of_the_portal()) == 1
    assert (house.home_folder / "repositories" / "peek.git").is_dir()


def test_an_extension_of_a_project_moves_all_of_it(house: House) -> None:
    request = explored(house)
    house.passes(days=29)
    part = next(row for row in house.things() if row["kind"] == "environment" and row["project"] == "peek")
    with pytest.raises(Problem) as refused:
        house.asks("extension", resource=part["name"])
    assert [one.where for one in refused.value.body.complaints] == ["resource"]
    extension = house.asks("extension", resource="peek", days=7)
    assert house.made(extension) == "ready"
    ends = {row["lease_until"] for row in house.things() if row["request"] == int(request[2:])}
    assert len(ends) == 1
    house.looks()
    house.passes(days=5)
    house.looks()
    assert house.requests_of_the_portal() == []
    house.passes(days=7)
    assert phase(house) == "retired"


def test_computes_of_a_project_with_leases_of_their_own_go_first(house: House) -> None:
    request = explored(house)
    house.passes(days=28)
    house.looks()
    name = house.made_compute(project="peek", days=20)
    house.passes(days=7)
    assert set(states(house, request).values()) <= {"live", "expiring"}
    assert "they have leases of their own" in " ".join(house.said("peek"))
    house.looks()
    house.passes(days=14)
    house.looks()
    house.passes(days=4)
    assert house.thing(name)["state"] == "retired"
    house.passes(hours=2)
    assert phase(house) == "retired"
