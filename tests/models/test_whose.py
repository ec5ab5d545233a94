"""A model that does not say whose it is belongs to whom somebody said, who may say so, and that stands in the audit."""

import pytest
import sqlalchemy as sa

from catalog.model import Person
from portal.azure.resource_ids import place_of
from portal.contract.problem import Problem
from portal.records.idempotency import Once
from portal.records.models import board
from portal.services.models import model_page
from portal.services.models.assigning import assign
from portal.store.tables import audit, projects
from tests.models.test_page import world
from tests.observer.estate import Estate, workspace

ROSA = Person(id="rosa", name="Rosa", title="Lead", unit="risk", object_id="27f282dd-8315-512d-a171-12f6bf381966")
TOM = Person(
    id="tom", name="Tom", title="Data scientist", unit="risk", object_id="15d78fcd-0645-5bcd-b675-ca9227df56b3"
)
DEV = "mlw-risk-dev"


def with_project(estate: Estate, *names: str) -> Estate:
    """Projects of the unit risk that nobody but its lead answers for."""
    empty = {"template": "t", "template_version": "1", "phase": "live", "repository": "", "commit": "", "spec": {}}
    more = {"budget_cents": 0, "cost_centre": "", "data_classification": "", "origin": "found", "request": None}
    with estate.database.write() as connection:
        for name in names:
            row = {"name": name, "title": name, "unit": "risk", "owner": "ines", "stages": [], "members": []}
            times = {"created_at": "2026-01-01", "last_activity": "2026-01-01"}
            connection.execute(projects.insert().values(**row, **empty, **more, **times))
    return estate


def projects_on(estate: Estate) -> dict[str, str]:
    """Every row of the board: its name and its project."""
    return {row.name: row.project for row in board.board(estate.database, estate.organisation).items}


def test_an_assignment_counts_is_audited_and_is_shown_on_the_page(either_estate: Estate) -> None:
    estate = with_project(either_estate, "fraud", "cards")
    estate.model("dev", "m", "1")
    estate.observe()
    assert projects_on(estate) == {"m": ""}
    assign(world(estate), ROSA, "m", DEV, "cards")
    made = assign(world(estate), ROSA, "m", DEV, "fraud")
    assert projects_on(estate) == {"m": "fraud"}
    assert model_page.page(world(estate), "m").assigned == (made,) and (made.by, made.project) == ("rosa", "fraud")
    with estate.database.read() as connection:
        rows = connection.execute(sa.select(audit.c.actor, audit.c.act, audit.c.subject, audit.c.project)).all()
    assert [tuple(row) for row in rows] == [("rosa", "assigned", "m", "cards"), ("rosa", "assigned", "m", "fraud")]


def test_the_same_sending_assigns_once(estate: Estate) -> None:
    with_project(estate, "fraud").model("dev", "m", "1")
    estate.observe()
    once = Once("rosa", "key-1", "hash")
    first = assign(world(estate), ROSA, "m", DEV, "fraud", once)
    estate.clock.pass_(60)
    assert assign(world(estate), ROSA, "m", DEV, "fraud", once) == first
    with estate.database.read() as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(audit)).scalar() == 1


def test_the_models_own_tag_stands_above_what_people_say(estate: Estate) -> None:
    with_project(estate, "fraud", "cards").model("dev", "m", "1")
    estate.observe()
    assign(world(estate), ROSA, "m", DEV, "fraud")
    estate.model("dev", "m", "2", project_id="cards")
    estate.observe(after=60)
    assert projects_on(estate) == {"m": "cards"}
    with pytest.raises(Problem, match="m says itself that it belongs to cards"):
        assign(world(estate), ROSA, "m", DEV, "fraud")


@pytest.mark.parametrize(
    ("person", "model", "workspace", "project", "said"),
    [
        (TOM, "m", DEV, "fraud", "tom may not say what belongs to fraud"),
        (ROSA, "nope", DEV, "fraud", "no model 'nope'"),
        (ROSA, "m", "elsewhere", "fraud", "m was not seen there"),
        (ROSA, "m", DEV, "nope", "no project 'nope'"),
    ],
)
def test_what_cannot_be_assigned_is_refused(
    estate: Estate, person: Person, model: str, workspace: str, project: str, said: str
) -> None:
    with_project(estate, "fraud").model("dev", "m", "1")
    estate.observe()
    with pytest.raises(Problem, match=said):
        assign(world(estate), person, model, workspace, project)
    with estate.database.read() as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(audit)).scalar() == 0


def test_what_lies_in_a_projects_own_workspace_is_that_projects(estate: Estate) -> None:
    from tests.observer.estate import workspace

    own = workspace("dev", "mlw-fraud")
    estate.put(own, {"location": "westeurope", "tags": {"project_id": "fraud", "stage": "dev"}})
    estate.put(f"{own}/models/m/versions/1", {"properties": {"modelUri": "azureml://jobs/j/outputs/artifacts/paths/m"}})
    estate.observe()
    assert projects_on(estate) == {"m": "fraud"}


def test_requests_name_the_project_where_two_models_have_one_name(estate: Estate) -> None:
    with_project(estate, "fraud", "cards")
    stages = [placed("dev"), placed("test")]
    with estate.database.write() as connection:
        connection.execute(projects.update().values(stages=stages))
    estate.model("dev", "m", "1", project_id="fraud")
    estate.model("dev", "n", "1", project_id="fraud")
    estate.model("test", "m", "1", project_id="cards")
    estate.observe()
    assert model_page.page(world(estate), "m", "cards").label == "cards/m"
    assert model_page.page(world(estate), "n").label == "n"


def placed(stage: str) -> dict[str, object]:
    """Where a project has a stage."""
    place = place_of(workspace(stage))
    return {
        "stage": stage,
        "branch": "main",
        "workspace": place.workspace,
        "resource_group": place.group,
        "subscription": place.subscription,
        "region": "westeurope",
        "shared": True,
    }
