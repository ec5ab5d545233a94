"""Who am I."""

from fastapi import APIRouter

from catalog.model import Person as Known
from portal.contract.people import Me, Person
from portal.server.asking import InPortal, Who

router = APIRouter()


@router.get("/me")
def me(portal: InPortal, who: Who) -> Me:
    """Who is asking, in which mode; with the directory, so that ids can be shown as names."""
    organisation = portal.catalogue().organisation
    azure = "emulated" if portal.azure.kind == "emulated" else portal.settings.tenant or "real"
    people = tuple(_person(person) for person in organisation.people)
    return Me(_person(who.person), who.mode, organisation.name, azure, people, portal.settings.readonly)


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
