"""Effect `model_tags`: a model version says in Azure what the portal says of it, so that the studio tells the same.

Payload: `scopes` (resource ids of the version, in the registry and where it was registered), `tags`, `description`.
The digest of the approved revision and who approved it are added from the portal's own records.
"""

from collections.abc import Mapping

import sqlalchemy as sa

from portal.azure import sdk
from portal.engine.effects.azure.azure_effect import accepted
from portal.engine.effects.effect import Call, EffectOfKind
from portal.engine.operations.intent import Intent
from portal.engine.operations.reading import MISSING, Reading
from portal.engine.surroundings import Surroundings
from portal.store.tables import operations, requests, reviews

_SCOPE = "scope"


class ModelTags(EffectOfKind):
    """Adds tags and a description, one place after the other; other tags stay."""

    doing = "is being told in Azure"
    done = "is told in Azure too"

    def subject(self, intent: Intent) -> str:
        """About which version."""
        model, _, version = str(intent.payload["scopes"][0]).rsplit("/", 3)[1:]
        return f"What was decided about {model} {version}"

    def resource(self, intent: Intent) -> str:
        """The first of the places."""
        return str(intent.payload["scopes"][0])

    def read(self, world: Surroundings, intent: Intent) -> Reading:
        """Whether the present place says it; then comes the next."""
        scopes = intent.payload["scopes"]
        number = int(intent.outcome.get(_SCOPE, 0))
        found = sdk.read(world.azure, scopes[number])
        where = _where(scopes[number])
        if isinstance(found, sdk.Missing):
            return Reading("other", f"the version is not in {where} any more")
        properties = found.payload.get("properties") or {}
        there, wanted = properties.get("tags") or {}, _tags(world, intent)
        told = all(there.get(name) == value for name, value in wanted.items())
        if not told or properties.get("description") != intent.payload["description"]:
            return MISSING
        if number + 1 < len(scopes):
            return Reading("onward", f"it is told in {where}", outcome={_SCOPE: number + 1})
        return Reading("ready")

    def prepare(self, world: Surroundings, intent: Intent) -> Call:
        """Tells it in one place."""
        scope = intent.payload["scopes"][int(intent.outcome.get(_SCOPE, 0))]
        tags, said = _tags(world, intent), intent.payload["description"]
        return lambda: accepted(sdk.merge_version_tags(world.azure, scope, tags, said))

    def remaining(self, world: Surroundings, intent: Intent) -> Reading:
        """The tags name the request, so whoever reads them finds how it ended."""
        return Reading("other", "its tags stay and name this request, which tells how it ended")


def _where(scope: str) -> str:
    return scope.strip("/").split("/")[-5]


def _tags(world: Surroundings, intent: Intent) -> Mapping[str, str]:
    with world.database.read() as connection:
        query = (
            sa.select(requests.c.digest, operations.c.revision)
            .join(operations, operations.c.request == requests.c.number)
            .where(operations.c.id == intent.operation)
        )
        digest, revision = connection.execute(query).one()
        voted = sa.select(reviews.c.person).where(
            reviews.c.request == intent.request, reviews.c.revision == revision, reviews.c.verdict == "approve"
        )
        approvers = sorted(set(connection.execute(voted).scalars()))
    return {**intent.payload["tags"], "portal_digest": digest, "portal_approvers": ",".join(approvers)}
