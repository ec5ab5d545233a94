"""A workspace, registry, group or account that cannot be read costs itself: everything else is in the draft."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from catalog.load import load
from portal.azure.cloud import Azure
from portal.azure.connection import connect as connect_azure
from portal.clock import system_clock
from portal.engine.connecting import connect as connecting
from tests.connect.conftest import settings
from tests.connect.estate import rows
from tests.observer.poison import NUMBERS, OBJECTS, TEXTS, Spoiling, spoilt

VICTIM = "mlw-retail-prod"
FIELDS: dict[str, tuple[str, tuple[str, ...], dict[str, bytes]]] = {
    "region": ("/workspaces?", ("location",), TEXTS | {"a strange one": b'"../West Europe?x="', "none": b"null"}),
    "tags of a workspace": ("/workspaces?", ("tags",), OBJECTS),
    "a tag": ("/workspaces?", ("tags", "business_unit"), TEXTS),
    "name": ("/workspaces?", ("name",), TEXTS | {"none": b"null"}),
    "id": ("/workspaces?", ("id",), TEXTS | {"none": b"null"}),
    "tags of a group": ("/resourceGroups?", ("tags",), OBJECTS),
    "principal": ("/roleAssignments?", ("properties", "principalId"), TEXTS | NUMBERS),
    "title of a subscription": ("/subscriptions?", ("displayName",), TEXTS | {"a line": b'"a\\n- id: x"'}),
}


@pytest.fixture
def azure(home: Path) -> Iterator[Azure]:
    """The Azure with odd names."""
    yield connect_azure(settings(home), system_clock)


@pytest.mark.parametrize("name", FIELDS)
def test_what_cannot_be_read_is_left_out_by_its_name_and_the_rest_is_drafted(
    azure: Azure, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    path, way, poisons = FIELDS[name]
    whole = {one.name for one in rows()}
    for number, (what, poison) in enumerate(poisons.items()):

        def spoil(content: bytes, poison: bytes = poison) -> bytes:
            page: dict[str, Any] = json.loads(content)
            listed = enumerate(page["value"])
            places = [at for at, one in listed if VICTIM in json.dumps(one) or "workspaces" not in path]
            return spoilt(page, ("value", places[0], *way), poison) if places else content

        spoiling = Spoiling(azure.carrier, lambda url: path in url, spoil)
        there = replace(azure, carrier=spoiling)
        monkeypatch.setattr(connecting, "connect_azure", lambda *_, there=there: there)
        folder = tmp_path / f"{number}"
        made = connecting.connect(settings(home), system_clock, folder)
        drafted = {one.name for one in load(folder).organisation.workspaces}
        assert spoiling.spoilt, what
        assert len(whole - drafted) <= (0 if "workspaces" not in path else 1), (what, whole - drafted)
        odd = whole - drafted or poison != b"null"
        if odd and name != "title of a subscription":
            assert made.found.unread or any(one.left_out for one in made.drafted.workspaces), what
        assert "\x00" not in made.text and "\ud800" not in made.text
