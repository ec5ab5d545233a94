"""`portal server`: the server behind all this."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from portal.cli import words
from portal.cli.options import CallerOptions, LazyGroup, PortalCommand
from portal.cli.output import answer
from portal.cli.session import say, settings_of
from portal.cli.text import fields, width
from portal.client import PortalClient
from portal.client.blocking import BlockingConnection, finish
from portal.contract.problem import Problem
from portal.contract.server import ServerStatus
from portal.settings import Settings

LEAVE_SECONDS = 60.0

server = LazyGroup(
    "server",
    {
        "status": ("operating.server:status", "Which server runs, and what it is doing."),
        "stop": ("operating.server:stop", "Ask it to leave; operations go on at the next start."),
    },
    help="The server behind all this.",
)


@click.command("status", cls=PortalCommand, help="Which server runs, and what it is doing; starts none.")
@click.pass_obj
def status(asked: CallerOptions) -> None:
    """The state of the server that runs, or without a sign-in what it tells anybody. Raises Problem when none does."""
    from portal.local import find

    settings = settings_of(asked)
    try:
        address = find(settings, whatever_its_settings=True)
        if address is None:
            raise Problem(
                0,
                f"no server runs for {settings.home}",
                todo="any command starts one, `portal inbox` say",
                code="no-server",
            )
        with BlockingConnection(*address, settings.person or None) as connection:
            found = finish(PortalClient(connection).server.status())
    except Problem as why:
        if why.body.status != 401:
            raise
        _tell_anybody(asked, settings)
        return
    answer(asked, found, lambda: status_text(found, address.url))


def _tell_anybody(asked: CallerOptions, settings: Settings) -> None:
    """What a server tells anybody, for a caller who is not signed in at it. Raises Problem."""
    from portal.local import server_file

    own = server_file.read(settings.home)
    url = settings.server or (own.url if own else "")
    with BlockingConnection(url, "") as connection:
        known = finish(PortalClient(connection).server.health())
    told: dict[str, Any] = {"address": url, **asdict(known), "signed_in": False}
    rows = [("address", url), ("mode", known.mode), ("version", f"{known.version}, fingerprint {known.fingerprint}")]
    if own is not None and own.url == url:
        rows.append(("process", str(own.process)))
        told["process"] = own.process
    todo = f"`portal login {url}`" if not settings.server else "`portal whoami`"
    rows.append(("note", f"it answers; more is told to who signed in: {todo}"))
    answer(asked, told, lambda: fields(rows, width()))


@click.command("stop", cls=PortalCommand, help="Ask the server to leave; operations go on at the next start.")
@click.pass_obj
def stop(asked: CallerOptions) -> None:
    """Stop the server that runs, and wait until it has gone."""
    from portal.local import find

    settings = settings_of(asked)
    address = find(settings, whatever_its_settings=True)
    if address is None:
        answer(asked, {"stopped": False}, lambda: f"no server runs for {settings.home}")
        return
    with BlockingConnection(*address, settings.person or None) as connection:
        finish(PortalClient(connection).server.stop())
    if not settings.server:
        wait_until_gone(settings.home)
    answer(asked, {"stopped": True}, lambda: "the server has left" if not settings.server else "the server leaves")


def wait_until_gone(home: Path) -> None:
    """Wait for the home's server to let go of it. Raises Problem when it does not."""
    from portal.local.launch import wait_until_free

    say("waiting for the server to reach the end of its step")
    if not wait_until_free(home, LEAVE_SECONDS):
        raise Problem(
            500,
            f"the server of {home} has not left within {LEAVE_SECONDS:.0f} s",
            todo="wait, and look with `portal server status`",
            code="server-stays",
        )


def status_text(found: ServerStatus, url: str) -> str:
    """The state of a server."""
    return fields(
        [
            ("address", url),
            ("mode", "demo: no Azure is touched" if found.mode == "demo" else found.mode),
            ("azure", found.azure),
            ("process", found.process),
            ("version", f"{found.version}, fingerprint {found.fingerprint}, contract {found.contract}"),
            ("home", found.home),
            ("database", found.database),
            ("catalogue", found.catalogue),
            ("since", words.when(found.started_at)),
            ("its time", words.when(found.now)),
            ("connected", found.connected),
            ("running", f"{found.running} operations"),
            *(("note", warning) for warning in found.warnings),
        ],
        width(),
    )
