"""Which server to speak to: a named one, or the one that runs."""

import os
from collections.abc import Callable

from portal.contract import CONTRACT_VERSION
from portal.contract.problem import Problem
from portal.local import health, server_file
from portal.local.fingerprint import fingerprint
from portal.local.server_file import Address, ServerFile
from portal.local.sign_in import fresh_token, signs_in
from portal.settings import Settings

Say = Callable[[str], None]
"""Told in a few words what is being waited for; from a thread when used asynchronously."""

SERVED = ("mode", "database", "catalogue", "azure", "tenant", "readonly")
"""The settings that a server has once and for all: a caller who expects others needs another server."""


def find(settings: Settings, whatever_its_settings: bool = False) -> Address | None:
    """The address of a server that is there already, or None; starts nothing. Raises Problem.

    `whatever_its_settings` is for those who only look at it or stop it: it need not be the one they would start.
    """
    if settings.server:
        return Address(settings.server, token_for(settings))
    known = running(settings, whatever_its_settings)
    return known.address if known is not None else None


def running(settings: Settings, whatever_its_settings: bool = False) -> ServerFile | None:
    """The home's server if it answers, or None. Raises Problem when it is not one that these settings can use."""
    known = server_file.read(settings.home)
    if known is None:
        return None
    said = health.ask(known.url)
    if said is None:
        return None
    if not whatever_its_settings:
        _check_settings(known, settings)
    if said.contract > CONTRACT_VERSION + 1:
        raise Problem(
            500,
            f"the server of {settings.home} is much newer than this program",
            f"it speaks contract {said.contract}, this program {CONTRACT_VERSION}",
            "install the newer portal here too",
            "contract-mismatch",
        )
    return known


def outdated(known: ServerFile) -> bool:
    """Whether this program's sources are newer than the server's, and the server is one that may be replaced."""
    return known.kind == server_file.PRIVATE and fingerprint() > known.fingerprint


def served_settings(settings: Settings) -> dict[str, str]:
    """What a server with these settings writes into its file, paths made whole."""
    values = {name: str(getattr(settings, name)) for name in SERVED}
    if settings.catalogue:
        values["catalogue"] = os.path.abspath(os.path.expanduser(settings.catalogue))
    return values


def _check_settings(known: ServerFile, settings: Settings) -> None:
    wanted = served_settings(settings)
    if not settings.readonly:
        wanted.pop("readonly")  # a server that only looks says so itself to whoever wants to change something
    if known.kind == server_file.FOREGROUND and not settings.database:
        wanted.pop("database")  # whoever began that server said which; a caller who says none means that one
    other = [name for name, value in known.settings.items() if name in wanted and wanted[name] != value]
    if other:
        name = other[0]
        raise Problem(
            409,
            f"the running server of {settings.home} has {_difference(name, known.settings[name], wanted[name])}",
            todo="say the same in portal.toml, stop it with `portal server stop`, or use another PORTAL_HOME",
            code="other-settings",
        )


def _difference(name: str, has: str, wanted: str) -> str:
    if name == "database":  # its address may hold a password
        return "another database than the settings say"
    return f"{name} '{has}', not '{wanted}'"


def token_for(settings: Settings, token: Callable[[], str] | None = None) -> str:
    """The token for a named server: PORTAL_TOKEN, that of the home's own server if it is meant, or by signing in."""
    if given := os.environ.get("PORTAL_TOKEN"):
        return given
    known = server_file.read(settings.home)
    if known is not None and known.url == settings.server.rstrip("/"):
        return known.token
    if token is not None:
        return token()
    return fresh_token(settings) if signs_in(settings) else ""
