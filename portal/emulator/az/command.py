"""As much of the command `az ml` as the templates' workflows use, spoken to an emulated Azure and to nothing else.

`EMULATED_AZURE` says which: the address of an emulator, or its state file; `EMULATED_CLOCK_AHEAD` how many seconds its
clock is ahead of the true one. Whatever is not built answers with exit code 2.
"""

import json
import os
import shlex
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from portal.azure.resource_ids import workspace_id
from portal.emulator.az import bodies
from portal.emulator.az.calls import AzFault, Calls, emulated

_LISTS = ("set",)
_PATHS = {"online-endpoint": "onlineEndpoints", "batch-endpoint": "batchEndpoints"}
_ASSETS = {"environment": "environments", "model": "models", "data": "data"}


@dataclass
class AzCommand:
    """One command: what is asked for, and its options."""

    kind: str
    verb: str
    options: dict[str, str]
    sets: dict[str, str] = field(default_factory=dict)

    def need(self, name: str) -> str:
        """An option that has to be there. Raises AzFault."""
        if not (value := self.options.get(name, "")):
            raise AzFault(2, f"the following arguments are required: --{name}")
        return value

    @property
    def workspace(self) -> str:
        """The id of the workspace that it goes to."""
        return workspace_id(self.need("subscription"), self.need("resource-group"), self.need("workspace-name"))


def main(arguments: Sequence[str]) -> int:
    """Answers one command with JSON on standard output; what went wrong is one line on standard error."""
    try:
        asked = parse(arguments)
        with emulated(os.environ) as calls:
            answer = carry_out(asked, calls)
    except AzFault as fault:
        sys.stderr.write(f"ERROR: {fault}\n")
        return fault.code
    if answer is not None:
        sys.stdout.write(json.dumps(answer, indent=2) + "\n")
    return 0


def parse(arguments: Sequence[str]) -> AzCommand:
    """The words of a command. Raises AzFault for what this `az` does not know."""
    if len(arguments) < 3 or arguments[0] != "ml":
        raise AzFault(2, f"this emulated az knows `az ml KIND VERB` only, not `az {shlex.join(arguments)}`")
    asked, name = AzCommand(arguments[1], arguments[2], {}), ""
    for word in arguments[3:]:
        if word.startswith("--"):
            name = word[2:]
            asked.options.setdefault(name, "")
        elif name in _LISTS:
            key, _, value = word.partition("=")
            asked.sets[key] = value
        elif name:
            asked.options[name] = word
        else:
            raise AzFault(2, f"unrecognized arguments: {word}")
    return asked


def carry_out(asked: AzCommand, calls: Calls) -> Any:
    """What the command answers. Raises AzFault."""
    kind, verb = asked.kind, asked.verb
    if kind in _ASSETS and verb in ("show", "create"):
        return _asset(asked, calls)
    if kind in _PATHS and verb in ("show", "create", "update", "invoke"):
        return _endpoint(asked, calls)
    if kind.removesuffix("-deployment") in ("online", "batch") and verb in ("show", "create"):
        return _deployment(asked, calls)
    if kind == "job" and verb == "stream":
        return calls.wait_for_job(f"{asked.workspace}/jobs/{asked.need('name')}")
    raise AzFault(2, f"this emulated az does not know `az ml {kind} {verb}`")


def _asset(asked: AzCommand, calls: Calls) -> Any:
    given = bodies.read_file(asked) if asked.verb == "create" else {}
    name = asked.options.get("name") or str(given.get("name", ""))
    version = asked.options.get("version") or str(given.get("version", ""))
    registry = asked.options.get("registry-name")
    owner = calls.registry(registry) if registry else asked.workspace
    where = f"{owner}/{_ASSETS[asked.kind]}/{name}/versions/{version}"
    if asked.verb == "show":
        return bodies.asset_view(calls.get(where))
    return bodies.asset_view(calls.put(where, bodies.asset(asked.kind, given)))


def _endpoint(asked: AzCommand, calls: Calls) -> Any:
    given = bodies.read_file(asked) if asked.verb == "create" else {}
    name = str(given.get("name") or asked.need("name"))
    where = f"{asked.workspace}/{_PATHS[asked.kind]}/{name}"
    online = asked.kind == "online-endpoint"
    if asked.verb == "show":
        return bodies.endpoint_view(calls.get(where))
    if asked.verb == "invoke":
        deployment = asked.options.get("deployment-name", "")
        if not online:
            return calls.begin_run(calls.get(where), deployment)
        return calls.score(calls.get(where), deployment, bodies.request_of(asked))
    if asked.verb == "create":
        body = bodies.endpoint(given, calls.location(asked.workspace), online)
    else:
        body = bodies.updated(asked, calls.get(where), online)
    return bodies.endpoint_view(calls.put(where, body))


def _deployment(asked: AzCommand, calls: Calls) -> Any:
    online = asked.kind.startswith("online")
    given = bodies.read_file(asked) if asked.verb == "create" else {}
    endpoint = str(given.get("endpoint_name") or asked.need("endpoint-name"))
    parent = f"{asked.workspace}/{'onlineEndpoints' if online else 'batchEndpoints'}/{endpoint}"
    where = f"{parent}/deployments/{given.get('name') or asked.need('name')}"
    if asked.verb == "show":
        return bodies.deployment_view(calls.get(where))
    body = bodies.deployment(given, asked.workspace, calls.location(asked.workspace), online)
    return bodies.deployment_view(calls.put(where, body))


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
