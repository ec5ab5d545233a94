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
from portal.azure.connection import Azure
from portal.azure.emulator.tuning import tune
from portal.azure.resource_ids import ML, Place, place_of
from portal.azure.sdk.clients import load_ml, ml_client
from portal.azure.sdk.wiretap import Wiretap
from portal.clock import system_clock
from tests.bench.budget import Runs

LATENCY_SECONDS = 0.05
LISTS = ("computes", "models", "environments", "onlineEndpoints")
Found = set[tuple[str, str, str]]
"""Workspace, list and name of everything that was read."""


@contextmanager
def emulated_azure(state: Path) -> Iterator[Azure]:
    """The seeded emulator as its own process; it ends with the block."""
    command = [sys.executable, "-m", "portal.azure.emulator", "--state", str(state)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None and process.stdin is not None
        url = json.loads(process.stdout.readline())["url"]
        tune(state, latency_seconds=LATENCY_SECONDS)
        yield Azure.emulated(url)
        process.stdin.close()


async def subscriptions_of(azure: Azure) -> list[str]:
    """Every subscription that can be seen."""
    async with Arm(azure, system_clock) as arm:
        return [str(one["subscriptionId"]) for one in await arm.get_all("/subscriptions", "2022-12-01")]


async def read_side_by_side(azure: Azure, subscriptions: list[str]) -> Found:
    """The workspaces of all subscriptions, then every list of every workspace at once."""
    async with Arm(azure, system_clock) as arm:
        listed = await asyncio.gather(
            *(arm.get_all(f"/subscriptions/{one}/providers/{ML}/workspaces") for one in subscriptions)
        )
        ids = [str(workspace["id"]) for page in listed for workspace in page]
        pairs = [(id_, name) for id_ in ids for name in LISTS]
        results = await asyncio.gather(
            *(arm.read(f"{id_}/{name}", arm.get_all(f"{id_}/{name}")) for id_, name in pairs)
        )
    return {
        (id_.lower(), name, str(item["name"]))
        for (id_, name), result in zip(pairs, results, strict=True)
        for item in result.value or ()
    }


def read_in_sequence(azure: Azure, subscriptions: list[str]) -> Found:
    """The same through azure-ai-ml, as its documentation shows it: one list after another."""
    found: Found = set()
    for subscription in subscriptions:
        tap = Wiretap(azure.carrier, stop_at_write=False)
        ids = [str(one.id) for one in ml_client(azure, Place(subscription), tap).workspaces.list(scope="subscription")]
        for id_ in ids:
            client = ml_client(azure, place_of(id_), tap)
            listings: tuple[Callable[[], Any], ...] = (
                client.compute.list,
                client.models.list,
                client.environments.list,
                client.online_endpoints.list,
            )
            for name, listing in zip(LISTS, listings, strict=True):
                found |= {(id_.lower(), name, one) for one in _names(listing)}
        tap.close()
    return found


def _names(listing: Callable[[], Any]) -> list[str]:
    from azure.core.exceptions import HttpResponseError

    try:
        return [str(one.name) for one in listing()]
    except HttpResponseError as refused:
        if refused.status_code == 403:  # a workspace that we may not look into: our client leaves it out as well
            return []
        raise


def time_lists(folder: Path, rounds: int) -> Runs:
    """Both ways in turn, after one round to warm up; each run's wall-clock time as `ready_ms`."""
    runs: dict[str, list[dict[str, object]]] = {"fast-reads": [], "azure-ai-ml": []}
    load_ml()
    with emulated_azure(folder / "azure.db") as azure:
        subscriptions = asyncio.run(subscriptions_of(azure))
        for number in range(-1, rounds):
            ours, ours_ms = _timed(lambda: asyncio.run(read_side_by_side(azure, subscriptions)))
            theirs, theirs_ms = _timed(lambda: read_in_sequence(azure, subscriptions))
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
