"""What somebody may do here and may not, each with its reason, so that nobody has to try it out. Pure."""

from catalog.model import Catalogue, Person
from portal.contract.people.people import Right
from portal.domain.people.answering import may_answer
from portal.domain.policy import TIERS, seats

NUMBERS = {1: "one", 2: "two", 3: "three"}


def rights_of(catalogue: Catalogue, person: Person, readonly: bool = False) -> tuple[Right, ...]:
    """The rights of a person, those to decide for what their own unit asks for."""
    read = _read_audit(catalogue, person)
    return (_ask(person, readonly), *_decide(catalogue, person), *_sign(catalogue, person), read, _own(person))


def why_not_read_audit(catalogue: Catalogue, person: Person) -> str:
    """Why somebody may not read the audit; "" when policy lets them."""
    if person.kind != "human":
        return "no guest and no program does"
    readers = catalogue.policy.audit_readers
    if readers and not set(readers) & set(person.roles):
        return f"policy lets those read it who are {' or '.join(readers)}"
    return ""


def _ask(person: Person, readonly: bool) -> Right:
    if readonly:
        return Right("ask for something", False, "this portal only looks")
    if person.kind == "guest":
        return Right("ask for something", False, "guests ask for nothing")
    return Right(
        "ask for something", True, "a program hands in for its owners" if person.kind == "ci" else "everybody may"
    )


def _decide(catalogue: Catalogue, person: Person) -> list[Right]:
    """One line for each tier on which people decide."""
    told = []
    for tier in TIERS:
        chairs = seats(catalogue, tier, person.unit or "")
        if not chairs:
            continue
        what = f"decide at tier {tier}"
        mine = [seat.title for seat in chairs if person.id in seat.members]
        if mine:
            told.append(Right(what, True, f"as one of {' and '.join(mine)}"))
        elif person.kind != "human":
            told.append(Right(what, False, "only people of the organisation decide"))
        else:
            takes = " and ".join(f"{NUMBERS.get(seat.count, seat.count)} of {seat.title}" for seat in chairs)
            told.append(Right(what, False, f"it takes {takes}"))
    return told


def _sign(catalogue: Catalogue, person: Person) -> list[Right]:
    """One line for each gate that takes somebody's word."""
    told = []
    for gate in catalogue.gates:
        if gate.signed_by is None:
            continue
        role = gate.signed_by.replace("_", " ")
        may = may_answer(catalogue.organisation, person, gate.signed_by, person.unit or "")
        told.append(Right(f"sign {gate.id}: {gate.title}", may, f"as {role}" if may else f"it takes a {role}"))
    return told


def _read_audit(catalogue: Catalogue, person: Person) -> Right:
    why = why_not_read_audit(catalogue, person)
    return Right("read the audit", not why, why or "policy lets you")


def _own(person: Person) -> Right:
    return Right("decide on what you asked for or edited", False, "nobody ever decides on their own")
