"""The catalogue as it is shown: what its files say, and what is known live about each offer."""

from typing import Any

import sqlalchemy as sa

from catalog.model import Catalogue, ComputeType, Environment, Person, Template
from catalog.search import search
from portal.contract.catalogue import CatalogueItem, CataloguePage, CatalogueRow, Price
from portal.contract.problem import Complaint, bad_input, not_found
from portal.domain.policy import judge, outcome, seats
from portal.services.catalogue.offered_quota import quotas_of
from portal.services.world import World
from portal.store.rows import from_row
from portal.store.tables import projects

Offer = Template | ComputeType | Environment
KINDS_OF_OFFER = ("template", "compute", "environment")


def listing(world: World, text: str = "", kind: str = "", warning: str = "") -> CataloguePage:
    """The offers that match, in the order of the catalogue, or of relevance when there is a text."""
    if kind and kind not in KINDS_OF_OFFER:
        raise bad_input(f"there is no '{kind}' in a catalogue", Complaint("kind", "use " + ", ".join(KINDS_OF_OFFER)))
    catalogue = world.catalogue()
    found = search(catalogue, text) if text.strip() else sorted(catalogue.items(), key=_order)
    counts = {one: sum(item.kind == one for item in found) for one in KINDS_OF_OFFER}
    rows = tuple(_row(item, catalogue) for item in found if not kind or item.kind == kind)
    return CataloguePage(rows, counts, None, warning)


def _order(item: Offer) -> tuple[object, ...]:
    """Kinds in turn; machines from small to large, those with GPUs after those without; what is not offered last."""
    kind = KINDS_OF_OFFER.index(item.kind)
    offered = item.lifecycle != "approved"
    if isinstance(item, ComputeType):
        return kind, offered, item.gpus > 0, item.family if not item.gpus else "", item.gpus, item.vcpus, item.id
    return kind, offered, item.id


def show(world: World, person: Person, item_id: str) -> CatalogueItem:
    """The card of one offer, for a person. Raises Problem when there is no such offer."""
    catalogue = world.catalogue()
    item = catalogue.item(item_id)
    if item is None:
        near = [one.id for one in search(catalogue, item_id)][:3]
        todo = f"did you mean {', '.join(near)}?" if near else "`portal catalog list` shows all"
        raise not_found("offer", item_id, todo)
    with world.database.read() as connection:
        quotas = quotas_of(connection, item, catalogue) if isinstance(item, ComputeType) else ()
        using = _projects(connection, item)
    row = _row(item, catalogue)
    approvers, sentence = _approval(item, person, catalogue)
    return from_row(
        CatalogueItem,
        vars(row),
        not_when=item.not_when or "",
        digest=catalogue.digest(item.id),
        facts=_facts(item),
        approvers=approvers,
        approval=sentence,
        prices=_prices(item, catalogue),
        quotas=quotas,
        projects=using,
    )


def _row(item: Offer, catalogue: Catalogue) -> CatalogueRow:
    tier = "" if isinstance(item, Environment) else item.tier
    version = item.version if isinstance(item, Template | Environment) else ""
    price = None
    if isinstance(item, ComputeType):
        row = catalogue.prices.hourly(item.id, catalogue.organisation.default_region, "dedicated")
        price = row.cents_per_hour if row else None
    return CatalogueRow(
        id=item.id,
        kind=item.kind,
        title=f"{item.id}, {item.title}" if isinstance(item, ComputeType) else item.title,
        lifecycle=item.lifecycle,
        use_when=item.use_when or "",
        tier=tier,
        version=version or "",
        owner=item.owner,
        summary=item.summary if isinstance(item, Template) else "",
        reason=item.reason or "",
        successor=item.successor or "",
        cents_per_hour=price,
    )


_SHOWN_ELSEWHERE = {
    "id", "kind", "title", "lifecycle", "use_when", "not_when", "tier", "version", "owner", "summary", "reason",
    "successor",
}  # fmt: skip


def _facts(item: Offer) -> dict[str, Any]:
    return {name: value for name, value in item.model_dump(mode="json").items() if name not in _SHOWN_ELSEWHERE}


def _approval(item: Offer, person: Person, catalogue: Catalogue) -> tuple[tuple[str, ...], str]:
    """Who would approve the standard wish for this offer, and the policy in words."""
    if item.lifecycle in ("blocked", "draft"):
        return (), f"cannot be asked for: it is {item.lifecycle}"
    if isinstance(item, Environment):
        return (), "comes with a project; asked for as it is, nobody has to approve it outside prod"
    kind = "project" if isinstance(item, Template) else "compute"
    compute = item if isinstance(item, ComputeType) else None
    variables = {
        "kind": kind, "stage": "dev", "tier": item.tier, "template": item.id if kind == "project" else "",
        "vcpus": compute.vcpus if compute else 0, "gpus": compute.gpus if compute else 0, "nodes": 1, "min_nodes": 0,
        "idle_minutes": 15, "priority": "low", "monthly_cents": 0, "committed_cents": 0,
        "budget_left_cents": 10**9, "days": 7, "assumed": [], "estimate": False,
    }  # fmt: skip
    verdict = judge(catalogue, kind, item.tier, variables)
    unit, barred = person.unit or "", frozenset({person.id})
    model = catalogue.organisation.model_for(kind, unit)
    chairs = seats(catalogue, verdict.tier, unit, barred=barred, model=model)
    policy = outcome(catalogue, verdict, chairs, barred, model)
    people = tuple(dict.fromkeys(one for need in policy.needs for one in need.can_give))
    return people, policy.sentence


def _prices(item: Offer, catalogue: Catalogue) -> tuple[Price, ...]:
    currency = catalogue.prices.currency
    return tuple(
        Price(one.region, one.priority, one.cents_per_hour, currency, one.certainty, one.source, str(one.date))
        for one in catalogue.prices.rows
        if one.compute == item.id
    )


def _projects(connection: sa.Connection, item: Offer) -> tuple[str, ...]:
    if not isinstance(item, Template):
        return ()
    query = sa.select(projects.c.name).where(projects.c.template == item.id).order_by(projects.c.name)
    return tuple(connection.execute(query).scalars())
