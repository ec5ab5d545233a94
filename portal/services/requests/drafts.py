"""Wishes that are not submitted yet; saved on every change, so that nothing typed is lost."""

import secrets
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from catalog.model import Person
from portal.contract.problem import Complaint, bad_input, not_found
from portal.contract.requests import Draft
from portal.kinds.registry import kind_of
from portal.records.requests.numbers import number_of
from portal.services.world import World
from portal.store.tables import drafts

MOST_DRAFTS = 50


def listing(world: World, person: Person) -> tuple[Draft, ...]:
    """A person's drafts, the newest first."""
    with world.database.read() as connection:
        rows = connection.execute(
            sa.select(drafts).where(drafts.c.person == person.id).order_by(drafts.c.updated_at.desc())
        ).mappings()
        return tuple(_draft(row) for row in rows)


def save(
    world: World, person: Person, draft: str, kind: str, spec: Mapping[str, Any], request: str | None = None
) -> Draft:
    """Saves a draft; `new` makes one. Raises Problem when it belongs to somebody else or there are too many."""
    kind_of(kind)
    request = None if request is None else f"R-{number_of(request)}"
    now = world.now()
    with world.database.write() as connection:
        mine = drafts.c.person == person.id
        if draft == "new":
            count = connection.execute(sa.select(sa.func.count()).select_from(drafts).where(mine)).scalar_one()
            if count >= MOST_DRAFTS:
                raise bad_input(f"you have {count} drafts", Complaint("drafts", f"at most {MOST_DRAFTS} are kept"))
            draft = f"D-{secrets.token_hex(6)}"
            connection.execute(
                drafts.insert().values(
                    id=draft, person=person.id, kind=kind, spec=dict(spec), request=request, updated_at=now
                )
            )
        else:
            changed = connection.execute(
                drafts.update().where(drafts.c.id == draft, mine).values(kind=kind, spec=dict(spec), updated_at=now)
            )
            if changed.rowcount != 1:
                raise not_found("draft", draft)
        row = connection.execute(sa.select(drafts).where(drafts.c.id == draft)).mappings().one()
        return _draft(row)


def drop(world: World, person: Person, draft: str) -> None:
    """Forgets a draft; one that is not there is forgotten already."""
    with world.database.write() as connection:
        connection.execute(drafts.delete().where(drafts.c.id == draft, drafts.c.person == person.id))


def _draft(row: sa.RowMapping) -> Draft:
    return Draft(row["id"], row["kind"], row["spec"], row["updated_at"], row["request"])
