"""The fields that name a person, and what goes with them: an active human of the organisation."""

from catalog.model import Catalogue, Person
from portal.contract.plan import Effect
from portal.contract.problem import Complaint
from portal.kinds.field import Choice, Field
from portal.kinds.kind import Wish

_PRINCIPALS = {"human": "User", "guest": "User", "ci": "ServicePrincipal"}


def person_field(
    name: str, title: str, help_: str, catalogue: Catalogue, assumed: str | None, section: str, origin: str = "assumed"
) -> Field:
    """The choice of one of the people who are still there."""
    people = (one for one in catalogue.organisation.people if one.active and one.kind == "human")
    choices = tuple(Choice(one.id, one.name, one.title) for one in people)
    return Field(name, title, help_, "choice", choices=choices, assumed=assumed, origin=origin, section=section)


def first_there(catalogue: Catalogue, *ids: str) -> str | None:
    """The first of these people who is known, human and has not left; None when nobody is."""
    found = filter(None, map(catalogue.organisation.person, ids))
    return next((one.id for one in found if one.active and one.kind == "human"), None)


def has_left(field: str, wish: Wish, catalogue: Catalogue, todo: str = "name somebody else") -> tuple[Complaint, ...]:
    """The complaint about a wish whose person is not there any more."""
    person = catalogue.organisation.person(wish.text(field))
    if person is not None and person.active:
        return ()
    return (Complaint(field, f"{wish.text(field)} has left the organisation", todo),)


def assignment(step: str, role: str, where: str, scope: str, stage: str, person: Person) -> Effect:
    """The step that gives somebody an Azure role; `where` is what people call the scope."""
    payload = {
        "scope": scope,
        "role": role,
        "principal": person.object_id,
        "principal_type": _PRINCIPALS[person.kind],
        "person": person.id,
    }
    return Effect(step, "role_assignment", f"{role} in {where} for {person.id}", person.id, stage, payload)
