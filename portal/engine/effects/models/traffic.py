"""Effect `traffic`: an endpoint's traffic is led to a deployment in steps, each watched, and led back when it is bad.

Payload: `workspace` (its id), `endpoint`, `to` (a deployment), `steps` (percents), `watch_seconds` after each step,
`abort` {`error_percent`, `p95_ms`; null is no limit}, `before` {deployment: percent} as it was when this was approved.

Each division is one write, and only made when the endpoint shows the division before it; a tag on the endpoint tells
which one was set last. Undoing puts `before` back in one write.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from portal.azure import metrics, sdk, views
from portal.azure.arm import Arm
from portal.clock import moment
from portal.domain.models.rollout import divisions, serving, told, too_bad
from portal.engine.effects.azure.azure_effect import accepted
from portal.engine.effects.azure.standing import FAILED
from portal.engine.effects.effect import Call, EffectRefused
from portal.engine.effects.models.routing import Routing, changed_outside
from portal.engine.operations.intent import Intent
from portal.engine.operations.reading import MISSING, Reading
from portal.engine.surroundings import Surroundings

TRAFFIC_TAG = "portal-traffic"
"""The tag of the last division that we made on an endpoint; its value names the ledger's intent and the step."""
_BACK = "back"
_NOTHING = -1


@dataclass(frozen=True)
class _PresentTraffic:
    """What an endpoint shows: its division, and which of our steps was the last to set one."""

    state: str
    weights: Mapping[str, int]
    set_by: str
    """The number of our step, `_BACK` when we put it back, "" when we set nothing."""

    @property
    def step(self) -> int:
        """The number of the step that is reached, from 0."""
        return int(self.set_by) if self.set_by.isdigit() else _NOTHING


class Traffic(Routing[_PresentTraffic]):
    """Leads traffic; stops when somebody else moved it, and is given up by itself when the new version is bad."""

    doing = "is being led there step by step"
    done = "is led there as approved"
    path = "onlineEndpoints"

    def subject(self, intent: Intent) -> str:
        """Which traffic, and where to."""
        return f"Traffic of {intent.payload['endpoint']} to {intent.payload['to']}"

    def present(self, world: Surroundings, intent: Intent) -> _PresentTraffic | None:
        """Its division, and which of our steps was the last to set one."""
        found = sdk.read(world.azure, self.resource(intent))
        if isinstance(found, sdk.Missing):
            return None
        seen = views.endpoint(dict(found.payload), "online", (), "")
        key, _, step = seen.tags.get(TRAFFIC_TAG, "").rpartition("/")
        return _PresentTraffic(found.provisioning_state.lower(), seen.traffic, step if key == intent.key else "")

    def is_as_before(self, present: _PresentTraffic, intent: Intent) -> bool:
        """Whether it is divided as before."""
        return serving(present.weights) == serving(intent.payload["before"])

    def moved(self, present: _PresentTraffic, intent: Intent) -> str | None:
        """Why it is not divided as we last set it, or as before."""
        ours = present.step != _NOTHING
        expected = _divisions(intent)[present.step] if ours else intent.payload["before"]
        if serving(present.weights) == serving(expected):
            return None
        return changed_outside("traffic", intent, told(present.weights), told(expected), ours)

    def reached(self, world: Surroundings, intent: Intent, present: _PresentTraffic) -> Reading:
        """How far the traffic is led; after each step it is watched before the next."""
        if present.step < int(intent.outcome.get("step", 0)):
            return MISSING
        if present.state in FAILED:
            return Reading("failed", f"Azure shows {intent.payload['endpoint']} as {present.state}")
        return self._watched(world, intent, present.step)

    def onward(self, world: Surroundings, intent: Intent, present: _PresentTraffic) -> Call:
        """Leads traffic one step further, if the deployment can take it."""
        payload = intent.payload
        _require_ready(world, self.resource(intent), payload["to"])
        step = max(int(intent.outcome.get("step", 0)), present.step)
        weights = _divisions(intent)[step]
        note = f"Traffic of {payload['endpoint']}: {told(weights)}"
        return lambda: accepted(self._put(world, intent, weights, str(step)), note)

    def put_back(self, world: Surroundings, intent: Intent) -> sdk.Sent:
        """Divides it as before."""
        return self._put(world, intent, intent.payload["before"], _BACK)

    def _put(self, world: Surroundings, intent: Intent, weights: Mapping[str, int], step: str) -> sdk.Sent:
        tags = {TRAFFIC_TAG: f"{intent.key}/{step}"}
        return sdk.put_traffic(world.azure, self.resource(intent), weights, tags=tags)

    def _watched(self, world: Surroundings, intent: Intent, step: int) -> Reading:
        """What the callers got since this step; the next one comes when it was good for long enough."""
        watched = intent.outcome.get("watched") or {}
        if watched.get("step") != step:
            return Reading("working", outcome={"watched": {"step": step, "since": world.now()}})
        since, now = moment(str(watched["since"])), world.clock()

        async def ask() -> metrics.DeploymentMetrics:
            async with Arm(world.azure, world.clock) as arm:
                return await metrics.answers(arm, self.resource(intent), intent.payload["to"], since, now)

        seen, limits = asyncio.run(ask()), intent.payload["abort"]
        bad = too_bad(seen.requests, seen.errors, seen.p95_ms, limits.get("error_percent"), limits.get("p95_ms"))
        divided = _divisions(intent)
        if bad:
            return Reading("aborted", f"at {told(divided[step])}: {bad}")
        if now - since < timedelta(seconds=int(intent.payload["watch_seconds"])):
            return Reading("working", "the new division is being watched")
        good = f"{told(divided[step])}: {_answered(seen)}"
        if step + 1 < len(divided):
            return Reading("onward", good, outcome={"step": step + 1})
        return Reading("ready", good)


def _divisions(intent: Intent) -> tuple[dict[str, int], ...]:
    payload = intent.payload
    return divisions(payload["before"], payload["to"], [int(step) for step in payload["steps"]])


def _require_ready(world: Surroundings, endpoint: str, deployment: str) -> None:
    found = sdk.read(world.azure, f"{endpoint}/deployments/{deployment}")
    if isinstance(found, sdk.Missing):
        raise EffectRefused(f"there is no deployment {deployment} to lead traffic to")
    if found.provisioning_state.lower() != "succeeded":
        raise EffectRefused(f"deployment {deployment} is {found.provisioning_state}, so no traffic is led to it")


def _answered(seen: metrics.DeploymentMetrics) -> str:
    if not seen.requests:
        return "nobody asked it anything"
    slow = "" if seen.p95_ms is None else f", 95 % within {seen.p95_ms:g} ms"
    return f"{seen.requests} requests, {seen.errors} failed{slow}"
