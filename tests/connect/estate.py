"""An emulated Azure without anything of the portal's: forty workspaces with odd names, and what lies in them."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from ruamel.yaml import YAML

from portal.clock import Clock
from portal.emulator.app import create_app
from portal.emulator.connection import emulated_in_process
from portal.emulator.ledger import Call, ledger
from portal.emulator.seed.document import Seed

SOURCE = Path(__file__).with_name("odd_estate.yaml")
ML = "Microsoft.MachineLearningServices"
READER = "acdd72a7-3385-48ef-bd42-f606fba81ae7"
OWNER = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635"
USERS = ("bbbbbbbb-0000-4000-8000-000000000001", "cccccccc-0000-4000-8000-000000000002")
DIRECTORY_GROUP = "dddddddd-0000-4000-8000-000000000003"


@dataclass(frozen=True)
class Row:
    """A workspace, and what has to be guessed of it."""

    name: str
    group: str
    subscription: str
    region: str
    tags: dict[str, str]
    stage: str
    unit: str
    doubtful: bool

    @property
    def id(self) -> str:
        """Its resource id."""
        return f"/subscriptions/{self.subscription}/resourceGroups/{self.group}/providers/{ML}/workspaces/{self.name}"


def _document() -> dict[str, Any]:
    found: dict[str, Any] = YAML(typ="safe", pure=True).load(SOURCE.read_text(encoding="utf-8"))
    return found


def rows() -> list[Row]:
    """The forty workspaces."""
    told = _document()
    subscriptions = [one["id"] for one in told["subscriptions"]]
    return [
        Row(name, group, subscriptions[number - 1], region, tags, stage, unit, doubtful in (True, "yes"))
        for name, group, number, region, tags, stage, unit, doubtful in told["rows"]
    ]


def seed() -> Seed:
    """What to plant: subscriptions, the registry and the workspaces."""
    told = _document()
    workspaces = [
        {"name": one.name, "group": one.group, "subscription": one.subscription, "region": one.region,
         "created": "-200d", "tags": one.tags}
        for one in rows()
    ]  # fmt: skip
    registries = [{**one, "tags": {}} for one in told["registries"]]
    kept = {"subscriptions": told["subscriptions"], "registries": registries}
    return Seed(lambda: {**kept, "workspaces": workspaces})


def plant(state: Path, clock: Clock) -> None:
    """Makes this Azure in a state file: models, endpoints, clusters and rights beside the workspaces."""
    azure = emulated_in_process(create_app(state, clock, seed()))
    told, by_name = _document(), {one.name: one for one in reversed(rows())}
    with httpx.Client(transport=azure.carrier.blocking(), headers={"authorization": "Bearer test"}) as client:

        def put(id_: str, body: dict[str, Any], version: str = "2025-12-01") -> None:
            answer = client.put(f"https://management.azure.com{id_}", json=body, params={"api-version": version})
            assert answer.status_code < 300, answer.text

        for workspace, model, latest, served in told["models"]:
            place = by_name[workspace].id
            for version in range(1, latest + 1):
                uri = {"modelUri": "azureml://jobs/j/outputs/artifacts/paths/model"}
                put(f"{place}/models/{model}/versions/{version}", {"properties": uri})
            if served:
                endpoint = f"{place}/onlineEndpoints/{model}-{workspace[-4:].strip(chr(45)).lower()}"
                region = {"location": by_name[workspace].region}
                put(endpoint, {**region, "properties": {"authMode": "Key"}})
                wanted = {"model": f"{place}/models/{model}/versions/{served}", "instanceType": "Standard_F4s_v2",
                          "endpointComputeType": "Managed"}  # fmt: skip
                put(f"{endpoint}/deployments/blue", {**region, "properties": wanted})
                put(endpoint, {**region, "properties": {"traffic": {"blue": 100}}})
        for workspace, cluster in told["clusters"]:
            inner = {"vmSize": "Standard_D4s_v5", "scaleSettings": {"minNodeCount": 0, "maxNodeCount": 2}}
            body = {"location": "westeurope", "properties": {"computeType": "AmlCompute", "properties": inner}}
            put(f"{by_name[workspace].id}/computes/{cluster}", body)
        first = by_name["mlw-retail-dev"].id
        for number, (principal, kind, role) in enumerate(
            [(USERS[0], "User", OWNER), (USERS[1], "User", READER), (DIRECTORY_GROUP, "Group", READER)]
        ):
            name = f"eeeeeeee-0000-4000-8000-00000000000{number}"
            properties = {"roleDefinitionId": f"/providers/Microsoft.Authorization/roleDefinitions/{role}",
                          "principalId": principal, "principalType": kind}  # fmt: skip
            address = f"{first}/providers/Microsoft.Authorization/roleAssignments/{name}"
            put(address, {"properties": properties}, "2022-04-01")


def writes(state: Path, after: int = 0) -> list[Call]:
    """Every call that is no read, by the emulator's own record, after a number."""
    return [call for call in ledger(state) if call.method not in ("GET", "HEAD") and call.number > after]


def last_call(state: Path) -> int:
    """The number of the newest call."""
    return max((call.number for call in ledger(state)), default=0)
