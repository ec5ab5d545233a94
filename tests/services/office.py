"""Requests made, decided and started by hand: everything of a portal but its doors, its engine and its Azure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from catalog.model import Catalogue
from portal.clock import stamp
from portal.contract.problem import Problem, bad_input
from portal.contract.requests import Request
from portal.domain.requests.workdays import Span, after, calendar_of
from portal.kinds.kind import RenderOrder
from portal.records.idempotency import Once
from portal.records.operations.switches import throw
from portal.services.operations import operations
from portal.services.requests import requests, reviews, starting, views
from portal.services.requests.starting import Outcome
from portal.services.world import World
from portal.store.chain import verify
from portal.store.connections import Database
from portal.store.tables import audit, budgets, commitments, metadata, observations, projects
from portal.store.tables import operations as operations_table
from portal.store.tables import requests as requests_table
from tests.kinds.made import NONPROD, PROD

START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
FILES = {"README.md": "a" * 64}
T0, T1, T2, T3 = "d4s-v5", "nc4as-t4-v3", "nc24ads-a100-v4", "nd40rs-v2"
"""A compute type of each tier."""


@dataclass
class Office:
    """A world whose clock and catalogue a test holds in its hands."""

    database: Database
    catalogue: Catalogue
    now: datetime = START
    rendered: list[RenderOrder] = field(default_factory=list)
    broken: str = ""
    """Why no template can be rendered, if none can."""
    on_disk: Catalogue | None = None
    """What the catalogue's files say by now, when somebody changed them."""
    world: World = field(init=False)

    def __post_init__(self) -> None:
        self.world = World(
            self.database, self._clock, lambda: self.catalogue, "demo", self._render, lambda _kind: True, self._refresh
        )

    def _clock(self) -> datetime:
        return self.now

    def _render(self, order: RenderOrder) -> Mapping[str, str]:
        if self.broken:
            raise bad_input(f"template {order.template} cannot be rendered: {self.broken}")
        self.rendered.append(order)
        return FILES

    def _refresh(self) -> bool:
        found, self.on_disk = self.on_disk, None
        self.catalogue = found or self.catalogue
        return found is not None

    def forward(self, **how_far: float) -> None:
        """Lets time pass."""
        self.now += timedelta(**how_far)

    def ask(
        self, type_: str = T1, by: str = "maya", once: Once | None = None, draft: str | None = None, **answers: Any
    ) -> str:
        """Somebody asks for a compute."""
        return self.submit("compute", by, once, draft, type=type_, **answers)

    def ask_project(self, name: str = "churn", by: str = "maya", **answers: Any) -> str:
        """Somebody asks for a project."""
        return self.submit("project", by, name=name, template="tabular-classic", **answers)

    def submit(self, kind: str, by: str, once: Once | None = None, draft: str | None = None, **answers: Any) -> str:
        """Somebody asks for something."""
        return requests.submit(self.world, self.world.person(by), kind, answers, draft, once)

    def edit(self, request: str, by: str = "maya", once: Once | None = None, **answers: Any) -> None:
        """Somebody edits a request."""
        requests.edit(self.world, self.world.person(by), request, answers, once)

    def vote(
        self, request: str, by: str, verdict: str = "approve", reason: str = "", digest: str | None = None,
        once: Once | None = None,
    ) -> Request:  # fmt: skip
        """Somebody votes, asks or says something."""
        reviews.vote(self.world, self.world.person(by), request, verdict, digest, reason, once)
        return self.show(request, by)

    def approve(self, request: str, *people: str) -> None:
        """These people approve it."""
        for person in people:
            self.vote(request, person)

    def withdraw(self, request: str, by: str = "maya", reason: str = "", once: Once | None = None) -> None:
        """Somebody takes a request back."""
        requests.withdraw(self.world, self.world.person(by), request, reason, once)

    def approved(self, type_: str = T1, *people: str, **answers: Any) -> str:
        """A request that was approved and whose hold has passed."""
        request = self.ask(type_, **answers)
        self.approve(request, *(people or ("ana",)))
        self.forward(minutes=1)
        return request

    def turn(self) -> dict[str, Outcome]:
        """What the starter does in one turn."""
        starting.expire_due(self.world)
        return {f"R-{number}": starting.start(self.world, number) for number in starting.due(self.world)}

    def finish(self, request: str, outcome: str = "ready", reason: str = "") -> None:
        """The operation of a request ends."""
        (row,) = (one for one in self.rows(operations_table) if f"R-{one['request']}" == request)
        operations.finish(self.database, row["id"], row["fence"], outcome, reason, self.now, "demo")

    def show(self, request: str, by: str = "maya") -> Request:
        """A request as somebody sees it."""
        return views.show(self.world, self.world.person(by), request)

    def state(self, request: str) -> str:
        """A request's state."""
        return self.show(request).state

    def may(self, request: str, by: str) -> set[str]:
        """What somebody may do with a request."""
        return {action.name for action in self.show(request, by).actions if action.allowed}

    def acts(self, request: str) -> list[str]:
        """What the audit says happened to a request."""
        return [row["act"] for row in self.rows(audit) if row["subject"] == request]

    def rows(self, table: sa.Table) -> list[dict[str, Any]]:
        """All rows of a table, in order."""
        with self.database.read() as connection:
            found = connection.execute(sa.select(table).order_by(*table.primary_key)).mappings()
            return [dict(row) for row in found]

    def counts(self) -> dict[str, int]:
        """How many rows every table has, the engine's queue included."""
        with self.database.read() as connection:
            names = list(metadata.tables)
            found = {name: connection.exec_driver_sql(f"SELECT COUNT(*) FROM {name}").scalar_one() for name in names}
            found["queue"] = connection.exec_driver_sql(f"SELECT COUNT(*) FROM {self.queue}").scalar_one()
            return found

    @property
    def queue(self) -> str:
        """The engine's table of runs."""
        return "workflow_status" if self.database.is_sqlite else "dbos.workflow_status"

    def committed(self, unit: str = "retail") -> tuple[int, int]:
        """What the budget says is committed, and what the standing commitments add up to."""
        told = sum(row["committed_cents"] for row in self.rows(budgets) if row["unit"] == unit)
        held = [row for row in self.rows(commitments) if row["unit"] == unit and row["released_at"] is None]
        return told, sum(row["cents"] for row in held)

    def switch(self, name: str, value: str) -> None:
        """Throws a switch."""
        with self.database.write() as connection:
            throw(connection, name, value, stamp(self.now))

    def quota(self, used: int, limit: int, family: str = "Standard NCASv3_T4 Family") -> None:
        """What was observed of a quota, for both priorities."""
        with self.database.write() as connection:
            for priority in ("dedicated", "low"):
                subject = f"{family}/{priority}"
                connection.execute(observations.delete().where(observations.c.subject == subject))
                value = {
                    "subscription": NONPROD, "region": "westeurope", "family": family, "priority": priority,
                    "used": used, "limit": limit,
                }  # fmt: skip
                row = {"source": "quota", "subject": subject, "kind": "quota", "workspace": "", "stage": "dev",
                       "status": "seen", "value": value, "detail": "", "observed_at": stamp(self.now)}  # fmt: skip
                connection.execute(observations.insert().values(row))

    def ends(self, policy: Mapping[str, Any]) -> datetime:
        """When what is asked for now expires: so many business days or hours from now."""
        days = policy["expires_days"]
        span = Span(policy["expires_hours"], "h") if days is None else Span(days, "bd")
        return after(self.now, span, calendar_of(self.catalogue.organisation))

    def requests(self) -> list[dict[str, Any]]:
        """The rows of all requests."""
        return self.rows(requests_table)

    def chain_holds(self) -> bool:
        """Whether the audit verifies."""
        with self.database.read() as connection:
            return verify(connection).ok


def opened(database: Database, catalogue: Catalogue) -> Office:
    """An office in which there are three projects."""
    made = Office(database, catalogue)
    with database.write() as connection:
        for name, unit, members in (
            ("basket", "retail", ["maya", "priya"]), ("demand", "retail", ["maya"]), ("scorecards", "risk", ["tom"]),
        ):  # fmt: skip
            connection.execute(projects.insert().values(project_row(name, unit, members)))
    return made


def project_row(name: str, unit: str, members: list[str]) -> dict[str, Any]:
    """A project in the shared workspaces of its unit."""
    at = stamp(START - timedelta(days=1))
    stages = [stage_row(unit, stage) for stage in ("dev", "test")]
    return {
        "name": name, "title": name, "unit": unit, "phase": "building", "owner": members[0],
        "template": "tabular-classic", "template_version": "1.0.0", "request": None, "spec": {}, "stages": stages,
        "members": members, "repository": "", "commit": "", "budget_cents": 900_000, "cost_centre": "4100",
        "data_classification": "internal", "created_at": at, "last_activity": at, "origin": "found",
    }  # fmt: skip


def stage_row(unit: str, stage: str) -> dict[str, Any]:
    """A stage of a project in the shared workspace of its unit."""
    where = {"workspace": f"mlw-{unit}-{stage}", "resource_group": f"rg-ml-{unit}-{stage}", "region": "westeurope"}
    return {
        "stage": stage,
        "branch": stage,
        "subscription": PROD if stage == "prod" else NONPROD,
        "shared": True,
    } | where


def status(fault: Problem) -> tuple[int, str]:
    """A problem's status and code."""
    return fault.body.status, fault.body.code
