"""The schemas for editors are those of the models, and every file says which one is its own."""

import json
from pathlib import Path

import pytest

from catalog.load import SHIPPED
from catalog.schemas import MODELS, Kind, schema, schema_text, write_schemas
from catalog.start import init

DATA = sorted(
    path
    for pattern in ("*.yaml", "compute/*.yaml", "environments/*.yaml", "policies/*.yaml", "templates/*/template.yaml")
    for path in SHIPPED.glob(pattern)
)


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("own") / "catalogue"
    init(folder)
    return folder


@pytest.mark.parametrize("kind", MODELS)
def test_a_catalogue_of_ones_own_has_the_current_schema(kind: Kind, own: Path) -> None:
    assert (own / "schemas" / f"{kind}.json").read_text("utf-8") == schema_text(kind)


def test_every_schema_is_written(tmp_path: Path) -> None:
    written = write_schemas(tmp_path / "new" / "schemas")
    assert sorted(path.stem for path in written) == sorted(MODELS)
    assert all(json.loads(path.read_text("utf-8"))["type"] == "object" for path in written)


def test_a_schema_forbids_what_the_loader_refuses() -> None:
    compute = schema("compute")
    assert compute["additionalProperties"] is False
    assert set(compute["properties"]["tier"]["enum"]) == {"T0", "T1", "T2", "T3"}
    assert "is" in schema("template")["$defs"]["When"]["properties"]


@pytest.mark.parametrize("path", DATA, ids=lambda path: path.relative_to(SHIPPED).as_posix())
def test_every_file_begins_with_the_schema_that_lies_beside_it(path: Path, own: Path) -> None:
    path = own / path.relative_to(SHIPPED)
    first = path.read_text("utf-8").splitlines()[0]
    prefix, _, reference = first.partition("$schema=")
    assert prefix == "# yaml-language-server: "
    target = (path.parent / reference).resolve()
    assert target.parent == (own / "schemas").resolve()
    assert target.is_file()
    expected = {"compute": "compute", "environments": "environment", "policies": "policy", "gates": "gate"}
    assert target.stem == expected.get(path.parent.name, path.stem)
