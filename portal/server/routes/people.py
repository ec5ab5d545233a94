"""Who am I."""

from fastapi import APIRouter

from catalog.model import Person as Known
from portal.contract.people import Me, Person, RoleOrigin
from portal.domain.accounts import role_sources
from portal.server.asking import Asking, InPortal, Who
from portal.server.portal import Portal

router = APIRouter()


@router.get("/me")
def me(portal: InPortal, who: Who) -> Me:
    """Who is asking, in which mode; with the directory, so that ids can be shown as names."""
    organisation = portal.catalogue().organisation
    azure = "emulated" if portal.azure.kind == "emulated" else portal.settings.tenant or "real"
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
    )


def _account_source(portal: Portal, who: Asking) -> str:
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
