"""What somebody outside has to bring about, looked for in Azure: one check for each thing that can be awaited."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from portal.azure import views
from portal.azure.resource_ids import ML, ML_VERSION
from portal.contract.values import Json
from portal.domain.models.evidence import SEEN
from portal.engine.looking import listed
from portal.engine.observing.values import quotas
from portal.engine.surroundings import Surroundings


@dataclass(frozen=True)
class Awaited:
    """Whether it has come, and what was seen, in words."""

    come: bool
    told: str


Check = Callable[[Surroundings, Mapping[str, Json]], Awaited]


def awaited(world: Surroundings, wanted: Mapping[str, Json]) -> Awaited:
    """Looks for what a handover waits for. Raises KeyError for what cannot be awaited, AzureFault when Azure fails."""
    return CHECKS[str(wanted["what"])](world, wanted)


def _quota(world: Surroundings, wanted: Mapping[str, Json]) -> Awaited:
    """The limit of a family in a region; where low priority has no row of its own, the dedicated one counts."""
    subscription, region = str(wanted["subscription"]), str(wanted["region"])
    path = f"/subscriptions/{subscription}/providers/{ML}/locations/{region}/usages"
    seen = quotas(subscription, region, map(views.usage, listed(world, path, ML_VERSION, {})))
    rows = [item.value for item in seen if item.status == SEEN]
    mine = [row for row in rows if str(row["family"]).lower() == str(wanted["family"]).lower()]
    row = next((one for one in mine if one["priority"] == wanted["priority"]), mine[0] if mine else None)
    if row is None:
        return Awaited(False, f"Azure shows no quota of {wanted['family']} in {region}")
    return Awaited(int(row["limit"]) >= int(wanted["at_least"]), f"the limit is {row['limit']} vCPUs")


CHECKS: Mapping[str, Check] = {"quota": _quota}
