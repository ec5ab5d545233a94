"""Effect `batch_default`: a deployment becomes the default of its batch endpoint, after a trial run if wanted.

Payload: `workspace` (its id), `endpoint`, `to`, `before` ("" when none ran by default), `trial`. Schedules that name
the deployment before are first made to follow the default, which changes nothing yet; so the default alone decides, and
undoing puts back the one before in one write.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from portal.azure import batch, sdk, views
from portal.contract.values import Json
from portal.engine.effects.azure.azure_effect import accepted
from portal.engine.effects.azure.standing import FAILED
from portal.engine.effects.effect import Accepted, Call
from portal.engine.effects.models.routing import Routing, changed_outside
from portal.engine.looking import listed
from portal.engine.observing.batch_runs import invokes, last_run
from portal.engine.operations.intent import Intent
from portal.engine.operations.reading import MISSING, Reading
from portal.engine.surroundings import Surroundings

DEFAULT_TAG = "portal-default"
"""The tag of the last default that we set on an endpoint; its value names the ledger's intent."""
_TRIAL, _FREE, _SWITCH = "trial", "schedules", "default"
_BACK = "/back"


@dataclass(frozen=True)
class _PresentDefault:
    """What an endpoint shows, and the schedules that run it."""

    payload: Mapping[str, Any]
    state: str
    default: str
    set_by: str
    schedules: tuple[views.Json, ...]

    def pinned(self) -> dict[str, str]:
        """Schedules, by id, that name a deployment instead of following the default."""
        found = {}
        for one in self.schedules:
            definition = ((one.get("properties") or {}).get("action") or {}).get("endpointInvocationDefinition") or {}
            if definition.get("deploymentName"):
                found[str(one["id"])] = str(definition["deploymentName"])
        return found

    def inputs(self) -> Mapping[str, Any]:
        """What a scheduled run is given; nothing when no schedule says it."""
        for one in self.schedules:
            definition = ((one.get("properties") or {}).get("action") or {}).get("endpointInvocationDefinition") or {}
            if isinstance(definition.get("properties"), Mapping):
                return dict(definition["properties"])
        return {}


class BatchDefault(Routing[_PresentDefault]):
    """Trial, schedules, default: one write after the other; a trial that fails gives everything up."""

    doing = "is being tried and made the default"
    done = "is the default, and schedules follow it"
    path = "batchEndpoints"

    def subject(self, intent: Intent) -> str:
        """Which deployment."""
        return f"{intent.payload['to']} of {intent.payload['endpoint']}"

    def present(self, world: Surroundings, intent: Intent) -> _PresentDefault | None:
        """Its default, and the schedules that run it."""
        found = sdk.read(world.azure, self.resource(intent))
        if isinstance(found, sdk.Missing):
            return None
        seen = views.endpoint(dict(found.payload), "batch", (), "")
        every = listed(world, f"{intent.payload['workspace']}/schedules", None, {})
        schedules = tuple(one for one in every if invokes(one, intent.payload["endpoint"]))
        set_by = seen.tags.get(DEFAULT_TAG, "")
        return _PresentDefault(found.payload, found.provisioning_state.lower(), seen.default, set_by, schedules)

    def is_as_before(self, present: _PresentDefault, intent: Intent) -> bool:
        """Whether the default is the one before."""
        return _same(present.default, intent.payload["before"])

    def moved(self, present: _PresentDefault, intent: Intent) -> str | None:
        """Why somebody else decides here: another default, or a schedule that names a third deployment."""
        before, ours = intent.payload["before"], present.set_by == intent.key
        expected = intent.payload["to"] if ours else before
        if not _same(present.default, expected):
            return changed_outside("default", intent, present.default or "none", expected or "none", ours)
        third = {id_: name for id_, name in present.pinned().items() if not _same(name, before)}
        for id_, name in third.items():
            return f"schedule {_name(id_)} names deployment {name} itself; let it follow the default, then retry"
        return None

    def reached(self, world: Surroundings, intent: Intent, present: _PresentDefault) -> Reading:
        """How far it is: each part has arrived before the next one begins."""
        part = _part(intent)
        if part == _TRIAL:
            return self._tried(world, intent)
        if part == _FREE:
            target = intent.outcome.get("freeing")
            if target and target not in present.pinned():
                return Reading("onward", f"{_name(target)} follows the default", outcome={"freeing": ""})
            return MISSING if present.pinned() else Reading("onward", "", outcome={"part": _SWITCH})
        if not _same(present.default, intent.payload["to"]):
            return MISSING
        failed = present.state in FAILED
        return Reading("failed", f"Azure shows it as {present.state}") if failed else Reading("ready")

    def onward(self, world: Surroundings, intent: Intent, present: _PresentDefault) -> Call:
        """The next write: the trial, a schedule, or the default."""
        payload, part = intent.payload, _part(intent)
        if part == _TRIAL:
            return lambda: self._try(world, intent, present)
        if part == _FREE and (pinned := present.pinned()):
            schedule = next(iter(pinned))
            return lambda: _noted(sdk.follow_default(world.azure, schedule), {"freeing": schedule})
        note = f"{payload['to']} becomes the default; before it was {payload['before'] or 'none'}"
        return lambda: accepted(self._put(world, intent, payload["to"], intent.key), note)

    def put_back(self, world: Surroundings, intent: Intent) -> sdk.Sent:
        """Makes the one before the default again."""
        return self._put(world, intent, intent.payload["before"], intent.key + _BACK)

    def _put(self, world: Surroundings, intent: Intent, deployment: str, mark: str) -> sdk.Sent:
        return sdk.put_batch_default(world.azure, self.resource(intent), deployment, tags={DEFAULT_TAG: mark})

    def _try(self, world: Surroundings, intent: Intent, present: _PresentDefault) -> Accepted:
        job = batch.begin_run(world.azure, world.clock, present.payload, intent.payload["to"], present.inputs())
        return Accepted(outcome={"job": job}, notes=(f"Trial run {job} of {self.subject(intent)}",))

    def _tried(self, world: Surroundings, intent: Intent) -> Reading:
        """How the trial stands; a run whose name was lost with its answer is the newest one of the deployment."""
        payload, job = intent.payload, intent.outcome.get("job")
        if not job and not intent.outcome.get("tries"):
            return MISSING
        runs = listed(world, f"{payload['workspace']}/jobs", None, {"tag": "azureml.batchrun=true"})
        mine = [run for run in runs if not job or run.get("name") == job]
        ended = last_run(payload["endpoint"], payload["to"], mine)["last_run"]
        if ended == "ok":
            return Reading("onward", "the trial run was good", outcome={"part": _FREE})
        if ended in ("failed", "cancelled"):
            return Reading("aborted", f"because its trial run {job or ''} {ended}")
        return Reading("working", "the trial run is under way") if ended or job else MISSING


def _part(intent: Intent) -> str:
    return str(intent.outcome.get("part") or (_TRIAL if intent.payload["trial"] else _FREE))


def _same(one: str, other: str) -> bool:
    """Whether two names of deployments are the same: Azure does not tell large letters from small ones."""
    return one.lower() == other.lower()


def _name(id_: str) -> str:
    return id_.rstrip("/").rsplit("/", 1)[-1]


def _noted(sent: sdk.Sent, outcome: Mapping[str, Json]) -> Accepted:
    return Accepted(sent.operation_url, sent.correlation_id, outcome)
