"""A small organisation with workspaces in emulated Azure, what tests make in them, and what the observer keeps."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import sqlalchemy as sa

from catalog.model import Organisation, Person, RegistryDef, StageDef, Subscription, Unit, WorkspaceDef
from portal.azure.cloud import Azure
from portal.contract.models.board import Board
from portal.domain.models.observed_workspaces import workspace_source
from portal.emulator.app import create_app
from portal.emulator.connection import emulated_in_process
from portal.emulator.ledger import ledger
from portal.emulator.registry.run_history import EndedJob, keep_run
from portal.emulator.scene import Scene
from portal.emulator.seed.document import bare_seed
from portal.emulator.state import Store
from portal.emulator.tuning import read_tuning
from portal.emulator.wire import WireRequest
from portal.engine.observer import SweepResult, deepen, observe
from portal.records.models import board as models
from portal.store.connections import Database
from portal.store.tables import events, observations, resources
from tests.azure.clockwork import HandClock

NONPROD = "11111111-1111-4111-8111-111111111111"
PROD = "22222222-2222-4222-8222-222222222222"
ML = "Microsoft.MachineLearningServices"
STAGES = {"dev": NONPROD, "test": NONPROD, "prod": PROD}


def organisation() -> Organisation:
    """One unit with a workspace for each stage, and a registry."""
    return Organisation(
        name="Small",
        operating_model="centralised",
        default_region="westeurope",
        regions=("westeurope",),
        units=(Unit(id="risk", title="Risk", lead="rosa", cost_owner="rosa", monthly_budget_cents=100_000),),
        people=(
            Person(id="rosa", name="Rosa", title="Lead", unit="risk", object_id="27f282dd-8315-512d-a171-12f6bf381966"),
        ),
        stages=tuple(StageDef(id=stage, title=stage, branch=stage) for stage in ("dev", "test", "prod")),
        subscriptions=(
            Subscription(id=NONPROD, title="nonprod", stages=("dev", "test")),
            Subscription(id=PROD, title="prod", stages=("prod",)),
        ),
        workspaces=tuple(
            WorkspaceDef(
                name=f"mlw-risk-{stage}",
                resource_group=f"rg-risk-{stage}",
                subscription=STAGES[stage],
                region="westeurope",
                unit="risk",
                stage=stage,
                shared=True,
            )
            for stage in ("dev", "test", "prod")
        ),
        registries=(
            RegistryDef(name="mlr-small", resource_group="rg-risk-prod", subscription=PROD, region="westeurope"),
        ),
    )


def workspace(stage: str, name: str = "mlw-risk") -> str:
    """The id of a workspace as Azure spells it."""
    group = f"/subscriptions/{STAGES[stage]}/resourceGroups/rg-risk-{stage}"
    return f"{group}/providers/{ML}/workspaces/{name}-{stage}"


@dataclass
class Estate:
    """Azure, a clock that stands still, and the store."""

    azure: Azure
    state: Path
    clock: HandClock
    database: Database
    organisation: Organisation = field(default_factory=organisation)

    @classmethod
    def new(cls, state: Path, database: Database) -> "Estate":
        """The organisation's groups, workspaces and registry, with nothing in them."""
        clock = HandClock()
        made = cls(emulated_in_process(create_app(state, clock, bare_seed(NONPROD, PROD))), state, clock, database)
        for stage in STAGES:
            made.put(workspace(stage).partition("/providers/")[0], {"location": "westeurope"})
            made.put(workspace(stage), {"location": "westeurope"})
        group = workspace("prod").partition("/providers/")[0]
        made.put(f"{group}/providers/{ML}/registries/mlr-small", {"location": "westeurope"})
        return made

    def put(self, id_: str, body: Mapping[str, Any]) -> None:
        """Makes something in Azure."""
        self._send("PUT", id_, body)

    def delete(self, id_: str, **query: str) -> None:
        """Removes something from Azure."""
        self._send("DELETE", id_, None, **query)

    def _send(self, method: str, id_: str, body: Mapping[str, Any] | None, **query: str) -> None:
        headers = {"authorization": "Bearer test"}
        with httpx.Client(transport=self.azure.carrier.blocking(), headers=headers) as client:
            version = "2025-04-01" if "/providers/" not in id_ else "2025-12-01"
            address = f"https://management.azure.com{id_}"
            answer = client.request(method, address, json=body, params={"api-version": version, **query})
        assert answer.status_code < 300, answer.text

    def model(self, stage: str, name: str, version: str, job: str = "", **tags: str) -> None:
        """Registers a model version, as `job` does."""
        properties = {
            "modelUri": "azureml://jobs/j/outputs/artifacts/paths/model",
            "tags": tags,
            "jobName": job or None,
        }
        self.put(f"{workspace(stage)}/models/{name}/versions/{version}", {"properties": properties})

    def run(self, stage: str, run: EndedJob) -> None:
        """Enters a run that has ended in a stage's workspace."""
        store = Store(self.state)
        request = WireRequest("PUT", "management.azure.com", "/", {}, {})
        with store.transaction() as connection:
            scene = Scene(connection, request, self.clock().timestamp(), read_tuning(connection))
            keep_run(scene, workspace(stage), run)
        store.close()

    def serve(self, stage: str, name: str, shares: Mapping[str, int], **tags: str) -> None:
        """Makes an online endpoint with one deployment for each version, and gives each its share of the traffic."""
        endpoint = f"{workspace(stage)}/onlineEndpoints/oep-{name}-{stage}"
        self.put(endpoint, {"location": "westeurope", "tags": tags, "properties": {"authMode": "Key"}})
        for version in shares:
            model = f"{workspace(stage)}/models/{name}/versions/{version}"
            properties = {"model": model, "instanceType": "Standard_F4s_v2", "endpointComputeType": "Managed"}
            self.put(f"{endpoint}/deployments/dep-{version}", {"location": "westeurope", "properties": properties})
        traffic = {f"dep-{version}": share for version, share in shares.items()}
        self.put(endpoint, {"location": "westeurope", "tags": tags, "properties": {"traffic": traffic}})

    def cluster(self, stage: str, name: str, **tags: str) -> str:
        """Makes a cluster and returns its id."""
        id_ = f"{workspace(stage)}/computes/{name}"
        inner = {"vmSize": "Standard_D4s_v5", "scaleSettings": {"minNodeCount": 0, "maxNodeCount": 2}}
        body = {
            "location": "westeurope",
            "tags": tags,
            "properties": {"computeType": "AmlCompute", "properties": inner},
        }
        self.put(id_, body)
        return id_

    def mark(self, stage: str, kind: str) -> None:
        """Makes a workspace `forbidden` or `unreachable`; "" makes it visible again."""
        store = Store(self.state)
        with store.transaction() as connection:
            connection.execute("DELETE FROM mark WHERE key = ?", (workspace(stage).lower(),))
            if kind:
                connection.execute("INSERT INTO mark (key, kind) VALUES (?, ?)", (workspace(stage).lower(), kind))
        store.close()

    def observe(self, after: float = 0, **more: Any) -> SweepResult:
        """Lets some seconds pass and reads Azure once."""
        self.clock.pass_(after)
        return observe(self.azure, self.database, self.organisation, self.clock, **more)

    def deepen(self, *models: str) -> SweepResult:
        """Reads runs that were not read yet."""
        return deepen(self.azure, self.database, self.clock, models)

    def board(self) -> Board:
        """The promotion board from what was kept."""
        return models.board(self.database, self.organisation)

    def kept(self, kind: str) -> list[dict[str, Any]]:
        """What is kept of one kind, by subject."""
        query = sa.select(observations).where(observations.c.kind == kind)
        with self.database.read() as connection:
            rows = connection.execute(query.order_by(observations.c.source, observations.c.subject)).mappings()
            return [dict(row) for row in rows]

    def told(self) -> list[str]:
        """The kinds of all events, in order."""
        with self.database.read() as connection:
            return list(connection.execute(sa.select(events.c.kind).order_by(events.c.number)).scalars())

    def resource(self, id_: str) -> dict[str, Any]:
        """A row of the inventory's resources."""
        with self.database.read() as connection:
            return dict(connection.execute(sa.select(resources).where(resources.c.id == id_)).mappings().one())

    def enter(self, id_: str, **values: Any) -> None:
        """Enters a resource as found, live and never observed."""
        row = {
            "id": id_, "kind": "compute", "name": id_.rsplit("/", 1)[1], "project": "fraud", "stage": "dev",
            "workspace": "mlw-risk-dev", "state": "live", "owner": "rosa", "request": None, "monthly_cents": 100,
            "lease_until": None, "made_at": None, "observed_at": None, "origin": "found", "url": "", "tags": {},
            **values,
        }  # fmt: skip
        with self.database.write() as connection:
            connection.execute(resources.insert().values(**row))

    def reads(self) -> int:
        """How many reads Azure was asked so far."""
        return len(ledger(self.state, "GET"))


def source(stage: str) -> str:
    """The id of a stage's workspace as observations name it."""
    return workspace_source(STAGES[stage], f"rg-risk-{stage}", f"mlw-risk-{stage}")
