"""The part of Microsoft Graph that shows user accounts and who is in a group.

Shapes: https://learn.microsoft.com/graph/api/resources/user, https://learn.microsoft.com/graph/paging.
"""

import re
from collections.abc import Mapping, Sequence

from portal.emulator.routes import Route
from portal.emulator.scene import EmulatedResource, Scene
from portal.emulator.wire import AzureRefusal, Json, WireAnswer

USER = "microsoft.graph.user"
GROUP = "microsoft.graph.group"
_ROOT = "/v1.0"
_MOST_NAMED = 15
_DEFAULT = ("id", "displayName", "userPrincipalName")


def put_user(scene: Scene, object_id: str, **properties: object) -> None:
    """A user account: `accountEnabled`, `userType`, `employeeId` and what else Graph shows of one."""
    scene.save(f"{_ROOT}/users/{object_id}", USER, {"accountEnabled": True, "userType": "Member", **properties})


def put_group(scene: Scene, object_id: str, members: Sequence[str], groups: Sequence[str] = ()) -> None:
    """A group with its own members and the groups in it."""
    scene.save(f"{_ROOT}/groups/{object_id}", GROUP, {"members": list(members), "groups": list(groups)})


def _list_users(scene: Scene) -> WireAnswer:
    asked = scene.request.query.get("$filter", "")
    named = re.fullmatch(r"id in \(('[0-9a-fA-F-]+'(?:,\s*'[0-9a-fA-F-]+')*)\)", asked)
    if named is None:
        raise AzureRefusal(400, "Request_UnsupportedQuery", f"Unsupported or invalid query filter clause: {asked!r}.")
    wanted = {one.strip().strip("'").lower() for one in named[1].split(",")}
    if len(wanted) > _MOST_NAMED:
        raise AzureRefusal(
            400, "Request_UnsupportedQuery", "Too many child clauses specified in search filter expression."
        )
    return _page(scene, [one for one in scene.of_type(USER) if one.name.lower() in wanted])


def _list_members(scene: Scene) -> WireAnswer:
    group = scene.ids["group"]
    if scene.find(f"{_ROOT}/groups/{group}") is None:
        told = f"Resource '{group}' does not exist or one of its queried reference-property objects are not present."
        raise AzureRefusal(404, "Request_ResourceNotFound", told)
    inside = _members(scene, group, set())
    return _page(scene, [one for one in scene.of_type(USER) if one.name.lower() in inside])


def _members(scene: Scene, group: str, seen: set[str]) -> set[str]:
    """Everybody in a group and in the groups in it, however deep; groups may hold each other."""
    found = scene.find(f"{_ROOT}/groups/{group}")
    if found is None or group in seen:
        return set()
    seen.add(group)
    inside = {str(one).lower() for one in found.body["members"]}
    return inside.union(*(_members(scene, one, seen) for one in found.body["groups"]))


def _page(scene: Scene, found: list[EmulatedResource]) -> WireAnswer:
    chosen = tuple(filter(None, scene.request.query.get("$select", "").split(","))) or _DEFAULT

    def view(one: EmulatedResource) -> Json:
        known: Mapping[str, object] = {**one.body, "id": one.name}
        return {name: known.get(name) for name in chosen}

    answer = scene.page(found, view)
    assert isinstance(answer.body, dict)
    shown: Json = {"@odata.context": f"https://graph.microsoft.com{_ROOT}/$metadata#users", **answer.body}
    if (following := shown.pop("nextLink", None)) is not None:
        shown["@odata.nextLink"] = following
    return WireAnswer(answer.status, shown, answer.headers)


ROUTES = (
    Route("GET", f"{_ROOT}/users", _list_users),
    Route("GET", f"{_ROOT}/groups/{{group}}/transitiveMembers/{USER}", _list_members),
)
