"""The calls of the emulated `az`: to an emulator at an address of this machine, or to its state file itself."""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx

from portal.azure.cloud import BASE_URL
from portal.azure.credentials import SCOPE
from portal.azure.resource_ids import ML_VERSION, group_id
from portal.clock import system_clock
from portal.emulator.app import create_app
from portal.emulator.connection import emulated_at, emulated_in_process

ADDRESS, AHEAD = "EMULATED_AZURE", "EMULATED_CLOCK_AHEAD"
LONGEST_SECONDS = 1800.0
_PAUSE_SECONDS = 0.1
_DISCOVERY = "https://eastus.api.azureml.ms/registrymanagement/v1.0/registries"


class AzFault(Exception):
    """A command that failed, with its exit code: 1 for what Azure says, 2 for a wrong command, 3 for what is absent."""

    def __init__(self, code: int, told: str) -> None:
        self.code = code
        super().__init__(told)


@contextmanager
def emulated(environment: Mapping[str, str]) -> Iterator["Calls"]:
    """The emulated Azure that the environment names. Raises AzFault: there is no way from here to the true one."""
    where = environment.get(ADDRESS, "")
    if where.startswith("http://"):
        azure = emulated_at(where)
    elif where and Path(where).is_file():
        ahead = timedelta(seconds=float(environment.get(AHEAD) or 0))

        def clock() -> datetime:
            return system_clock() + ahead

        azure = emulated_in_process(create_app(Path(where), clock))
    else:
        raise AzFault(2, f"{ADDRESS} names no emulated Azure, and this az speaks to no other")
    with httpx.Client(transport=azure.carrier.blocking(), timeout=60.0, trust_env=False) as client:
        client.headers["Authorization"] = f"Bearer {azure.credential.get_token(SCOPE).token}"
        yield Calls(client)


class Calls:
    """Reads and writes, each of which ends when what it began has ended."""

    def __init__(self, client: httpx.Client) -> None:
        self._client = client

    def get(self, where: str) -> dict[str, Any]:
        """A resource. Raises AzFault."""
        found: dict[str, Any] = self._send("GET", _url(where))
        return found

    def put(self, where: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """A resource that is made or changed, when that has ended. Raises AzFault."""
        self._send("PUT", _url(where), body)
        ends = time.monotonic() + LONGEST_SECONDS
        while time.monotonic() < ends:
            found = self.get(where)
            state = str(found["properties"].get("provisioningState") or "Succeeded")
            if state == "Succeeded":
                return found
            if state in ("Failed", "Canceled"):
                raise AzFault(1, f"{where.rsplit('/', 1)[1]} ended as {state}")
            time.sleep(_PAUSE_SECONDS)
        raise AzFault(1, f"{where.rsplit('/', 1)[1]} was not ready after {LONGEST_SECONDS:g} s")

    def location(self, workspace: str) -> str:
        """Where a workspace is. Raises AzFault."""
        return str(self.get(workspace)["location"])

    def registry(self, name: str) -> str:
        """The id of a registry. Raises AzFault."""
        found = self._send("GET", f"{_DISCOVERY}/{name}/discovery")
        group = group_id(found["subscriptionId"], found["resourceGroup"])
        return f"{group}/providers/Microsoft.MachineLearningServices/registries/{name}"

    def score(self, endpoint: Mapping[str, Any], deployment: str, request: Any) -> Any:
        """What a deployment answers. Raises AzFault."""
        address = str(endpoint["properties"].get("scoringUri"))
        return self._send("POST", address, request, {"azureml-model-deployment": deployment} if deployment else {})

    def begin_run(self, endpoint: Mapping[str, Any], deployment: str) -> dict[str, Any]:
        """A run of a batch deployment, which has begun. Raises AzFault."""
        found: dict[str, Any] = self.score(endpoint, deployment, {"properties": {}})
        return {"id": found["id"], "name": found["name"], "status": found["properties"]["status"]}

    def wait_for_job(self, where: str) -> dict[str, Any]:
        """A job when it has ended well. Raises AzFault."""
        ends = time.monotonic() + LONGEST_SECONDS
        while time.monotonic() < ends:
            found = self.get(where)
            status = str(found["properties"].get("status"))
            if status == "Completed":
                return {"name": found["name"], "status": status}
            if status in ("Failed", "Canceled", "NotResponding"):
                raise AzFault(1, f"job {found['name']} ended as {status}")
            time.sleep(_PAUSE_SECONDS)
        raise AzFault(1, f"{where.rsplit('/', 1)[1]} had not ended after {LONGEST_SECONDS:g} s")

    def _send(self, method: str, url: str, body: Any = None, headers: Mapping[str, str] | None = None) -> Any:
        try:
            answer = self._client.request(method, url, json=body, headers=dict(headers or {}))
        except httpx.TransportError as lost:
            raise AzFault(1, f"the emulated Azure cannot be reached: {lost or type(lost).__name__}") from None
        if answer.status_code == 404:
            raise AzFault(3, f"(ResourceNotFound) {url.split('?')[0].rsplit('/', 1)[1]} was not found")
        if answer.status_code >= 400:
            raise AzFault(1, f"{answer.status_code}: {answer.text[:500]}")
        return answer.json() if answer.content else {}


def _url(where: str) -> str:
    return f"{BASE_URL}{where}?api-version={ML_VERSION}"
