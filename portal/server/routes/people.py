"""Who am I."""

from datetime import UTC, datetime

from fastapi import APIRouter

from catalog.model import Person as Known
from portal.clock import stamp
from portal.contract.people.people import Me, Person, RoleOrigin
from portal.domain.people.accounts import role_sources
from portal.domain.requests.may import rights_of
from portal.server.authentication import Authenticated, InPortal, Who
from portal.server.portal import Portal
from portal.services.people.directory import read_at
from portal.services.requests.delegations import listing

router = APIRouter()
DIRECTORIES = {"file": "organisation.yaml", "graph": "Microsoft Graph"}


@router.get("/me")
def me(portal: InPortal, who: Who) -> Me:
    """Who is asking, in which mode; with the directory, so that ids can be shown as names."""
    organisation = portal.catalogue().organisation
    azure = "emulated" if portal.azure == "emulated" else portal.settings.tenant or "real"
    people = tuple(_person(person) for person in organisation.people)
    return Me(
        person=_person(who.person),
        mode=who.mode,
        organisation=organisation.name,
        azure=azure,
        people=people,
        readonly=portal.settings.readonly,
        presence=portal.settings.presence and not portal.settings.readonly,
        account=who.account,
        account_source=_account_source(portal, who),
        roles=tuple(RoleOrigin(role, source) for role, source in role_sources(organisation, who.person)),
        tenant=portal.settings.tenant if who.account else "",
        signed_in_until=stamp(datetime.fromtimestamp(who.until, UTC)) if who.until else None,
        directory=DIRECTORIES[organisation.directory],
        directory_read_at=read_at(portal.database) if organisation.directory == "graph" else None,
        rights=rights_of(portal.catalogue(), who.person, portal.settings.readonly),
        delegations=tuple(one for one in listing(portal.world) if who.person.id in (one.person, one.delegate)),
    )


def _account_source(portal: Portal, who: Authenticated) -> str:
    if who.account:
        return f"signed in at {portal.settings.authority}, tenant {portal.settings.tenant}"
    return "chosen, as anybody may be in demo mode" if who.mode == "demo" else "the owner of this private server"


def _person(person: Known) -> Person:
    return Person(
        id=person.id,
        name=person.name,
        title=person.title,
        unit=person.unit or "",
        roles=person.roles,
        groups=person.groups,
        kind=person.kind,
        active=person.active,
        persona=person.persona,
    )
