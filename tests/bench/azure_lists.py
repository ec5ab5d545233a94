"""How long the same lists of an Azure take, read by our own client side by side and by azure-ai-ml one after another.

The Azure is the emulator in a process of its own, which answers each request after 50 ms.
"""

import asyncio
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter
from typing import Any

from portal.azure.arm import Arm
from portal.azure.cloud import Azure
from portal.azure.resource_ids import ML, AzurePlace, place_of
from portal.azure.sdk.clients import load_ml, ml_client
from portal.azure.sdk.one_write import OneWriteTransport
from portal.clock import system_clock
from portal.emulator.connection import emulated_at
from portal.emulator.tuning import tune
from tests.bench.budget import Runs

LATENCY_SECONDS = 0.05
LISTS = ("computes", "models", "environments", "onlineEndpoints")
Found = set[tuple[str, str, str]]
"""Workspace, list and name of everything that was read."""


@contextmanager
def emulated_azure(state: Path) -> Iterator[Azure]:
    """The seeded emulator as its own process; it ends with the block."""
    command = [sys.executable, "-m", "portal.emulator", "--state", str(state)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None and process.stdin is not None
        url = json.loads(process.stdout.readline())["url"]
        tune(state, latency_seconds=LATENCY_SECONDS)
        yield emulated_at(url)
        process.stdin.close()


async def subscriptions_of(azure: Azure) -> list[str]:
    """Every subscription that can be seen."""
    async with Arm(azure, system_clock) as arm:
        return [str(one["subscriptionId"]) for one in await arm.get_all("/subscriptions", "2022-12-01")]


async def list_workspaces(arm: Arm, subscriptions: list[str]) -> list[str]:
    """The ids of all workspaces."""
    listed = await asyncio.gather(
        *(arm.get_all(f"/subscriptions/{one}/providers/{ML}/workspaces") for one in subscriptions)
    )
    return [str(workspace["id"]) for page in listed for workspace in page]


async def silent_workspaces(azure: Azure, subscriptions: list[str]) -> set[str]:
    """Workspaces that refuse or do not answer; the emulated organisation has some, and neither way reads them."""
    async with Arm(azure, system_clock) as arm:
        ids = await list_workspaces(arm, subscriptions)
        paths = [(id_, f"{id_}/{name}") for id_ in ids for name in LISTS]
        results = await asyncio.gather(*(arm.read(path, arm.get_all(path)) for _, path in paths))
    return {id_ for (id_, _), result in zip(paths, results, strict=True) if not result.seen}


async def read_side_by_side(azure: Azure, subscriptions: list[str], silent: set[str]) -> Found:
    """The workspaces of all subscriptions, then every list of every workspace at once."""
    async with Arm(azure, system_clock) as arm:
        ids = await list_workspaces(arm, subscriptions)
        pairs = [(id_, name) for id_ in ids if id_ not in silent for name in LISTS]
        lists = await asyncio.gather(*(arm.get_all(f"{id_}/{name}") for id_, name in pairs))
    return {(id_, name, str(item["name"])) for (id_, name), items in zip(pairs, lists, strict=True) for item in items}


def read_in_sequence(azure: Azure, subscriptions: list[str], silent: set[str]) -> Found:
    """The same through azure-ai-ml, as its documentation shows it: one list after another."""
    found: Found = set()
    for subscription in subscriptions:
        transport = OneWriteTransport(azure, stop_at_write=False)
        ids = [
            str(one.id)
            for one in ml_client(azure, AzurePlace(subscription), transport).workspaces.list(scope="subscription")
        ]
        for id_ in ids:
            if id_ in silent:
                continue
            client = ml_client(azure, place_of(id_), transport)
            listings: tuple[Callable[[], Any], ...] = (
                client.compute.list,
                client.models.list,
                client.environments.list,
                client.online_endpoints.list,
            )
            for name, listing in zip(LISTS, listings, strict=True):
                found |= {(id_, name, str(one.name)) for one in listing()}
        transport.close()
    return found


def time_lists(folder: Path, rounds: int) -> Runs:
    """Both ways in turn, after one round to warm up; each run's wall-clock time as `ready_ms`."""
    runs: dict[str, list[dict[str, object]]] = {"fast-reads": [], "azure-ai-ml": []}
    load_ml()
    with emulated_azure(folder / "azure.db") as azure:
        subscriptions = asyncio.run(subscriptions_of(azure))
        silent = asyncio.run(silent_workspaces(azure, subscriptions))
        for number in range(-1, rounds):
            ours, ours_ms = _timed(lambda: asyncio.run(read_side_by_side(azure, subscriptions, silent)))
            theirs, theirs_ms = _timed(lambda: read_in_sequence(azure, subscriptions, silent))
            run: dict[str, object] = {"items": len(ours)}
            if not ours:
                run["error"] = "the emulated Azure is empty"
            elif ours != theirs:
                run["error"] = f"the two found different things: {sorted(ours ^ theirs)[:3]}"
            if number >= 0:
                runs["fast-reads"].append({**run, "ready_ms": ours_ms})
                runs["azure-ai-ml"].append({**run, "ready_ms": theirs_ms})
    return runs


def _timed(read: Callable[[], Found]) -> tuple[Found, float]:
    started = perf_counter()
    found = read()
    return found, (perf_counter() - started) * 1000
