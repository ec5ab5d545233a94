"""What people's sign-ins showed of their app roles: kept by account, laid over the organisation, judged by its age."""

from collections.abc import Iterable
from datetime import UTC, datetime

import sqlalchemy as sa

from catalog.model import Catalogue, Organisation
from portal.clock import moment
from portal.contract.values import Stamp
from portal.domain.people.app_roles import accounts_of, assigned, wanted
from portal.services.world import World
from portal.store.chain import Act, record
from portal.store.connections import Database
from portal.store.rows import insert_into
from portal.store.schema.app_roles import app_roles as table


class AppRoles:
    """The state of the store, laid over an organisation where people sign in, or ever did; else the file counts."""

    def __init__(self, database: Database, people_sign_in: bool) -> None:
        self._database = database
        self._people_sign_in = people_sign_in
        self._version = 0
        self._seen: dict[str, frozenset[str]] = {}
        self._noted: dict[str, int] = {}

    def refresh(self, organisation: Organisation) -> bool:
        """Looks whether something changed; says whether it did."""
        if not wanted(organisation):
            return False
        with self._database.read() as connection:
            version = _newest(connection)
            if version == self._version:
                return False
            rows = connection.execute(sa.select(table)).mappings().all()
        self._seen = {row["object_id"]: frozenset(row["roles"]) for row in rows}
        self._version = version
        return True

    def over(self, catalogue: Catalogue) -> Catalogue:
        """The catalogue with those members of groups that were seen."""
        organisation = catalogue.organisation
        if not wanted(organisation) or not (self._people_sign_in or self._version):
            return catalogue
        return catalogue.model_copy(update={"organisation": assigned(organisation, self._seen, self._version)})

    def note(self, world: World, person: str, account: str, roles: Iterable[str], issued_at: int) -> bool:
        """Keeps what a token of somebody's says, each token once; says whether they are in other groups now.

        An older token than the last one changes nothing: what it says may have been taken back since.
        """
        known = wanted(world.catalogue().organisation)
        if not known or self._noted.get(account, 0) >= issued_at:
            return False
        changed = _keep(world, person, account, sorted(known.intersection(roles)), issued_at)
        self._noted[account] = issued_at
        return changed


def _keep(world: World, person: str, account: str, roles: list[str], issued_at: int) -> bool:
    with world.database.write() as connection:
        mine = table.c.object_id == account
        row = connection.execute(sa.select(table).where(mine).with_for_update()).mappings().one_or_none()
        if (row is None and not roles) or (row is not None and row["issued_at"] >= issued_at):
            return False
        if row is not None and row["roles"] == roles:
            connection.execute(table.update().where(mine).values(issued_at=issued_at))
            return False
        # Two servers may see the first token of somebody at once; the chain's lock puts them in order.
        act = Act(person, "app-roles-seen", "account", account, data={"roles": roles})
        version = record(connection, world.now(), world.mode, act)
        insert = insert_into(connection, table)
        values = {"object_id": account, "roles": roles, "issued_at": issued_at, "version": version}
        changes = {name: insert.excluded[name] for name in values}
        newer = insert.excluded.issued_at >= table.c.issued_at
        connection.execute(
            insert.on_conflict_do_update(index_elements=["object_id"], set_=changes, where=newer), values
        )
    return True


def unfit(connection: sa.Connection, catalogue: Catalogue, people: Iterable[str], now: Stamp) -> str:
    """Why nothing may rest on the app roles of these people now, "" when it may."""
    organisation = catalogue.organisation
    if not wanted(organisation):
        return ""
    if _newest(connection) != organisation.app_roles_version:
        return "people or groups changed a moment ago"
    limit = catalogue.policy.directory_max_age_seconds
    for person in people:
        accounts = accounts_of(organisation, person)
        latest = sa.select(sa.func.max(table.c.issued_at)).where(table.c.object_id.in_(accounts))
        issued_at = connection.execute(latest).scalar() if accounts else None
        if issued_at is not None and moment(now).timestamp() - issued_at > limit:
            at = f"{datetime.fromtimestamp(issued_at, UTC):%Y-%m-%d %H:%M}"
            return f"{person} last showed the role at {at} UTC, over {limit // 60} min ago, and has to sign in again"
    return ""


def _newest(connection: sa.Connection) -> int:
    return int(connection.execute(sa.select(sa.func.coalesce(sa.func.max(table.c.version), 0))).scalar_one())
