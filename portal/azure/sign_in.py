"""Signs somebody in, in a process of its own: `python -m portal.azure.sign_in --tenant ID --client ID --way cli`.

It prints one line of JSON, with `token` and `expires_on`, or with `fault` and exit code 1. What a person has to do
meanwhile is told on the error stream. Nothing is kept on disk here: the Azure command line keeps its own sign-in.
"""

import argparse
import json
import sys
from typing import Any

WAYS = ("cli", "browser", "device", "workload")
LONGEST_SECONDS = 15
"""How long the Azure command line may take."""


def main(arguments: list[str] | None = None) -> int:
    """Sign in once; the exit code is 1 when that fails."""
    parser = argparse.ArgumentParser(prog="portal.azure.sign_in", description=__doc__)
    parser.add_argument("--tenant", required=True)
    parser.add_argument("--client", required=True)
    parser.add_argument("--way", choices=WAYS, required=True)
    asked = parser.parse_args(arguments)
    try:
        found = credential(asked.way, asked.tenant, asked.client).get_token(f"api://{asked.client}/.default")
    except Exception as fault:  # azure-identity raises many kinds; the first line of each says what is wrong
        lines = str(fault).strip().splitlines()
        print(json.dumps({"fault": lines[0] if lines else type(fault).__name__}))
        return 1
    print(json.dumps({"token": found.token, "expires_on": found.expires_on}))
    return 0


def credential(way: str, tenant: str, client: str) -> Any:
    """The credential of azure-identity for one of `WAYS`."""
    from azure import identity

    if way == "cli":
        return identity.AzureCliCredential(tenant_id=tenant, process_timeout=LONGEST_SECONDS)
    if way == "browser":
        return identity.InteractiveBrowserCredential(tenant_id=tenant, client_id=client)
    if way == "device":
        return identity.DeviceCodeCredential(tenant_id=tenant, client_id=client, prompt_callback=_tell)
    return identity.DefaultAzureCredential(exclude_interactive_browser_credential=True)


def _tell(address: str, code: str, _expires: object) -> None:
    print(f"open {address} and enter the code {code}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
