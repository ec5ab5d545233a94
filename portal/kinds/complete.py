"""From answers to a wish: every field gets a value, every value an origin, every fault a complaint."""

import difflib
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from catalog.model import Catalogue, Person
from portal.contract.limits import NAME_LENGTH
from portal.contract.plaintext import one_line
from portal.contract.problem import Complaint
from portal.kinds.field import Field
from portal.kinds.kind import Facts, Kind, Wish


def complete(
    kind: Kind,
    answers: Mapping[str, Any],
    person: Person,
    catalogue: Catalogue,
    facts: Facts,
    request: str,
    at: str,
) -> tuple[Wish, tuple[Complaint, ...]]:
    """The wish that the answers make, and all that is wrong with it. An empty answer counts as none; `at` is now."""
    given = trimmed(answers)
    fields = kind.fields(given, person, catalogue, facts)
    complaints = list(_unknown(given, fields))
    values: dict[str, Any] = {}
    origins: dict[str, str] = {}
    for one in fields:
        if one.name in given:
            value, complaint = one.read(given[one.name], at)
            origin = "answered"
        elif one.assumed is not None:
            value, complaint = one.read(one.assumed, at)
            origin = one.origin
        else:
            value, origin = None, "assumed"
            complaint = Complaint(one.name, "is missing", one.right()) if one.required else None
        if complaint is not None:
            complaints.append(complaint)
        elif value is not None:
            values[one.name], origins[one.name] = value, origin
    wish = Wish(kind.id, values, origins, person, request, at)
    if not complaints:
        complaints += kind.complaints(wish, catalogue, facts)
    return wish, tuple(complaints)


def renewed(
    kind: Kind, wish: Wish, complaints: tuple[Complaint, ...], catalogue: Catalogue, facts: Facts
) -> Wish | None:
    """The wish with what its kind renews derived anew; None where more than that is wrong with it."""
    names = {one.where for one in complaints}
    if not names or any(name not in kind.renews or wish.origins.get(name) != "derived" for name in names):
        return None
    given = {name: value for name, value in wish.values.items() if name not in names}
    fields = {one.name: one for one in kind.fields(given, wish.requester, catalogue, facts)}
    values = dict(wish.values)
    for name in names:
        found = fields.get(name)
        if found is None or found.assumed is None:
            return None
        values[name], wrong = found.read(found.assumed, wish.at)
        if wrong is not None:
            return None
    return replace(wish, values=values)


def trimmed(answers: Mapping[str, Any]) -> dict[str, Any]:
    """The answers that say something, texts without white space around them: what else is derived rests on these."""
    bare = {name: answer.strip() if isinstance(answer, str) else answer for name, answer in answers.items()}
    return {name: answer for name, answer in bare.items() if answer is not None and answer != ""}


def _unknown(given: Mapping[str, Any], fields: tuple[Field, ...]) -> list[Complaint]:
    known = [one.name for one in fields]
    complaints = []
    for name in given:
        if name in known:
            continue
        near = difflib.get_close_matches(name, known, 1)
        todo = f"did you mean '{near[0]}'?" if near else "fields are: " + ", ".join(known)
        where = one_line(name)[:NAME_LENGTH] or "a field without a name"
        complaints.append(Complaint(where, "there is no such field", todo))
    return complaints


def form_schema(fields: tuple[Field, ...]) -> dict[str, Any]:
    """The fields as one JSON Schema object."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "additionalProperties": False,
        "properties": {one.name: one.schema() for one in fields},
        "required": [one.name for one in fields if one.required and one.assumed is None],
    }
