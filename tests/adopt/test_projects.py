"""A whole project that was there before becomes managed: its row, its own workspaces, its members."""

import sqlite3
from typing import Any

import pytest
import sqlalchemy as sa

from portal.azure import sdk
from portal.contract.problem import Problem
from portal.engine.effects.records.adopt_project import AdoptProject
from portal.records.inventory import project_adoptions
from portal.services.operations import operations
from portal.store.tables import projects
from tests.access.desk import Desk

LOYALTY = {"name": "loyalty", "repository": "https://github.com/contoso/loyalty.git", "unit": "retail", "owner": "maya"}


@pytest.fixture(autouse=True)
def reachable(desk: Desk) -> None:
    """Nobody forbids looking into the workspace any more."""
    with sqlite3.connect(desk.state) as state:
        state.execute("DELETE FROM mark")


def workspace(desk: Desk) -> dict[str, Any]:
    """The inventory's row of the workspace that is loyalty's own."""
    return next(row for row in desk.resources("workspace") if row["name"] == "mlw-loyalty-test")


def tags(desk: Desk) -> dict[str, str]:
    """What that workspace's tags say."""
    found = sdk.read(desk.azure, str(workspace(desk)["id"]))
    assert isinstance(found, sdk.FoundResource)
    return dict(found.payload["tags"])


def row(desk: Desk, name: str) -> dict[str, Any] | None:
    """A project's row, if there is one."""
    with desk.world.database.read() as connection:
        query = sa.select(projects).where(projects.c.name == name)
        found = connection.execute(query).mappings().one_or_none()
    return dict(found) if found else None


def test_a_project_with_its_repository_and_workspaces_becomes_managed(desk: Desk) -> None:
    desk.observe()
    made = desk.granted("adopt", "li", by="ana", **LOYALTY, workspace_dev="mlw-retail-dev")
    assert made.state == "ready", made.operation and made.operation.reason
    assert made.spec["workspace_test"] == "mlw-loyalty-test", "its tags say whose it is"
    entered = desk.project("loyalty")
    assert (entered["origin"], entered["request"], entered["repository"]) == ("adopted", 1, LOYALTY["repository"])
    assert [(one["stage"], one["workspace"], one["shared"]) for one in entered["stages"]] == [
        ("dev", "mlw-retail-dev", True),
        ("test", "mlw-loyalty-test", False),
    ]
    assert (workspace(desk)["origin"], workspace(desk)["project"]) == ("adopted", "loyalty")
    assert tags(desk)["managed_by"] == "ml-portal"
    assert made.card is not None and made.card.do_now[0] == f"git clone {LOYALTY['repository']}"
    with pytest.raises(Problem) as refused:
        desk.ask("adopt", "ana", **LOYALTY, what="project")
    assert "loyalty is managed already" in refused.value.line()


def test_a_found_row_keeps_what_it_said_and_is_that_again_when_it_is_given_up(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.observe()
    before, was_tags = row(desk, "basket"), tags(desk)

    def fails(*_given: object) -> None:
        raise OSError("the disk is full")

    asked = {"name": "basket", "repository": "git@github.com:contoso/basket.git", "workspace_test": "mlw-loyalty-test"}
    with monkeypatch.context() as patched:
        patched.setattr(AdoptProject, "_enter", fails)
        made = desk.granted("adopt", "li", by="ana", **asked)
    assert made.operation is not None and made.operation.state == "stuck"
    assert workspace(desk)["origin"] == "adopted" and tags(desk)["project_id"] == "basket"
    operations.give_up(desk.world.database, 1, "ana", desk.clock(), "demo")
    desk.until("R-1", "done")
    assert desk.show("R-1").state == "failed_clean"
    assert (row(desk, "basket"), tags(desk)) == (before, was_tags)
    assert (workspace(desk)["origin"], workspace(desk)["project"]) == ("found", "loyalty")
    again = desk.granted("adopt", "li", by="ana", **asked)
    assert again.state == "ready"
    adopted = desk.project("basket")
    assert (adopted["owner"], adopted["members"], adopted["phase"]) == ("maya", ["maya"], "building")
    with desk.world.database.write() as connection:
        project_adoptions.release(connection, 2, "basket")
    assert row(desk, "basket") == before


def test_who_may_and_what_is_missing_is_told(desk: Desk) -> None:
    desk.observe()
    for by, answers, told in (
        ("tom", {"name": "basket", "repository": "https://x.org/b"}, "basket is not yours"),
        ("maya", {"name": "basket", "repository": "https://me:secret@x.org/b"}, "leave out what stands before"),
        ("maya", {"name": "nobody-has-it", "repository": "https://x.org/b"}, "no workspace is named"),
        ("maya", {"name": "basket", "repository": "not an address"}, "repository"),
    ):
        with pytest.raises(Problem) as refused:
            desk.ask("adopt", by, **answers)
        assert told in refused.value.line()
