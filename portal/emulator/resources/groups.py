"""Subscriptions, resource groups and the tags of anything."""

from portal.emulator import names, operations
from portal.emulator.routes import GROUP, SUBSCRIPTION, Route
from portal.emulator.scene import EmulatedResource, Scene
from portal.emulator.wire import AzureRefusal, Json, WireAnswer, resource_group_missing

TYPE = "Microsoft.Resources/resourceGroups"


def require_group(scene: Scene) -> EmulatedResource:
    """The resource group of the path. Refuses when it is missing or on its way out."""
    found = scene.require(scene.group_id(), resource_group_missing(scene.ids["group"]))
    if found.properties.get("provisioningState") == "Deleting" and scene.request.method in ("PUT", "PATCH", "POST"):
        raise AzureRefusal(
            409,
            "ResourceGroupBeingDeleted",
            f"The resource group '{found.name}' is in deprovisioning state and cannot perform this operation.",
        )
    return found


def put_group(scene: Scene) -> WireAnswer:
    """Makes a group, or changes its tags; its location never changes."""
    names.check("resource group", scene.ids["group"])
    location = scene.body.get("location")
    if not location:
        raise AzureRefusal(400, "LocationRequired", "The location property is required for this definition.")
    before = scene.find(scene.group_id())
    if before is not None:
        require_group(scene)
        if before.body["location"].lower() != str(location).lower():
            raise AzureRefusal(
                409,
                "InvalidResourceGroupLocation",
                f"Invalid resource group location '{location}'. The Resource group already exists in location "
                f"'{before.body['location']}'.",
            )
    body: Json = {
        "location": location,
        "tags": scene.body.get("tags") or {},
        "properties": {"provisioningState": "Succeeded"},
    }
    group, new = scene.save(scene.group_id(), TYPE, body)
    return WireAnswer(201 if new else 200, group.view())


def get_group(scene: Scene) -> WireAnswer:
    """One group."""
    return WireAnswer(200, require_group(scene).view())


def head_group(scene: Scene) -> WireAnswer:
    """Whether a group exists: 204 or 404, both without a body."""
    return WireAnswer(204 if scene.find(scene.group_id()) else 404)


def list_groups(scene: Scene) -> WireAnswer:
    """The groups of a subscription; understands `$filter=tagName eq 'a' and tagValue eq 'b'`."""
    found = scene.children(f"/subscriptions/{scene.ids['subscription']}", TYPE)
    wanted = _tag_filter(scene.request.query.get("$filter", ""))
    if wanted:
        name, value = wanted
        found = [one for one in found if name in one.body["tags"] and value in (None, one.body["tags"][name])]
    return scene.page(found)


def delete_group(scene: Scene) -> WireAnswer:
    """Deletes a group with all below it: 202 with a Location."""
    group = require_group(scene)
    running = operations.under_way(scene, group.id)
    if running is None:
        group.properties["provisioningState"] = "Deleting"
        scene.save(group.id, TYPE, group.body)
        running = operations.begin(scene, "delete", group.id, slower=2)
    version = scene.request.query.get("api-version", "2025-04-01")
    address = f"https://{scene.request.host}/subscriptions/{scene.ids['subscription']}/operationresults/{running.id}"
    return WireAnswer(202, None, {"Location": f"{address}?api-version={version}", **operations.pause(scene)})


def list_subscriptions(scene: Scene) -> WireAnswer:
    """The subscriptions."""
    rows = scene.connection.execute("SELECT * FROM subscription ORDER BY id")
    shown = [
        {"id": f"/subscriptions/{row['id']}", "subscriptionId": row["id"], "tenantId": row["tenant"],
         "displayName": row["title"], "state": "Enabled"}
        for row in rows
    ]  # fmt: skip
    return WireAnswer(200, {"value": shown})


def _tagged(scene: Scene) -> EmulatedResource:
    missing = AzureRefusal(404, "ResourceNotFound", f"The Resource '{scene.ids['scope']}' was not found.")
    return scene.require(scene.ids["scope"], missing)


def get_tags(scene: Scene) -> WireAnswer:
    """The tags of anything."""
    return WireAnswer(200, _tags_view(_tagged(scene)))


def change_tags(scene: Scene) -> WireAnswer:
    """PATCH merges, replaces or deletes tags; PUT replaces them."""
    found = _tagged(scene)
    body = scene.body
    given = (body.get("properties") or {}).get("tags") or {}
    operation = body.get("operation", "Replace") if scene.request.method == "PATCH" else "Replace"
    tags = dict(found.body.get("tags") or {})
    if operation == "Merge":
        tags.update(given)
    elif operation == "Delete":
        tags = {name: value for name, value in tags.items() if name not in given}
    elif operation == "Replace":
        tags = dict(given)
    else:
        raise AzureRefusal(400, "InvalidTagsOperation", f"The tags operation '{operation}' is not supported.")
    if len(tags) > 50:
        raise AzureRefusal(400, "InvalidTags", f"The number of tags '{len(tags)}' exceeds the limit '50'.")
    found.body["tags"] = tags
    scene.save(found.id, found.type, found.body)
    return WireAnswer(200, _tags_view(found))


def _tags_view(found: EmulatedResource) -> Json:
    return {
        "id": f"{found.id}/providers/Microsoft.Resources/tags/default",
        "name": "default",
        "type": "Microsoft.Resources/tags",
        "properties": {"tags": found.body.get("tags") or {}},
    }


def _tag_filter(text: str) -> tuple[str, str | None] | None:
    words = [part.strip().split(" eq ") for part in text.split(" and ")]
    pairs = {word[0].strip(): word[1].strip().strip("'") for word in words if len(word) == 2}
    return (pairs["tagName"], pairs.get("tagValue")) if "tagName" in pairs else None


_TAGS = "{scope*}/providers/Microsoft.Resources/tags/default"

ROUTES = (
    Route("GET", "/subscriptions", list_subscriptions),
    Route("GET", _TAGS, get_tags),
    Route("PATCH", _TAGS, change_tags),
    Route("PUT", _TAGS, change_tags),
    Route("GET", f"{SUBSCRIPTION}/resourceGroups", list_groups),
    Route("PUT", GROUP, put_group),
    Route("GET", GROUP, get_group),
    Route("HEAD", GROUP, head_group),
    Route("DELETE", GROUP, delete_group),
    Route("GET", f"{SUBSCRIPTION}/operationresults/{{operation}}", operations.show_result),
)
