"""What a plan takes away, compared: as it was approved, and as it would be now."""

import sqlalchemy as sa

from portal.contract.plan import Effect, Plan
from portal.records.operations.plans import plan_of
from portal.store.tables import operations, requests, revisions

TAKES = ("delete", "stop", "scale", "retire")
"""Kinds of effect that take away what somebody has."""
ENDS = "retire"
SAME = {"mark": "is another one of the same name", "owner": "has another owner"}
"""What of a payload says which thing it is and whose, and what it means when it differs."""


def otherwise(approved: Plan, now: Plan) -> str:
    """In what the things that would go are not those that were approved, or ""."""
    was, would = _taken(approved), _taken(now)
    said = [f"{would[id_].name} came meanwhile and would go too" for id_ in would if id_ not in was]
    said += [f"{was[id_].name} is not there any more" for id_ in was if id_ not in would]
    for id_ in was.keys() & would.keys():
        before, after = was[id_].payload, would[id_].payload
        differing = (name for name in SAME if name in before and before[name] != after.get(name))
        said += [f"{was[id_].name} {SAME[name]} since it was approved" for name in differing]
    return "; ".join(sorted(said))


def _taken(plan: Plan) -> dict[str, Effect]:
    return {
        f"{one.kind} {one.payload.get('id') or one.payload.get('project')}".lower(): one
        for one in plan.effects
        if one.kind in TAKES
    }


def beside(connection: sa.Connection, number: int, project: str, plan: Plan) -> str:
    """Why it has to wait for another operation: nothing comes to a project that ends, or ends while something comes."""
    if not project:
        return ""
    running = (
        sa.select(requests.c.number, revisions.c.plan)
        .join(operations, operations.c.request == requests.c.number)
        .join(revisions, (revisions.c.request == requests.c.number) & (revisions.c.number == operations.c.revision))
        .where(requests.c.project == project, requests.c.number != number, operations.c.state != "done")
        .order_by(requests.c.number)
    )
    ends = any(one.kind == ENDS for one in plan.effects)
    for other in connection.execute(running):
        if any(one.kind == ENDS for one in plan_of(other.plan).effects):
            return f"{project} is being ended by R-{other.number}"
        if ends:
            return f"R-{other.number} is being carried out for {project}"
    return ""
