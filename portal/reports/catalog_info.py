"""Projects as catalogue entities of Backstage: a System each, its Components and Resources, and what they rest on.

Rules of the format: Backstage, "Descriptor Format of Catalog Entities". Only what is certain is written; relations and
status are derived by Backstage and therefore left out.
"""

import hashlib
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import yaml
from ruamel.yaml import YAML

from portal.contract.plaintext import one_line
from portal.contract.projects import ProjectRow

API = "backstage.io/v1alpha1"
NAME_LENGTH = 63
LIFECYCLES = {"explore": "experimental", "funded": "experimental", "building": "experimental", "live": "production"}
"""Phase to the lifecycle that Backstage knows; a retired project is deprecated."""

ANNOTATIONS = "ml-portal.io"
_TEXT = "tag:yaml.org,2002:str"
_UNSAFE_NAME = re.compile(r"[^A-Za-z0-9]+")
_UNSAFE_TAG = re.compile(r"[^a-z0-9:+#]+")


def safe_name(text: str) -> str:
    """A name that Backstage accepts, and that stays different from other names when something had to be changed."""
    name = _UNSAFE_NAME.sub("-", text.lower()).strip("-")
    if name == text and len(name) <= NAME_LENGTH:
        return name
    mark = hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:8]
    return f"{name[: NAME_LENGTH - 9].strip('-')}-{mark}".lstrip("-")


def projects_as_catalog_info(rows: Sequence[ProjectRow]) -> str:
    """A stream of YAML documents: a Location is not needed, because one file holds them all."""
    page = io.StringIO()
    writer = YAML(typ="safe", pure=True)
    writer.representer.add_representer(str, _text)
    writer.default_flow_style = False
    writer.explicit_start = True
    writer.width = 110
    writer.dump_all(list(entities(rows)), page)
    return page.getvalue()


def _text(representer: Any, text: str) -> Any:
    """A text; in quotes where YAML 1.1, which many still read, takes it for no text, as with `off` and `012`."""
    reader: Any = yaml.SafeLoader("")
    taken_for = reader.resolve(yaml.ScalarNode, text, (True, False))
    return representer.represent_scalar(_TEXT, text, style="'" if taken_for != _TEXT else None)


def entities(rows: Iterable[ProjectRow]) -> Iterable[dict[str, Any]]:
    """The entities of each project: its System, a Component for its code, a Resource for each stage."""
    for row in rows:
        name, owner = safe_name(row.name), _owner(row.owner)
        yield _entity("System", name, row, {"owner": owner})
        stages = [f"{name[: NAME_LENGTH - 6]}-{safe_name(stage)}" for stage in row.stages]
        yield _entity(
            "Component",
            name,
            row,
            {
                "type": "ml-project",
                "lifecycle": LIFECYCLES.get(row.phase, "deprecated"),
                "owner": owner,
                "system": name,
                **({"dependsOn": [f"resource:default/{stage}" for stage in stages]} if stages else {}),
            },
        )
        for stage, word in zip(stages, row.stages, strict=True):
            spec = {"type": "azure-ml-workspace", "owner": owner, "system": name}
            yield _entity("Resource", stage, row, spec, f"{row.title or row.name} ({word})")


def _entity(kind: str, name: str, row: ProjectRow, spec: Mapping[str, Any], title: str = "") -> dict[str, Any]:
    template = f"{row.template}@{row.template_version}" if row.template else ""
    annotations = {
        f"{ANNOTATIONS}/project": one_line(row.name),
        f"{ANNOTATIONS}/template": one_line(template),
        f"{ANNOTATIONS}/last-activity": row.last_activity,
        f"{ANNOTATIONS}/origin": row.origin,
    }
    metadata: dict[str, Any] = {
        "name": name,
        "title": one_line(title or row.title or row.name),
        "annotations": {key: str(value) for key, value in annotations.items() if value},
    }
    tags = [tag for tag in (_tag(row.unit), _tag(row.phase)) if tag]
    if tags:
        metadata["tags"] = tags
    return {"apiVersion": API, "kind": kind, "metadata": metadata, "spec": dict(spec)}


def _owner(person: str) -> str:
    return f"user:default/{safe_name(person)}" if person else "group:default/unowned"


def _tag(text: str) -> str:
    return _UNSAFE_TAG.sub("-", text.lower()).strip("-")[:NAME_LENGTH].strip("-")
