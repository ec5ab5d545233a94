"""ARM templates: parameters checked, expressions evaluated, resources put in the order of their dependencies."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from portal.emulator.access import assignments as access
from portal.emulator.registry import assets
from portal.emulator.resources import generic, workspaces
from portal.emulator.resources.expressions import Evaluation, invalid, resource_path
from portal.emulator.routes import ML
from portal.emulator.scene import EmulatedResource, Scene
from portal.emulator.wire import AzureRefusal, Json

_TYPES: dict[str, type] = {
    "string": str, "securestring": str, "int": int, "bool": bool, "object": dict, "array": list,
}  # fmt: skip


@dataclass(frozen=True)
class TemplateResource:
    """One resource that a template asks for, with its id and its evaluated body."""

    id: str
    type: str
    body: Json
    depends_on: tuple[str, ...]


def read_template(scene: Scene, group: EmulatedResource, properties: Json) -> tuple[list[TemplateResource], Json, Json]:
    """The resources in order, the parameters in force and the outputs. Refuses what the service refuses at once."""
    template = properties.get("template")
    if not isinstance(template, dict) or not isinstance(template.get("resources"), list):
        raise invalid("The template has no 'resources'")
    parameters = _parameters(template, properties.get("parameters") or {})
    scope = evaluation(scene, group, template, parameters)
    wanted = [_wanted(scope, group, item) for item in template["resources"] if scope.value(item.get("condition", True))]
    outputs = {
        name: {"type": output.get("type", "String"), "value": output.get("value")}
        for name, output in (template.get("outputs") or {}).items()
    }
    return _in_order(wanted), {key: {"type": "String", "value": value} for key, value in parameters.items()}, outputs


def evaluation(scene: Scene, group: EmulatedResource, template: Json, parameters: Json) -> Evaluation:
    """What the expressions of a template may refer to, in the group of its deployment."""
    return Evaluation(
        group={"id": group.id, "name": group.name, "location": group.body["location"], "tags": group.body["tags"]},
        subscription=scene.ids["subscription"],
        parameters=parameters,
        reference=lambda id_: _reference(scene, id_),
        variables=dict(template.get("variables") or {}),
    )


def _parameters(template: Json, given: Json) -> Json:
    declared: Json = template.get("parameters") or {}
    extra = [name for name in given if name not in declared]
    if extra:
        raise invalid(
            f"The following parameters were supplied, but do not correspond to any in the template: {extra[0]}"
        )
    values: Json = {}
    for name, declaration in declared.items():
        if name in given:
            values[name] = given[name].get("value") if isinstance(given[name], dict) else given[name]
        elif "defaultValue" in declaration:
            values[name] = declaration["defaultValue"]
        else:
            raise invalid(f"The value for the template parameter '{name}' is not provided.")
        _check(name, declaration, values[name])
    return values


def _check(name: str, declaration: Json, value: Any) -> None:
    wanted = _TYPES.get(str(declaration.get("type", "")).lower())
    expression = isinstance(value, str) and value.startswith("[")
    if wanted and not expression and not isinstance(value, wanted):
        raise invalid(f"Template parameter JToken type is not valid. Parameter '{name}' has to be of another type.")
    allowed = declaration.get("allowedValues")
    length = len(value) if isinstance(value, str | list) else 0
    if (allowed and value not in allowed) or not (
        declaration.get("minLength", 0) <= length <= declaration.get("maxLength", length)
    ):
        raise invalid(f"The provided value for the template parameter '{name}' is not valid: '{value}'.")


def _wanted(scope: Evaluation, group: EmulatedResource, item: Json) -> TemplateResource:
    if "copy" in item:
        raise invalid("The property 'copy' is not supported here; write the resources out")
    type_, name = str(scope.value(item["type"])), str(scope.value(item["name"]))
    above = str(scope.value(item["scope"])) if item.get("scope") else group.id
    if not above.startswith("/"):
        provider_type, _, names = above.rpartition("/")
        above = resource_path(group.id, provider_type, names)
    rest = {key: value for key, value in item.items() if key not in ("type", "name", "scope", "condition", "dependsOn")}
    depends = tuple(str(scope.value(one)).lower() for one in item.get("dependsOn") or ())
    body: Json = _late(scope, rest)
    return TemplateResource(resource_path(above, type_, name), type_, body, depends)


def _late(scope: Evaluation, item: Any) -> Any:
    """Evaluates all but what refers to resources that do not exist yet; `put` evaluates those."""
    if isinstance(item, dict):
        return {key: _late(scope, value) for key, value in item.items()}
    if isinstance(item, list):
        return [_late(scope, value) for value in item]
    return item if isinstance(item, str) and "reference(" in item else scope.value(item)


def _in_order(wanted: list[TemplateResource]) -> list[TemplateResource]:
    left, done = list(wanted), list[TemplateResource]()
    while left:
        waiting = {one.id.lower() for one in left} | {one.id.lower().rsplit("/", 1)[1] for one in left}
        ready = [one for one in left if not any(on in waiting for on in one.depends_on)]
        if not ready:
            raise invalid("Circular dependency detected on resource: '" + left[0].id + "'.")
        done += ready
        left = [one for one in left if one not in ready]
    return done


def _reference(scene: Scene, id_: str) -> Any:
    found = scene.require(id_, AzureRefusal(404, "ResourceNotFound", f"The Resource '{id_}' was not found."))
    return found.properties


def put_wanted(scene: Scene, group: EmulatedResource, properties: Json, wanted: TemplateResource) -> None:
    """Makes one resource of a template, by the rules of its own type."""
    template = properties["template"]
    parameters = _parameters(template, properties.get("parameters") or {})
    body: Json = evaluation(scene, group, template, parameters).value(wanted.body)
    maker = _MAKERS.get(wanted.type.lower())
    if maker is None:
        raise AzureRefusal(400, "InvalidResourceType", f"The resource type '{wanted.type}' could not be found.")
    maker(scene, wanted, body)


def _make_generic(scene: Scene, wanted: TemplateResource, body: Json) -> None:
    type_ = next(one for one in generic.TYPES if one.lower() == wanted.type.lower())
    generic.make_resource(scene, type_, wanted.id, body)


def _make_workspace(scene: Scene, wanted: TemplateResource, body: Json) -> None:
    workspaces.make_workspace(scene, wanted.id, body)


def _make_assignment(scene: Scene, wanted: TemplateResource, body: Json) -> None:
    above, _, name = wanted.id.rpartition(f"/providers/{access.TYPE}/")
    access.make_assignment(scene, above, name, body)


def _make_environment(scene: Scene, wanted: TemplateResource, body: Json) -> None:
    owner_id, _, tail = wanted.id.partition("/environments/")
    missing = AzureRefusal(404, "ParentResourceNotFound", f"The parent resource of '{wanted.id}' was not found.")
    owner = scene.require(owner_id, missing)
    name, _, version = tail.partition("/versions/")
    assets.put_version(scene, owner, "environments", name, version, body)


_MAKERS: dict[str, Callable[[Scene, TemplateResource, Json], None]] = {
    **{type_.lower(): _make_generic for type_ in generic.TYPES},
    f"{ML}/workspaces".lower(): _make_workspace,
    access.TYPE.lower(): _make_assignment,
    f"{ML}/workspaces/environments/versions".lower(): _make_environment,
}
