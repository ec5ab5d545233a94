"""Effect `probe`: a deployment is asked before anybody else reaches it, and given up when it answers badly.

Payload: `workspace` (its id), `endpoint`, `deployment`, `request` (a sample, or null: then only whether it is up is
asked), `max_p95_ms`, `max_error_percent`. What came out is kept as evidence about the artefact that answered.
"""

from dataclasses import asdict

from portal.azure import sdk, views
from portal.azure.metrics import DeploymentMetrics
from portal.azure.scoring import ask
from portal.domain.models.rollout import too_bad
from portal.engine.effects.effect import Accepted, Call, EffectOfKind, EffectRefused, own_records
from portal.engine.effects.models.artefacts import digest_of, served_version
from portal.engine.operations.intent import Intent
from portal.engine.operations.reading import MISSING, Reading
from portal.engine.surroundings import Surroundings
from portal.records.models import evidence

TIMES = 20
"""How often it is asked: the fewest of which one is a twentieth."""
_PROBED = "probed"


class Probe(EffectOfKind):
    """Asks and keeps the answers. Asking twice is harmless."""

    doing = "is being asked"
    done = "answers well"

    def subject(self, intent: Intent) -> str:
        """Which deployment."""
        return f"{intent.payload['deployment']} of {intent.payload['endpoint']}"

    def resource(self, intent: Intent) -> str:
        """No resource, but a name for the ledger."""
        return f"probe/R-{intent.request}/{intent.effect.step}"

    def read(self, world: Surroundings, intent: Intent) -> Reading:
        """How it answered."""
        probed = intent.outcome.get(_PROBED)
        if not probed:
            return MISSING
        seen, payload = DeploymentMetrics(**probed), intent.payload
        allowed = payload["max_error_percent"], payload["max_p95_ms"]
        if bad := too_bad(seen.requests, seen.errors, seen.p95_ms, *allowed):
            return Reading("aborted", f"because {bad}")
        return Reading("ready")

    def prepare(self, world: Surroundings, intent: Intent) -> Call:
        """Asks it, if it is there."""
        payload = intent.payload
        endpoint = f"{payload['workspace']}/onlineEndpoints/{payload['endpoint']}"
        shown, deployed = (
            sdk.read(world.azure, where) for where in (endpoint, f"{endpoint}/deployments/{payload['deployment']}")
        )
        if isinstance(shown, sdk.Missing) or isinstance(deployed, sdk.Missing):
            raise EffectRefused(f"there is no {self.subject(intent)} to be asked")
        return lambda: self._ask(world, intent, shown, views.deployment(dict(deployed.payload)))

    def _ask(
        self, world: Surroundings, intent: Intent, shown: sdk.FoundResource, deployed: views.Deployment
    ) -> Accepted:
        payload, sample = intent.payload, intent.payload["request"]
        seen = ask(world.azure, world.clock, shown.payload, payload["deployment"], sample, TIMES)
        body = {
            "requests": seen.requests, "error_percent": seen.error_percent, "p95_ms": seen.p95_ms,
            "max_error_percent": payload["max_error_percent"], "max_p95_ms": payload["max_p95_ms"],
            "asked": "whether it is up" if sample is None else "a sample", "endpoint": payload["endpoint"],
        }  # fmt: skip
        version = served_version(world, payload["workspace"], deployed.model)
        if isinstance(version, sdk.FoundResource):
            known = views.model_version(dict(version.payload))
            found = evidence.FoundEvidence(
                known.name, known.version, digest_of(version), "probe", body, source="portal"
            )
            with own_records(world, intent) as connection:
                evidence.record_observed(connection, world.now(), [found])
        slow = "" if seen.p95_ms is None else f", 95 % within {seen.p95_ms:g} ms"
        note = f"{self.subject(intent)} was asked {seen.requests} times: {seen.errors} failed{slow}"
        return Accepted(outcome={_PROBED: asdict(seen)}, notes=(note,))

    def remaining(self, world: Surroundings, intent: Intent) -> Reading:
        """Answers leave nothing behind."""
        return Reading("missing")
