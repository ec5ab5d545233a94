"""What an offer's card says of quota: each region of the organisation, each subscription, and who holds the cores."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from catalog.model import Catalogue, ComputeType
from catalog.model.organisation import Subscription
from portal.contract.catalogue import Quota
from portal.domain.models.evidence import whole_of
from portal.kinds.facts.observed import HolderFact
from portal.records.inventory.use import held_of, holders
from portal.store.tables import observations

DEDICATED, LOW = "dedicated", "low"


def quotas_of(connection: sa.Connection, item: ComputeType, catalogue: Catalogue) -> tuple[Quota, ...]:
    """The family's cores by region, subscription and priority; where low priority is not counted apart, no row of it.

    A region in which the size is not offered has one row that says so.
    """
    query = sa.select(observations.c.value, observations.c.observed_at, observations.c.status).where(
        observations.c.kind == "quota"
    )
    seen = connection.execute(query).mappings().all()
    held, organisation = holders(connection, catalogue), catalogue.organisation
    made: list[Quota] = []
    for region in dict.fromkeys((*organisation.regions, *item.regions)):
        if region not in item.regions:
            made.append(Quota(region, item.family, "", None, None, None, "not offered in this region"))
            continue
        for subscription in organisation.subscriptions:
            found = {one: _row(seen, subscription.id, region, item.family, one) for one in (DEDICATED, LOW)}
            wanted = (one for one in found if one == DEDICATED or found[one] is not None)
            made += [_quota(found[one], held, subscription, region, item, one) for one in wanted]
    return tuple(made)


def _row(
    seen: Sequence[Mapping[Any, Any]], subscription: str, region: str, family: str, priority: str
) -> Mapping[Any, Any] | None:
    wanted = (subscription.lower(), region, family.lower(), priority)
    return next((one for one in seen if _place(one["value"]) == wanted), None)


def _place(value: Mapping[str, Any]) -> tuple[str, ...]:
    return (
        str(value.get("subscription", "")).lower(),
        str(value.get("region", "")),
        str(value.get("family", "")).lower(),
        str(value.get("priority", "")),
    )


def _quota(
    row: Mapping[Any, Any] | None,
    held: Sequence[HolderFact],
    subscription: Subscription,
    region: str,
    item: ComputeType,
    priority: str,
) -> Quota:
    value, problem = (row["value"], row["status"]) if row is not None else ({}, "never observed")
    return Quota(
        region,
        item.family,
        priority,
        whole_of(value, "used"),
        whole_of(value, "limit"),
        row["observed_at"] if row is not None else None,
        "" if problem == "seen" else problem,
        held_of(held, item.family, subscription.id, region, priority),
        subscription.title,
        subscription.stages,
    )
