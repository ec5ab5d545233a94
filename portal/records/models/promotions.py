"""The portal's own record of what serves: written when it was seen to serve, read by the board and every way back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from portal.domain.models.evidence import READING, Artefact
from portal.domain.models.observed_workspaces import Approved
from portal.store.notifier import RECORDED, notify_at_commit
from portal.store.rows import CARRIED_OUT, CURRENT, insert_into
from portal.store.tables import afterwards, observations, operations, requests, revisions, served

RECORD = "promotion_record"
"""The effect whose payload says what a request brings to a stage."""


@dataclass(frozen=True)
class Promised:
    """What a started request is bringing to a stage, before it serves there for good."""

    request: str
    project: str
    model: str
    stage: str
    version: str
    artefact: str


def enter(connection: sa.Connection, request: int, payload: Mapping[str, Any], now: str) -> None:
    """Records what serves since now, and what it replaced; going back drops what one went back from."""
    key = {name: str(payload[name]) for name in ("project", "model", "stage", "workspace", "endpoint", "kind")}
    rows = [
        {**key, "request": request, "version": str(one["version"]), "artefact": str(one["artefact"]),
         "deployment": str(one["deployment"]), "how": "found", "at": now,
         "verified_healthy_at": str(one["observed_at"]) or None}
        for one in payload["before"]
        if payload["how"] != "rollback"
    ]  # fmt: skip
    rows.append(
        {**key, "request": request, "version": str(payload["version"]), "artefact": str(payload["artefact"]),
         "deployment": str(payload["deployment"]), "how": str(payload["how"]), "at": now, "verified_healthy_at": now}
    )  # fmt: skip
    insert = insert_into(connection, served)
    for row in rows:
        connection.execute(insert.values(row).on_conflict_do_nothing())
    if payload["how"] == "rollback":
        _drop(connection, key, [str(one["version"]) for one in payload["before"]], now)
    notify_at_commit(connection, RECORDED, key["workspace"])


def _drop(connection: sa.Connection, key: Mapping[str, str], versions: Sequence[str], now: str) -> None:
    mine = [served.c[name] == key[name] for name in ("project", "model", "stage")]
    connection.execute(
        served.update()
        .where(*mine, served.c.version.in_(versions), served.c.revoked_at.is_(None))
        .values(revoked_at=now)
    )


def take_back(connection: sa.Connection, request: int) -> None:
    """Removes what a request recorded, as it did not come to its end."""
    connection.execute(served.delete().where(served.c.request == request))


def entered(connection: sa.Connection, request: int) -> bool:
    """Whether a request has recorded what it brought."""
    return connection.execute(sa.select(served.c.version).where(served.c.request == request)).first() is not None


def under_way(connection: sa.Connection) -> tuple[Promised, ...]:
    """What started requests are bringing to their stages now."""
    query = (
        sa.select(operations.c.request, revisions.c.plan)
        .join(requests, requests.c.number == operations.c.request)
        .join(revisions, CARRIED_OUT)
        .where(requests.c.state == "running", requests.c.kind.in_(("promotion", "rollback")))
    )
    found = []
    for number, plan in connection.execute(query):
        for effect in plan["effects"]:
            if effect["kind"] == RECORD:
                told = effect["payload"]
                place = (told["project"], told["model"], told["stage"], told["version"], told["artefact"])
                found.append(Promised(f"R-{number}", *place))
    return tuple(found)


def approvals(connection: sa.Connection, until: str = "") -> dict[tuple[str, str, str], Approved]:
    """What may serve, by project, model and stage: the last recorded, and what a started request is bringing.

    With `until`, a moment of the past, only what was recorded by then.
    """
    found: dict[tuple[str, str, str], Approved] = {}
    newest = sa.select(served).where(served.c.how != "found").order_by(served.c.at.desc(), served.c.request.desc())
    for row in connection.execute(newest.where(served.c.at <= until) if until else newest).mappings():
        place = (row["project"], row["model"], row["stage"])
        dropped = row["revoked_at"] is not None and (not until or row["revoked_at"] <= until)
        if place not in found and not dropped:
            artefact = artefact_of(row["artefact"], row["version"])
            found[place] = Approved((row["version"],), "", f"R-{row['request']}", (artefact,), since=row["at"])
    for one in () if until else under_way(connection):
        place = (one.project, one.model, one.stage)
        before = found.get(place)
        artefacts = (*(before.artefacts if before else ()), artefact_of(one.artefact, one.version))
        versions = tuple(dict.fromkeys((*(before.versions if before else ()), one.version)))
        found[place] = Approved(versions, "", one.request, artefacts, bringing=before is None)
    return found


def started_for(connection: sa.Connection, project: str, model: str, stage: str, artefact: str) -> str:
    """The request by which exactly this artefact may serve in a stage: one under way, or the last recorded; or ""."""
    if not artefact:
        return ""
    for one in under_way(connection):
        if (one.project, one.model, one.stage, one.artefact) == (project, model, stage, artefact):
            return one.request
    query = (
        sa.select(served.c.request, served.c.artefact)
        .where(served.c.project == project, served.c.model == model, served.c.stage == stage)
        .where(served.c.how != "found", served.c.revoked_at.is_(None))
        .order_by(served.c.at.desc(), served.c.request.desc())
    )
    row = connection.execute(query.limit(1)).one_or_none()
    return f"R-{row.request}" if row is not None and row.artefact == artefact else ""


def emergencies(connection: sa.Connection) -> dict[tuple[str, str], str]:
    """Break-glasses at which nobody has looked since, by project and model, in words for the board."""
    query = (
        sa.select(afterwards.c.request, afterwards.c.due_at, requests.c.project, requests.c.stage, revisions.c.spec)
        .join(requests, requests.c.number == afterwards.c.request)
        .join(revisions, CURRENT)
        .where(afterwards.c.what == "review", afterwards.c.done_at.is_(None))
        .order_by(afterwards.c.due_at.desc())
    )
    return {
        (row.project, str(row.spec.get("model", "")).rpartition("/")[2]):
            f"break-glass in {row.stage} by R-{row.request}: a second look is owed by {row.due_at[:16]}Z"
        for row in connection.execute(query)
    }  # fmt: skip


def artefact_of(digest: str, version: str) -> Artefact:
    """An artefact from the digest that was approved."""
    if digest.startswith("sha256:"):
        return Artefact(version, digest.removeprefix("sha256:"))
    return Artefact(version, "", digest.removeprefix("registry:"))


def unseen(connection: sa.Connection) -> dict[str, str]:
    """Names of workspaces in which something was brought or taken back since they were looked at, with the moment."""
    when = sa.func.max(sa.func.coalesce(served.c.revoked_at, served.c.at))
    rows = connection.execute(sa.select(served.c.workspace, when).group_by(served.c.workspace)).all()
    brought = {str(workspace).rsplit("/", 1)[-1]: str(at) for workspace, at in rows}
    query = sa.select(observations.c.workspace, sa.func.max(observations.c.observed_at)).where(
        observations.c.kind == READING, observations.c.workspace.in_(list(brought))
    )
    looked = connection.execute(query.group_by(observations.c.workspace)).all() if brought else []
    seen = {str(workspace): str(at) for workspace, at in looked}
    return {workspace: at for workspace, at in brought.items() if at > seen.get(workspace, "")}
