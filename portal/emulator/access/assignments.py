"""Role definitions and role assignments, at any scope."""

from portal.emulator.routes import Route
from portal.emulator.scene import EmulatedResource, Scene
from portal.emulator.wire import AzureRefusal, Json, WireAnswer

TYPE = "Microsoft.Authorization/roleAssignments"
DEFINITION = "Microsoft.Authorization/roleDefinitions"


def make_assignment(scene: Scene, scope: str, name: str, body: Json) -> tuple[EmulatedResource, bool]:
    """Assigns a role. The same again is fine; another name for the same, or another content, is refused."""
    wanted = body.get("properties") or body
    missing = [key for key in ("roleDefinitionId", "principalId") if not wanted.get(key)]
    if missing:
        raise AzureRefusal(
            400, "BadRequestFormat", f"The request was incorrectly formatted: '{missing[0]}' is required."
        )
    role = str(wanted["roleDefinitionId"]).rsplit("/", 1)[1].lower()
    if scene.find(f"/providers/{DEFINITION}/{role}") is None:
        raise AzureRefusal(
            400, "RoleDefinitionDoesNotExist", f"The specified role definition with ID '{role}' does not exist."
        )
    _require_scope(scene, scope)
    id_ = f"{scope}/providers/{TYPE}/{name}"
    properties: Json = {
        "roleDefinitionId": _definition_id(scope, role),
        "principalId": str(wanted["principalId"]),
        "principalType": wanted.get("principalType", "User"),
        "scope": scope,
        "condition": wanted.get("condition"),
        "description": wanted.get("description"),
        "createdOn": scene.stamp(),
        "updatedOn": scene.stamp(),
    }
    before = scene.find(id_)
    if before is not None:
        if _meaning(before.properties) != _meaning(properties):
            raise AzureRefusal(
                400,
                "RoleAssignmentUpdateNotPermitted",
                "Tenant ID, application ID, principal ID, and scope are not allowed to be updated.",
            )
        return before, False
    for other in scene.children(scope, TYPE):
        if _meaning(other.properties) == _meaning(properties):
            raise AzureRefusal(
                409,
                "RoleAssignmentExists",
                f"The role assignment already exists. The ID of the existing role assignment is {other.name}.",
            )
    return scene.save(id_, TYPE, {"properties": properties})


def _meaning(properties: Json) -> tuple[str, str, str]:
    role = str(properties["roleDefinitionId"]).rsplit("/", 1)[1].lower()
    return role, str(properties["principalId"]).lower(), str(properties["scope"]).lower()


def _definition_id(scope: str, role: str) -> str:
    return "/".join(scope.split("/")[:3]) + f"/providers/{DEFINITION}/{role}"


def _require_scope(scene: Scene, scope: str) -> None:
    if scope.count("/") > 2 and scene.find(scope) is None:
        raise AzureRefusal(404, "ResourceNotFound", f"The scope '{scope}' was not found.")


def put_assignment(scene: Scene) -> WireAnswer:
    """PUT of one assignment."""
    made, new = make_assignment(scene, scene.ids["scope"], scene.ids["name"], scene.body)
    return WireAnswer(201 if new else 200, made.view())


def get_assignment(scene: Scene) -> WireAnswer:
    """GET of one assignment."""
    missing = AzureRefusal(404, "RoleAssignmentNotFound", f"The role assignment '{scene.ids['name']}' is not found.")
    found = scene.require(f"{scene.ids['scope']}/providers/{TYPE}/{scene.ids['name']}", missing)
    return WireAnswer(200, found.view())


def delete_assignment(scene: Scene) -> WireAnswer:
    """DELETE of one assignment: 200 with what it was, 204 when there was none."""
    found = scene.find(f"{scene.ids['scope']}/providers/{TYPE}/{scene.ids['name']}")
    if found is None:
        return WireAnswer(204)
    scene.remove(found.id)
    return WireAnswer(200, found.view())


def list_assignments(scene: Scene) -> WireAnswer:
    """Assignments that matter at a scope: at it, above it and below it; `$filter` by atScope() and principalId."""
    scope = scene.ids["scope"].lower()
    asked = scene.request.query.get("$filter", "")
    found = [
        one
        for one in scene.of_type(TYPE)
        if scope.startswith(str(one.properties["scope"]).lower())
        or ("atScope()" not in asked and str(one.properties["scope"]).lower().startswith(scope))
    ]
    if "principalId eq" in asked:
        principal = asked.split("'")[1].lower()
        found = [one for one in found if str(one.properties["principalId"]).lower() == principal]
    return scene.page(found)


def list_definitions(scene: Scene) -> WireAnswer:
    """Role definitions; understands `$filter=roleName eq '...'`."""
    found = scene.of_type(DEFINITION)
    asked = scene.request.query.get("$filter", "")
    if "roleName eq" in asked:
        found = [one for one in found if one.properties["roleName"] == asked.split("'")[1]]
    return scene.page(found)


def get_definition(scene: Scene) -> WireAnswer:
    """One role definition, by its GUID."""
    found = scene.require(
        f"/providers/{DEFINITION}/{scene.ids['name']}",
        AzureRefusal(404, "RoleDefinitionDoesNotExist", f"The role definition '{scene.ids['name']}' does not exist."),
    )
    return WireAnswer(200, found.view())


_ASSIGNMENTS = f"{{scope*}}/providers/{TYPE}"
_DEFINITIONS = f"{{scope*}}/providers/{DEFINITION}"

ROUTES = (
    Route("GET", _ASSIGNMENTS, list_assignments),
    Route("GET", _ASSIGNMENTS + "/{name}", get_assignment),
    Route("PUT", _ASSIGNMENTS + "/{name}", put_assignment),
    Route("DELETE", _ASSIGNMENTS + "/{name}", delete_assignment),
    Route("GET", _DEFINITIONS, list_definitions),
    Route("GET", _DEFINITIONS + "/{name}", get_definition),
)
