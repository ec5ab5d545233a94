"""Telling somebody when a full family of sizes has room again: watches are kept, and judged by what is observed."""

import secrets
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from catalog.model import Catalogue, Person
from portal.contract.people.watches import Watch, WatchWish
from portal.contract.problem import Complaint, bad_input
from portal.contract.values import Stamp
from portal.kinds.closed import why_closed
from portal.kinds.kind import ProjectFact, QuotaFact, Quotas, quota_of
from portal.records.facts import gather, quotas
from portal.records.idempotency import Once, claim
from portal.records.inventory.use import held_of, holders
from portal.services.notices.own_rules import FREE
from portal.services.world import World
from portal.store.chain import announce
from portal.store.rows import from_row, insert_into
from portal.store.tables import watches

MOST = 50
"""How many things one person may watch."""
PRIORITIES = ("dedicated", "low")


def add(world: World, person: Person, wish: WatchWish, once: Once | None = None) -> Watch:
    """Begins to watch, or finds the same watch again. Raises Problem naming what is wrong with the wish."""
    values = {**_wanted(world, person, wish), "person": person.id}
    with world.database.write() as connection:
        now, id_ = world.now(), f"W-{secrets.token_hex(6)}"
        mine = watches.c.person == person.id
        if (known := claim(connection, once, id_, now)) is not None:
            id_ = known
        elif (same := _same(connection, values)) is not None:
            id_ = same
        else:
            count = connection.execute(sa.select(sa.func.count()).select_from(watches).where(mine)).scalar_one()
            if count >= MOST:
                raise bad_input(f"you watch {count} things", Complaint("watches", f"at most {MOST} are kept"))
            row = insert_into(connection, watches).values(id=id_, made_at=now, free_at=None, **values)
            connection.execute(row.on_conflict_do_nothing())
            id_ = _same(connection, values) or id_  # another terminal may have been a moment earlier
            _judge(connection, now)
        rows = connection.execute(sa.select(watches).where(mine)).mappings().all()
        found = {one.id: one for one in _told(connection, world.catalogue(), rows)}
    if id_ in found:
        return found[id_]
    return add(world, person, wish)  # forgotten since it was first asked for


def listing(world: World, person: Person) -> tuple[Watch, ...]:
    """What a person watches, what is free first, then the oldest first."""
    with world.database.read() as connection:
        return of_person(connection, world.catalogue(), person.id)


def of_person(connection: sa.Connection, catalogue: Catalogue, person: str) -> tuple[Watch, ...]:
    """The same inside a transaction; without a watch it costs one query."""
    query = sa.select(watches).where(watches.c.person == person).order_by(watches.c.made_at)
    rows = connection.execute(query).mappings().all()
    return tuple(sorted(_told(connection, catalogue, rows), key=lambda one: one.free_at is None)) if rows else ()


def drop(world: World, person: Person, watch: str) -> None:
    """Watches no longer; what is not watched is forgotten already."""
    with world.database.write() as connection:
        connection.execute(watches.delete().where(watches.c.id == watch, watches.c.person == person.id))


def judge(connection: sa.Connection, at: Stamp) -> int:
    """Compares every watch with the quotas as they were seen at `at`, tells of those that have room now, counts them.

    Call it last but for other events: it takes the chain-head lock.
    """
    free = _judge(connection, at)
    for row in free:
        told = {name: row[name] for name in ("person", "compute", "region", "family", "priority", "cores", "project")}
        announce(connection, at, FREE, row["id"], told)
    return len(free)


def _judge(connection: sa.Connection, at: Stamp) -> list[sa.RowMapping]:
    rows = connection.execute(sa.select(watches)).mappings().all()
    if not rows:
        return []
    seen, free = quotas(connection), []
    for row in rows:
        quota = _quota(seen, row)
        if quota is None:
            continue
        enough = quota.limit - quota.used >= row["cores"]
        if enough == (row["free_at"] is not None):
            continue
        changed = watches.update().where(watches.c.id == row["id"])
        connection.execute(changed.values(free_at=at if enough else None))
        if enough:
            free.append(row)
    return free


def _quota(seen: Quotas, row: sa.RowMapping) -> QuotaFact | None:
    return quota_of(seen, row["subscription"], row["region"], row["family"], row["priority"])


def _wanted(world: World, person: Person, wish: WatchWish) -> dict[str, Any]:
    """The columns that a wish means. Raises Problem."""
    catalogue, complaints = world.catalogue(), []
    item = catalogue.compute(wish.type)
    if item is None:
        complaints.append(Complaint("type", f"there is no compute type '{wish.type}'", "`portal catalog list`"))
    elif why := why_closed(item):
        complaints.append(Complaint("type", f"'{wish.type}' cannot be taken: {why}", "watch another"))
    if not 1 <= wish.nodes <= 100:
        complaints.append(Complaint("nodes", "is not from 1 to 100"))
    if wish.priority not in PRIORITIES:
        complaints.append(Complaint("priority", f"there is no '{wish.priority}'", f"choose {' or '.join(PRIORITIES)}"))
    with world.database.read() as connection:
        project = gather(connection, catalogue).projects.get(wish.project) if wish.project else None
    if wish.project and project is None:
        complaints.append(Complaint("project", f"there is no project {wish.project}"))
    subscription, region = _place(catalogue, project, wish)
    if not subscription:
        complaints.append(Complaint("stage", f"there is no stage '{wish.stage}' there"))
    if item is not None and region not in item.regions:
        complaints.append(Complaint("region", f"{item.id} is not offered in {region}", ", ".join(item.regions)))
    if complaints or item is None:
        raise bad_input("this cannot be watched", *complaints)
    return {
        "compute": item.id, "nodes": wish.nodes, "project": wish.project, "stage": wish.stage,
        "subscription": subscription, "region": region, "family": item.family, "priority": wish.priority,
        "cores": item.vcpus * wish.nodes,
    }  # fmt: skip


def _place(catalogue: Catalogue, project: ProjectFact | None, wish: WatchWish) -> tuple[str, str]:
    """Subscription and region: those of the project's stage, else of the organisation for that stage."""
    if project is not None:
        regions = (one.region for one in project.stages if one.stage == wish.stage)
        return project.subscriptions.get(wish.stage, ""), next(regions, "")
    holding = (one.id for one in catalogue.organisation.subscriptions if wish.stage in one.stages)
    return next(holding, ""), wish.region or catalogue.organisation.default_region


def _same(connection: sa.Connection, values: dict[str, Any]) -> str | None:
    names = ("person", "compute", "subscription", "region", "priority", "cores")
    same = sa.and_(*(watches.c[name] == values[name] for name in names))
    return connection.execute(sa.select(watches.c.id).where(same)).scalar_one_or_none()


def _told(connection: sa.Connection, catalogue: Catalogue, rows: Sequence[sa.RowMapping]) -> list[Watch]:
    """Watches in the words of the wire, with what was seen last and who holds the family's cores."""
    seen, held = quotas(connection), holders(connection, catalogue)
    made = []
    for row in rows:
        quota = _quota(seen, row)
        counted = row["priority"] if _is_apart(seen, row) else "dedicated"
        wish = {"project": row["project"], "stage": row["stage"], "type": row["compute"], "nodes": row["nodes"]}
        made.append(
            from_row(
                Watch,
                row,
                type=row["compute"],
                used=quota.used if quota else None,
                limit=quota.limit if quota else None,
                observed_at=quota.observed_at if quota else None,
                holders=held_of(held, row["family"], row["subscription"], row["region"], counted),
                wish={**wish, "priority": row["priority"]} if row["free_at"] and row["project"] else None,
            )
        )
    return made


def _is_apart(seen: Quotas, row: sa.RowMapping) -> bool:
    return (row["subscription"], row["region"], row["family"].lower(), row["priority"]) in seen
