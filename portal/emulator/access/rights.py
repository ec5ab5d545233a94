"""Who may do what in an emulated Azure that looks at roles: by a token's principal, its assignments, their conditions.

A token `emulated-provision-prod` speaks for the principal of that name. Any other token is the organisation's owner,
who may do everything; so may everybody until `enforce_roles` is set, as in a demo in which nobody has made roles.
"""

import re
import uuid
from collections.abc import Iterator
from functools import lru_cache

from portal.azure.identities import action_of
from portal.emulator.scene import EmulatedResource, Scene
from portal.emulator.wire import AzureRefusal, Json

PREFIX = "Bearer emulated-"
ASSIGNMENT = "Microsoft.Authorization/roleAssignments"
DEFINITION = "Microsoft.Authorization/roleDefinitions"
_PRINCIPALS = uuid.UUID("2c1d1f64-1c0e-4f0f-8d0a-5d7f0a2e4b11")
_CLAUSE = re.compile(
    r"@(Request|Resource)\[Microsoft\.Authorization/roleAssignments:(\w+)\]\s+ForAnyOfA\w+Values:(\w+)\s+\{([^}]*)\}"
)


def principal_of(identity: str) -> str:
    """The object id of one of the portal's identities here, by its name."""
    return str(uuid.uuid5(_PRINCIPALS, identity))


def require_rights(scene: Scene) -> None:
    """Refuses, as Azure does, what no role of the caller's allows at this place."""
    identity = _caller(scene)
    if not identity:
        return
    request = scene.request
    action = action_of(request.method, request.path)
    if not action or request.path.lower().rstrip("/") == "/subscriptions":  # that list holds what one may see
        return
    _require(scene, identity, action, _place(request.path))


def require_rights_to_make(scene: Scene, group: str, types: list[str]) -> None:
    """Refuses a deployment of what its caller could not make alone."""
    if identity := _caller(scene):
        for type_ in sorted(set(types)):
            _require(scene, identity, f"{type_}/write", group)


def require_rights_to_ask(scene: Scene, endpoint: EmulatedResource) -> None:
    """Refuses to let an endpoint be asked by whom no role lets; its own keys open it to anybody."""
    identity = _caller(scene)
    if identity and not re.fullmatch(re.escape(endpoint.name) + "(-2)?", identity):
        _require(scene, identity, f"{endpoint.type}/score/action", endpoint.id)


def _caller(scene: Scene) -> str:
    token = scene.request.headers.get("authorization", "")
    return token.removeprefix(PREFIX) if scene.tuning.enforce_roles and token.startswith(PREFIX) else ""


def _require(scene: Scene, identity: str, action: str, place: str) -> None:
    if any(_allowed(scene, one, action, place) for one in _assignments(scene, principal_of(identity))):
        return
    raise AzureRefusal(
        403,
        "AuthorizationFailed",
        f"The client '{identity}' with object id '{principal_of(identity)}' does not have authorization to perform "
        f"action '{action}' over scope '{place}' or the scope is invalid. If access was recently granted, please "
        "refresh your credentials.",
    )


def _assignments(scene: Scene, principal: str) -> Iterator[EmulatedResource]:
    keys = scene.connection.execute(
        "SELECT id FROM resource WHERE type = ? AND json_extract(body, '$.properties.principalId') = ?",
        (ASSIGNMENT, principal),
    ).fetchall()
    for row in keys:
        if (found := scene.find(row["id"])) is not None:
            yield found


def _allowed(scene: Scene, assignment: EmulatedResource, action: str, place: str) -> bool:
    scope = str(assignment.properties["scope"]).lower().rstrip("/")
    at = place.lower()
    if at.startswith("/subscriptions") and at != scope and not at.startswith(f"{scope}/"):
        return False
    role = scene.find(f"/providers/{DEFINITION}/{str(assignment.properties['roleDefinitionId']).rsplit('/', 1)[1]}")
    if role is None or not any(_gives(one, action) for one in role.properties["permissions"]):
        return False
    return _condition_holds(scene, str(assignment.properties.get("condition") or ""), action, place)


def _gives(permission: Json, action: str) -> bool:
    named, withheld = permission.get("actions") or (), permission.get("notActions") or ()
    return any(_matches(one, action) for one in named) and not any(_matches(one, action) for one in withheld)


@lru_cache(maxsize=4096)
def _matches(pattern: str, action: str) -> bool:
    return re.fullmatch(".*".join(map(re.escape, pattern.split("*"))), action, re.IGNORECASE) is not None


def _condition_holds(scene: Scene, condition: str, action: str, place: str) -> bool:
    """Whether a condition on role assignments lets this one be written or removed; other actions are not its affair."""
    verb = action.rsplit("/", 1)[1]
    if not condition or verb not in ("write", "delete") or not action.startswith(ASSIGNMENT):
        return True
    if verb == "write":
        asked = scene.request.body if isinstance(scene.request.body, dict) else {}
        about = asked.get("properties") or asked
    else:
        there = scene.find(place)
        if there is None:
            return True
        about = there.properties
    shown = {
        "RoleDefinitionId": str(about.get("roleDefinitionId", "")).rsplit("/", 1)[-1].lower(),
        "PrincipalType": str(about.get("principalType", "User")).lower(),
        "PrincipalId": str(about.get("principalId", "")).lower(),
    }
    clauses = _CLAUSE.findall(condition)
    if len(clauses) != condition.count("@"):
        return False  # what is not understood here lets nobody through
    mine = [one for one in clauses if one[0] == ("Request" if verb == "write" else "Resource")]
    return bool(mine) and all(_holds(shown[name], word, values) for _, name, word, values in mine)


def _holds(value: str, word: str, values: str) -> bool:
    named = {one.strip(" '\n").lower() for one in values.split(",")}
    return (value not in named) if "Not" in word else (value in named)


def _place(path: str) -> str:
    """The resource that a path speaks of, also below the addresses of Azure ML's own services."""
    lower = path.lower()
    return path[lower.index("/subscriptions/") :] if "/subscriptions/" in lower else path
