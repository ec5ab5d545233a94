"""One version after another led to the same endpoint, some of them bad, and what is true of its traffic at any time."""

from dataclasses import dataclass, field
from itertools import pairwise

import sqlalchemy as sa

from portal.azure import sdk
from portal.azure.cloud import Azure
from portal.domain.models.rollout import divisions, serving
from portal.emulator.connection import emulated_at
from portal.emulator.resources.grant import grant
from portal.emulator.serving.behaviour import behave
from portal.emulator.serving.routing import routed
from portal.emulator.tuning import tune
from portal.records.operations import ledger
from portal.store import chain
from portal.store.tables import audit, operations, requests, resources
from tests.engine.workbench import SUBSCRIPTION, plan_of
from tests.kill.battlefield import Battlefield
from tests.promotion.ground import (
    DEV,
    ENDPOINT,
    MODEL,
    REGISTRY,
    SIZE,
    TAGS,
    deploy,
    lead,
    prepare_azure,
    register,
    share,
)

STEPS = [10, 50, 100]
FIRST = 13


@dataclass
class Rollouts:
    """A battlefield with an endpoint, and what it has to look like."""

    battle: Battlefield
    serves: str = "v12"
    good: dict[int, bool] = field(default_factory=dict)
    expected: list[dict[str, int]] = field(default_factory=list)
    """Every division of the traffic that has to have been made, each by one write."""

    def __post_init__(self) -> None:
        tune(self.battle.state, operation_seconds=0.0)
        prepare_azure(self.azure)
        tune(self.battle.state, operation_seconds=0.05)
        grant(self.battle.state, SUBSCRIPTION, "westeurope", "standardFSv2Family", 1_000_000)
        self.expected = self.divided()

    @property
    def azure(self) -> Azure:
        """The emulated Azure."""
        return emulated_at(self.battle.azure)

    def divided(self) -> list[dict[str, int]]:
        """Every division that the endpoint's traffic ever had, by the emulator's own record, one for each write."""
        return [serving(one.weights) for one in routed(self.battle.state) if one.endpoint == ENDPOINT.lower()]

    def ask(self, good: bool, whole: bool = True) -> None:
        """Plants a promotion of the next version; a bad one fails half of its callers.

        Only a whole one shares and deploys it too, else that is done beforehand.
        """
        version = str(FIRST + len(self.good))
        artefact = f"sha256:{int(version):064x}"
        register(self.azure, DEV, version, artefact)
        if not good:
            behave(self.battle.state, MODEL, version, error_percent=50)
        named = {"version": version, "artefact": artefact}
        name, before = f"v{version}", {self.serves: 100}
        bring = (share(**named), deploy(**named, deployment=name))
        if not whole:
            self._bring(version, name)
        steps = lead(to=name, before=before, steps=STEPS)
        number = self.battle.plant(plan_of(*(bring if whole else ()), steps, lease_days=None))
        self.good[number] = good
        led = divisions(before, name, STEPS)
        self.expected += [serving(weights) for weights in (led if good else [led[0], before])]
        self.serves = name if good else self.serves

    def _bring(self, version: str, name: str) -> None:
        azure = self.azure
        tune(self.battle.state, operation_seconds=0.0)
        sdk.share_model(azure, DEV, MODEL, version, REGISTRY)
        model = sdk.registry_model_uri(REGISTRY, MODEL, version)
        sdk.put_online_deployment(azure, ENDPOINT, name, model=model, instance_type=SIZE, tags=TAGS)
        tune(self.battle.state, operation_seconds=0.05)

    def retried(self) -> int:
        """How often somebody had to let an operation go on that was killed again and again within the same call."""
        with self.battle.database.read() as connection:
            query = sa.select(sa.func.count()).select_from(audit).where(audit.c.act == "retried")
            return int(connection.execute(query).scalar_one())

    def judge(self) -> None:
        """Somebody always serves, never more than all of it, each division was one write, and each end is true."""
        seen = self.divided()
        for before, after in pairwise(seen):
            assert not before or sum(after.values()) == 100, f"{before} became {after}"
        assert seen == self.expected
        with self.battle.database.read() as connection:
            ended = {row.number: row.state for row in connection.execute(requests.select())}
            states = {row.state for row in connection.execute(operations.select())}
            left = {row.name: row.state for row in connection.execute(resources.select())}
            entries = [entry for number in self.good for entry in ledger.entries(connection, number)]
            verified = chain.verify(connection)
        assert ended == {number: "ready" if good else "failed_clean" for number, good in self.good.items()}
        assert states == {"done"}
        made = {f"v{FIRST + number - 1}": "live" if good else "retired" for number, good in self.good.items()}
        assert left.items() <= made.items()
        assert {entry.state for entry in entries} <= {"done", "undone"}
        assert verified.ok, verified.detail
