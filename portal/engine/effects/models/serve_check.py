"""Effect `serve_check`: looks at what an endpoint really serves; only the approved artefact lets the plan go on.

Payload: `workspace` (its id), `endpoint`, `model`, `version`, `artefact`. Changes nothing.
"""

from collections.abc import Sequence

from portal.azure import sdk, views
from portal.domain.models.evidence import reference
from portal.domain.models.rollout import serving
from portal.engine.effects.effect import Accepted, Call, EffectOfKind
from portal.engine.effects.models.artefacts import another_artefact, named, served_version
from portal.engine.looking import listed
from portal.engine.operations.intent import Intent
from portal.engine.operations.reading import Reading
from portal.engine.surroundings import Surroundings


class ServeCheck(EffectOfKind):
    """Reads back. Online, everything with traffic has to be the artefact; of a batch endpoint, its default."""

    doing = "is being looked at"
    done = "serves exactly what was approved"

    def subject(self, intent: Intent) -> str:
        """Which endpoint."""
        return f"Endpoint {intent.payload['endpoint']}"

    def resource(self, intent: Intent) -> str:
        """No resource, but a name for the ledger."""
        return f"served/R-{intent.request}/{intent.effect.step}"

    def read(self, world: Surroundings, intent: Intent) -> Reading:
        """What is served, compared with what was approved."""
        endpoint = _endpoint(world, intent)
        if endpoint is None:
            return Reading("other", f"there is no endpoint {intent.payload['endpoint']}, so nothing is served")
        serves = _serving(endpoint)
        if not serves:
            return Reading("other", f"{endpoint.name} serves nothing")
        for one in serves:
            if wrong := _wrong(world, intent, one):
                return Reading("other", f"{endpoint.name} does not serve what was approved: {wrong}")
        return Reading("ready", outcome={"served": {"deployments": [one.name for one in serves]}})

    def prepare(self, world: Surroundings, intent: Intent) -> Call:
        """Never asked for, as a look is never missing."""
        return Accepted

    def remaining(self, world: Surroundings, intent: Intent) -> Reading:
        """A look leaves nothing behind."""
        return Reading("missing")


def _endpoint(world: Surroundings, intent: Intent) -> views.Endpoint | None:
    for path, kind in (("onlineEndpoints", "online"), ("batchEndpoints", "batch")):
        id_ = f"{intent.payload['workspace']}/{path}/{intent.payload['endpoint']}"
        found = sdk.read(world.azure, id_)
        if isinstance(found, sdk.FoundResource):
            rows = listed(world, f"{id_}/deployments", None, {})
            return views.endpoint(dict(found.payload), kind, tuple(map(views.deployment, rows)), "")
    return None


def _serving(endpoint: views.Endpoint) -> Sequence[views.Deployment]:
    shares = serving(endpoint.traffic)
    if endpoint.kind == "batch":
        return [one for one in endpoint.deployments if one.name.lower() == endpoint.default.lower()]
    return [one for one in endpoint.deployments if one.name.lower() in shares]


def _wrong(world: Surroundings, intent: Intent, deployment: views.Deployment) -> str | None:
    meant = reference(deployment.model)
    if meant is None or (meant.name, meant.version) != (intent.payload["model"], intent.payload["version"]):
        shown = f"{meant.name} {meant.version}" if meant else deployment.model or "no registered model"
        return f"{deployment.name} serves {shown}"
    if deployment.state.lower() != "succeeded":
        return f"{deployment.name} is {deployment.state}"
    found = served_version(world, intent.payload["workspace"], deployment.model)
    if isinstance(found, sdk.Missing):
        return f"{named(intent)}, which {deployment.name} names, is not there any more"
    return another_artefact(found, intent)
