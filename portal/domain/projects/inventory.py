"""The inventory: filter, order, group, and totals that tie out. Pure."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from catalog.model import Person
from portal.contract.projects import ProjectGroup, ProjectRow
from portal.contract.values import Stamp


@dataclass(frozen=True)
class ProjectFilter:
    """Which projects somebody wants to see, and in which order. Empty words want everything."""

    text: str = ""
    unit: str = ""
    phase: str = ""
    owner: str = ""
    sort: str = "name"
    descending: bool = False
    group: str = ""


SORTS: dict[str, Callable[[ProjectRow], str | int]] = {
    "name": lambda row: row.name,
    "unit": lambda row: row.unit,
    "phase": lambda row: row.phase,
    "owner": lambda row: row.owner,
    "template": lambda row: row.template,
    "behind": lambda row: row.template_behind,
    "cost": lambda row: row.committed_cents,
    "budget": lambda row: row.budget_cents,
    "models": lambda row: -1 if row.models_in_prod is None else row.models_in_prod,
    "resources": lambda row: row.resources,
    "activity": lambda row: row.last_activity,
    "lease": lambda row: row.next_lease or "~",  # what never ends comes after every date
    "flags": lambda row: len(row.flags),
}
"""What the inventory can be ordered by."""

GROUPS: dict[str, Callable[[ProjectRow], str]] = {
    "unit": lambda row: row.unit,
    "phase": lambda row: row.phase,
    "owner": lambda row: row.owner,
    "template": lambda row: row.template,
}
"""What the inventory can be grouped by."""


def chosen(rows: Iterable[ProjectRow], wanted: ProjectFilter) -> tuple[ProjectRow, ...]:
    """The rows that match every word of the text and every filter, in the order asked for.

    Raises KeyError for an order that is not in SORTS. Rows that are equal in it stay ordered by name.
    """
    words = wanted.text.casefold().split()
    fitting = [row for row in rows if _fits(row, wanted, words)]
    fitting.sort(key=lambda row: row.name)
    measure = SORTS[wanted.sort]
    return tuple(sorted(fitting, key=lambda row: (measure(row),), reverse=wanted.descending))


def _fits(row: ProjectRow, wanted: ProjectFilter, words: Sequence[str]) -> bool:
    for asked, value in ((wanted.unit, row.unit), (wanted.phase, row.phase), (wanted.owner, row.owner)):
        if asked and asked != value:
            return False
    if not words:
        return True
    said = " ".join((row.name, row.title, row.unit, row.phase, row.owner, row.template, *row.flags)).casefold()
    return all(word in said for word in words)


def total(rows: Iterable[ProjectRow], value: str = "") -> ProjectGroup:
    """What some rows come to together."""
    listed = tuple(rows)
    serving = [row.models_in_prod for row in listed if row.models_in_prod is not None]
    return ProjectGroup(
        value,
        len(listed),
        sum(row.committed_cents for row in listed),
        sum(row.budget_cents for row in listed),
        sum(serving) if serving or not listed else None,
    )


def grouped(rows: Iterable[ProjectRow], by: str) -> tuple[ProjectGroup, ...]:
    """The totals of each value, by value; every row is in exactly one. Raises KeyError for what is not in GROUPS."""
    heaps: dict[str, list[ProjectRow]] = {}
    for row in rows:
        heaps.setdefault(GROUPS[by](row), []).append(row)
    return tuple(total(heap, value) for value, heap in sorted(heaps.items()))


def versions_behind(used: str, current: str | None) -> int:
    """How many releases a project's template is behind, counted in the first part that differs (1.0.0 to 1.2.0 is 2).

    0 when it is not behind, or when there is nothing to compare with.
    """
    for have, now in zip(_parts(used), _parts(current or ""), strict=False):
        if have != now:
            return max(0, now - have)
    return 0


def _parts(version: str) -> tuple[int, ...]:
    parts = version.split(".")
    return tuple(int(part) for part in parts) if all(part.isdecimal() for part in parts) else ()


def orphan(owner: str, person: Person | None) -> str:
    """Why nobody answers for what `owner` owns, or "" when somebody does."""
    if not owner:
        return "has no owner"
    if person is None:
        return f"{owner} is not in the directory"
    if not person.active:
        return f"{owner} has left"
    return {"human": "", "guest": f"{owner} is a guest", "ci": f"{owner} is a CI identity"}[person.kind]


def next_lease(leases: Iterable[Stamp | None]) -> Stamp | None:
    """The lease that ends first."""
    return min((lease for lease in leases if lease), default=None)


def flags(row: ProjectRow, today: Stamp, soon: Stamp, now: Stamp = "") -> tuple[str, ...]:
    """What is risky about a project, in words; `today` and `soon` are the ends of today and of the near future."""
    if row.phase == "retired":
        return ()
    found = []
    if row.orphan:
        found.append("nobody answers for it")
    if row.budget_cents and row.committed_cents > row.budget_cents:
        found.append("over budget")
    lease = row.next_lease
    if lease is not None and lease <= soon:
        when = "has ended" if lease <= now else "ends today" if lease <= today else "ends soon"
        found.append(f"a lease {when}")
    if row.template_behind:
        found.append(f"template behind by {row.template_behind}")
    return tuple(found)
