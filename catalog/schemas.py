"""JSON Schemas of the catalogue's files, for editors that check while people type."""

import json
from pathlib import Path
from typing import Any, Literal

from catalog.model import (
    ComputeRules,
    ComputeType,
    Environment,
    Gate,
    Model,
    Organisation,
    Policy,
    PriceBook,
    Reasons,
    Roles,
    Template,
    TopologyRules,
)

Kind = Literal[
    "template",
    "compute",
    "environment",
    "gate",
    "organisation",
    "prices",
    "policy",
    "roles",
    "reasons",
    "advice-compute",
    "advice-topology",
]

MODELS: dict[Kind, type[Model]] = {
    "template": Template,
    "compute": ComputeType,
    "environment": Environment,
    "gate": Gate,
    "organisation": Organisation,
    "prices": PriceBook,
    "policy": Policy,
    "roles": Roles,
    "reasons": Reasons,
    "advice-compute": ComputeRules,
    "advice-topology": TopologyRules,
}


def schema(kind: Kind) -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of one kind of file."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **MODELS[kind].model_json_schema(by_alias=True, mode="validation"),
    }


def schema_text(kind: Kind) -> str:
    """The schema as it is written to its file."""
    return json.dumps(schema(kind), indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def write_schemas(folder: Path) -> list[Path]:
    """Write every schema as <kind>.json into a folder, which is made when it is missing; says what was written."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for kind in MODELS:
        path = folder / f"{kind}.json"
        path.write_text(schema_text(kind), encoding="utf-8", newline="\n")
        written.append(path)
    return written


if __name__ == "__main__":
    write_schemas(Path(__file__).parent / "schemas")
