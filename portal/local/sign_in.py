"""A token for a shared server, from a process that signs in: this one never loads the libraries of Azure."""

import subprocess
import sys

from portal.contract.problem import Problem, bad_input
from portal.settings import Settings

LONGEST_SECONDS = 900.0
"""A device code is good for a quarter of an hour."""


def signs_in(settings: Settings) -> bool:
    """Whether these settings say where to sign in."""
    return bool(settings.tenant and settings.client)


def fresh_token(settings: Settings) -> str:
    """A token of whoever is signed in, or signs in now. Raises Problem."""
    import json

    if not signs_in(settings):
        raise bad_input(
            "nothing says where to sign in",
            todo="set tenant and client (PORTAL_TENANT, PORTAL_CLIENT) as the server has",
        )
    named = ["--tenant", settings.tenant, "--client", settings.client, "--way", settings.sign_in]
    command = [sys.executable, "-m", "portal.azure.sign_in", *named]
    try:
        run = subprocess.run(command, stdout=subprocess.PIPE, text=True, timeout=LONGEST_SECONDS, check=False)
        said = json.loads(run.stdout)
    except (OSError, subprocess.TimeoutExpired, ValueError) as fault:
        raise _failed(settings, type(fault).__name__) from None
    token = said.get("token") if isinstance(said, dict) else None
    if not isinstance(token, str) or not token:
        raise _failed(settings, str(said.get("fault", "")) if isinstance(said, dict) else "")
    return token


def _failed(settings: Settings, why: str) -> Problem:
    todo = {"cli": f"sign in with `az login --tenant {settings.tenant}`"}.get(settings.sign_in, "try again")
    return Problem(401, "you are not signed in", why, f"{todo}, or set sign_in to another way", "not-signed-in")
