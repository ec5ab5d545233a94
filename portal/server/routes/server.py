"""The server itself."""

import platform
import shutil
import sqlite3
from collections.abc import Sequence
from importlib.metadata import version

import sqlalchemy as sa
from fastapi import APIRouter, Request

from portal.contract import CONTRACT_VERSION
from portal.contract.server import Check, Health, Report, ServerStatus, SignInPlace
from portal.local.fingerprint import fingerprint
from portal.records.observed.unreadable import unreadable
from portal.server.authentication import InPortal, Operator, Who
from portal.server.portal import Portal
from portal.server.status import status_of
from portal.services import audit
from portal.services.notices import deliveries
from portal.services.people.directory import unread_accounts
from portal.settings import Settings, load_settings
from portal.store.migrate import current, newest

router = APIRouter()
NAMED = 8
"""How many unreadable things the doctor names."""


@router.get("/health")
def health(portal: InPortal) -> Health:
    """That it is alive, which program it runs, and where to sign in; needs no token."""
    known = portal.settings
    place = SignInPlace(known.authority, known.tenant, known.client) if known.mode == "team" else None
    return Health(CONTRACT_VERSION, version("ml-portal"), fingerprint(), known.mode, place)


@router.get("/server")
def status(request: Request, portal: InPortal, who: Who) -> ServerStatus:
    """Which server this is and what it is doing."""
    return status_of(portal, request.app.state.streams.count())


@router.post("/server/stop", status_code=204)
def stop(request: Request, who: Operator) -> None:
    """Leaves in good order; operations go on at the next start."""
    request.app.state.leave()


def _channels(portal: Portal) -> tuple[Check, ...]:
    """Each channel of notices, with what it did not take after every attempt."""
    dead = {one.channel: one for one in deliveries.dead_letters(portal.database)}
    known = [one.id for one in portal.catalogue().organisation.notices.channels]
    checks = []
    for channel in (*known, *sorted(set(dead) - set(known))):
        lost = dead.get(channel)
        detail = f"{lost.count} notices were given up; it said last: {lost.detail}" if lost else "nothing was given up"
        todo = "mend the channel in organisation.yaml, or what receives it" if lost else ""
        checks.append(Check(f"notices to {channel}", lost is None, detail, todo))
    return tuple(checks)


def _outside(portal: Portal) -> tuple[Check, ...]:
    """What was read of Azure and of the directory, each thing that could not be by its name: the rest goes on."""
    with portal.database.read() as connection:
        odd = [f"{one.what} {f'in {one.place} ' if one.place else ''}({one.why})" for one in unreadable(connection)]
    accounts = unread_accounts(portal.database)
    return (
        Check("what Azure shows", not odd, _named(odd), "mend them in Azure; the rest is read" if odd else ""),
        Check("people of the directory", not accounts, _named(accounts), "they count as gone" if accounts else ""),
    )


def _named(odd: Sequence[str]) -> str:
    more = f" and {len(odd) - NAMED} more" if len(odd) > NAMED else ""
    return f"cannot be read: {'; '.join(odd[:NAMED])}{more}" if odd else "nothing is unreadable"


@router.get("/doctor")
def doctor(portal: InPortal, who: Who) -> Report:
    """Looks at everything that this server rests on."""
    portal.catalogue.refresh()
    chain = audit.verify(portal.database)
    free = shutil.disk_usage(portal.settings.home).free
    at, wanted = current(portal.database), newest()
    checks = (
        Check("python", True, platform.python_version()),
        Check("sqlite", True, sqlite3.sqlite_version),
        Check("home", True, str(portal.settings.home)),
        Check("log", True, str(portal.settings.home / "log" / "server.log")),
        Check("disk", free > 100_000_000, f"{free // 1_000_000} MB free", "make room" if free <= 100_000_000 else ""),
        Check("schema", at == wanted, f"{at}, this program wants {wanted}"),
        Check("catalogue", not portal.catalogue.warning, portal.catalogue.warning or str(portal.catalogue().root)),
        *_channels(portal),
        *_outside(portal),
        Check("audit chain", chain.ok, chain.detail or f"verified up to {chain.verified_to}"),
        Check("azure", True, f"{portal.azure}: no Azure is touched" if portal.mode == "demo" else portal.azure),
    )
    settings, sources = load_settings({"home": str(portal.settings.home)}, logged_in=False)
    told = tuple({"name": name, "value": _shown(settings, name), "from": origin} for name, origin in sources.items())
    return Report(checks, told)


def _shown(settings: Settings, name: str) -> str:
    """A setting as it may be shown: a database's address without its password."""
    value = str(getattr(settings, name))
    return sa.make_url(value).render_as_string(hide_password=True) if name == "database" and value else value
