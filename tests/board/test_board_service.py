"""The board over a store: two queries, however much there is to see."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa

from catalog.model import WorkspaceDef
from portal.domain.models.observed_workspaces import workspace_source
from portal.records.models import board as models
from portal.records.observed.observations import Item, ListReading, keep
from portal.store.connections import Database
from portal.store.tables import observations, projects
from tests.observer.estate import NONPROD, organisation

AT = "2026-11-23T09:00:00.000Z"
MODELS, WORKSPACES = 2000, 60
STAGES = ("dev", "test", "prod")


@contextmanager
def counted(database: Database) -> Iterator[list[str]]:
    """Collects the statements that run inside."""
    found: list[str] = []

    def note(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith(("BEGIN", "PRAGMA")):
            found.append(statement)

    sa.event.listen(database.engine, "before_cursor_execute", note)
    yield found
    sa.event.remove(database.engine, "before_cursor_execute", note)


def estate() -> tuple[list[WorkspaceDef], list[ListReading]]:
    """Sixty workspaces of twenty units in three stages, with two thousand models that serve in prod."""
    places = [
        WorkspaceDef(
            name=f"mlw-u{number // 3}-{STAGES[number % 3]}",
            resource_group=f"rg-u{number // 3}",
            subscription=NONPROD,
            region="westeurope",
            unit=f"u{number // 3}",
            stage=STAGES[number % 3],  # type: ignore[arg-type]
            shared=True,
        )
        for number in range(WORKSPACES)
    ]
    readings = []
    for number, place in enumerate(places):
        mine = [f"model-{one}" for one in range(MODELS) if one % (WORKSPACES // 3) == number // 3]
        source = workspace_source(place.subscription, place.resource_group, place.name)
        versions = [{"version": str(one), "manifest": f"{one:064x}"} for one in range(3, 0, -1)]
        registered = tuple(Item(one, {"name": one, "complete": True, "versions": versions}) for one in mine)
        serving = tuple(
            Item(
                f"oep-{one}",
                {
                    "name": f"oep-{one}",
                    "approved": "3",
                    "deployments": [{"name": "blue", "model": f"{source}/models/{one}/versions/3", "traffic": 100}],
                },
            )
            for one in (mine if place.stage == "prod" else ())
        )
        lists = (("models", "model", registered), ("onlineEndpoints", "online_endpoint", serving))
        for name, kind, items in (*lists, ("batchEndpoints", "batch_endpoint", ())):
            readings.append(ListReading(source, name, kind, place.name, place.stage, "seen", items))
    return places, readings


def test_two_thousand_models_in_sixty_workspaces_take_nine_queries_and_then_three(sqlite_database: Database) -> None:
    places, readings = estate()
    with sqlite_database.write() as connection:
        keep(connection, readings, AT)
    wide = organisation().model_copy(update={"workspaces": tuple(places)})
    with counted(sqlite_database) as statements:
        board = models.board(sqlite_database, wide)
    assert len(statements) == 9
    with counted(sqlite_database) as statements:
        assert models.board(sqlite_database, wide) is board, "nothing has changed"
    assert len(statements) == 3
    assert (board.total, board.attention, len(board.sources)) == (MODELS, 0, WORKSPACES)
    assert all(row.stages["prod"] and row.stages["prod"].approved == "=" for row in board.items)


def test_a_sweep_that_changed_nothing_writes_one_statement_for_each_list(sqlite_database: Database) -> None:
    _, readings = estate()
    with sqlite_database.write() as connection:
        keep(connection, readings, AT)
    with counted(sqlite_database) as statements, sqlite_database.write() as connection:
        kept = keep(connection, readings, "2026-11-23T09:01:00.000Z")
    assert not kept.anything
    assert len([one for one in statements if one.startswith("UPDATE")]) == len(readings)
    assert not [one for one in statements if one.startswith("INSERT")]


def test_a_text_chooses_models_and_the_headline_speaks_of_those_alone(database: Database) -> None:
    readings = [
        ListReading(
            workspace_source(NONPROD, "rg-risk-dev", "mlw-risk-dev"),
            "models",
            "model",
            "mlw-risk-dev",
            "dev",
            "seen",
            tuple(
                Item(name, {"name": name, "project": project, "versions": [{"version": "1"}]})
                for name, project in (("fraud-net", "fraud"), ("pd-retail", "scorecards"))
            ),
        )
    ]
    with database.write() as connection:
        keep(connection, readings, AT)
    assert [row.name for row in models.board(database, organisation(), "FRAUD net").items] == ["fraud-net"]
    assert models.board(database, organisation(), "risk").total == 2
    assert models.board(database, organisation(), "nothing such").headline == "No model was seen"


def test_a_project_declares_where_its_stages_are(database: Database) -> None:
    stage = {"stage": "dev", "workspace": "mlw-risk-dev", "resource_group": "rg-risk-dev", "subscription": NONPROD}
    row: dict[str, Any] = {
        "name": "fraud", "title": "Fraud", "unit": "risk", "phase": "live", "owner": "tom", "template": "t",
        "template_version": "1.0.0", "request": None, "spec": {}, "stages": [stage, "broken", {}], "members": [],
        "repository": "", "commit": "", "budget_cents": 0, "cost_centre": "", "data_classification": "",
        "created_at": AT, "last_activity": AT, "origin": "found",
    }  # fmt: skip
    source = workspace_source(NONPROD, "rg-risk-dev", "mlw-risk-dev")
    shut = [
        ListReading(source, name, name, "mlw-risk-dev", "dev", "forbidden", (), "needs the right read")
        for name in ("models", "onlineEndpoints", "batchEndpoints")
    ]
    value = {"name": "m", "project": "fraud", "versions": [{"version": "1"}]}
    test_source = workspace_source(NONPROD, "rg-risk-test", "mlw-risk-test")
    held = ListReading(test_source, "models", "model", "mlw-risk-test", "test", "seen", (Item("m", value),))
    with database.write() as connection:
        connection.execute(projects.insert().values(**row))
        keep(connection, [*shut, held], AT)
    (found,) = models.board(database, organisation()).items
    assert found.stages["dev"] and (found.stages["dev"].status, found.owner) == ("forbidden", "tom")
    assert found.attention == "dev is not visible to us"


def test_of_two_servers_that_read_at_once_the_later_reading_stays(database: Database) -> None:
    def reading(version: str) -> list[ListReading]:
        value = {"name": "m", "versions": [{"version": version}]}
        return [ListReading("/w", "models", "model", "w", "dev", "seen", (Item("m", value),))]

    with database.write() as connection:
        keep(connection, reading("2"), "2026-11-23T09:00:02.000Z")
    with database.write() as connection:
        keep(connection, reading("1"), "2026-11-23T09:00:01.000Z")
    query = sa.select(observations.c.value, observations.c.observed_at).where(observations.c.kind == "model")
    with database.read() as connection:
        value, at = connection.execute(query).one()
    assert (value["versions"][0]["version"], at) == ("2", "2026-11-23T09:00:02.000Z")
