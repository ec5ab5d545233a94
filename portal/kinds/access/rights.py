"""What somebody will be able to do where, when an access request is carried out, in words."""

from catalog.model import Catalogue
from catalog.model.roles import full
from portal.contract.plan import Fact
from portal.domain.rights.rights import Grant, effective, grant_of, possible, reaches, regranted, universe
from portal.kinds.access.places import AccessScope
from portal.kinds.kind import Facts


def rights_facts(person: str, spots: tuple[AccessScope, ...], catalogue: Catalogue, facts: Facts) -> tuple[Fact, ...]:
    """Effective rights for each place, before and after; a warning for what one role withholds and another gives."""
    made: list[Fact] = []
    for spot in spots:
        grants, unknown = _grants(person, spot, catalogue, facts)
        made.append(_rights(spot, _before(person, spot, catalogue, facts), grants, unknown, catalogue))
        made += _warning(spot, grants, catalogue)
    return tuple(made)


def _grants(person: str, spot: AccessScope, catalogue: Catalogue, facts: Facts) -> tuple[list[Grant], list[str]]:
    """What the person will hold there: what is asked for, and what they hold already; with roles nobody knows."""
    held = [(role, "asked for now") for role in spot.roles]
    held += [
        (one.role, one.source)
        for one in facts.assignments
        if one.person == person and reaches(one.scope, spot.scope) and one.role not in spot.roles
    ]
    grants, unknown = [], []
    for name, source in dict.fromkeys(held):
        role = catalogue.roles.azure(name)
        if role is None:
            unknown.append(name)
        else:
            grants.append(grant_of(role, source))
    return grants, unknown


def _before(person: str, spot: AccessScope, catalogue: Catalogue, facts: Facts) -> list[Grant]:
    """What the person holds there already."""
    held = [one for one in facts.assignments if one.person == person and reaches(one.scope, spot.scope)]
    known = ((catalogue.roles.azure(one.role), one.source) for one in held)
    return [grant_of(role, source) for role, source in known if role is not None]


def _rights(
    spot: AccessScope, before: list[Grant], grants: list[Grant], unknown: list[str], catalogue: Catalogue
) -> Fact:
    on = "registry" if not spot.stage else "workspace"
    activities = [one for one in catalogue.roles.activities if one.on == on]
    can = possible(grants, activities)
    yes = [one.title for one in activities if can[one.id]]
    no = [one.title for one in activities if not can[one.id]]
    held = ", ".join(f"{grant.role} ({grant.source})" for grant in grants)
    already = possible(before, activities)
    could = [one.title for one in activities if already[one.id]]
    detail = f"so far {'can ' + ', '.join(could) if could else 'nothing'}; by {held}"
    detail += f"; cannot {', '.join(no)}" if no else ""
    if unknown:
        detail += f"; what {', '.join(unknown)} brings is not known"
    where = spot.stage or spot.name
    return Fact(f"rights-{where}", f"Rights in {where}", f"can {', '.join(yes) or 'do nothing'}", True, detail)


def _warning(spot: AccessScope, grants: list[Grant], catalogue: Catalogue) -> list[Fact]:
    found = regranted(grants, universe(catalogue.roles))
    if not found:
        return []
    pairs = dict.fromkeys((one.withheld_by, one.given_by) for one in found)
    given_back = effective(grants, (one.action for one in found))
    what = [one.title for one in catalogue.roles.activities if any(full(need) in given_back for need in one.needs)] or [
        one.action.partition("/")[2] for one in found
    ]
    told = "; ".join(f"{given} gives what {withheld} withholds" for withheld, given in pairs)
    where = spot.stage or spot.name
    return [Fact(f"regrant-{where}", f"Given back in {where}", told, False, ", ".join(dict.fromkeys(what)))]
