"""One run of an operation: what it works on, and the few writes that all of its steps share."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa

from portal.clock import moment, stamp
from portal.contract.plan import Effect, Plan
from portal.engine.effects.effect import EffectOfKind, Effects
from portal.engine.operations.intent import Intent, intent_of
from portal.engine.surroundings import Surroundings
from portal.records.inventory.made import Making
from portal.records.operations import ledger
from portal.records.operations.fence import OperationRow, hold
from portal.records.operations.ledger import Entry


@dataclass(frozen=True)
class Run:
    """One run of one operation under one fencing token."""

    world: Surroundings
    effects: Effects
    operation: OperationRow
    fence: int
    plan: Plan

    def effect(self, step: str) -> Effect:
        """The effect of a step of the plan."""
        return next(effect for effect in self.plan.effects if effect.step == step)

    def kind(self, step: str) -> EffectOfKind:
        """What the step's kind of effect can do."""
        return self.effects[self.effect(step).kind]

    def position(self, step: str) -> int:
        """The place of a step in the plan, from 1."""
        return next(number for number, effect in enumerate(self.plan.effects, 1) if effect.step == step)

    def intent(self, step: str, entry: Entry | None = None) -> Intent:
        """The intent of a step, with what its ledger entry knows."""
        kept = None if entry is None else entry.outcome
        return intent_of(self.operation, self.effect(step), kept, self.fence)

    def entry(self, step: str) -> Entry:
        """The ledger's entry of a step. Raises LookupError when its intent was never written."""
        with self.world.database.read() as connection:
            found = ledger.find(connection, self.operation.request, step)
        if found is None:
            raise LookupError(f"step {step} of operation {self.operation.id} has no intent")
        return found

    @contextmanager
    def held(self) -> Iterator[tuple[sa.Connection, OperationRow]]:
        """A transaction that holds the operation under this run's token. Raises Fenced."""
        with self.world.database.write() as connection:
            yield connection, hold(connection, self.operation.id, self.fence)

    def making(self, step: str, entry: Entry | None = None) -> Making | None:
        """What the step makes, with the plan's lease; the plan's monthly cost goes to the thing that costs it."""
        made = self.kind(step).making(self.intent(step, entry))
        if made is None:
            return None
        lease = self.plan.lease_until
        if lease is None and self.plan.lease_days is not None:
            lease = stamp(moment(self.operation.started_at) + timedelta(days=self.plan.lease_days))
        return Making(
            id=made.id,
            kind=made.kind,
            name=made.name,
            project=self.plan.project,
            stage=self.effect(step).stage,
            workspace=made.workspace,
            monthly_cents=self.plan.cost.monthly_cents if step == self._costly() else 0,
            lease_until=lease,
            url=made.url,
            tags=made.tags,
        )

    def _costly(self) -> str:
        """The one step that bears the plan's cost: compute, else a workspace, a deployment, or the first one."""
        for kind in ("compute", "workspace", "online_deployment"):
            for effect in self.plan.effects:
                if effect.kind == kind:
                    return effect.step
        return self.plan.effects[0].step if self.plan.effects else ""
