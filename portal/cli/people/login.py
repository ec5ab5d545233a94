"""`portal login` and `portal logout`: which shared server every command speaks to."""

import os

import click

from portal.cli.options import CallerOptions, PortalCommand
from portal.cli.output import answer
from portal.client import PortalClient, wire
from portal.client.blocking import BlockingConnection, finish
from portal.contract import CONTRACT_VERSION
from portal.contract.problem import Problem, bad_input
from portal.contract.server import Health
from portal.settings import load_settings


@click.command(
    "login",
    cls=PortalCommand,
    help="Speak to this server from now on. Its certificate is verified; SSL_CERT_FILE names a root of your own.",
)
@click.argument("url")
@click.pass_obj
def login(asked: CallerOptions, url: str) -> None:
    """Look who listens there, and remember it."""
    if asked.server:
        raise bad_input("--server has no meaning here", todo="`portal login URL` names the server")
    from portal.local.login import remember

    address = (url if "://" in url else f"https://{url}").rstrip("/")
    wire.checked(address)
    with BlockingConnection(address, "") as connection:
        known = finish(PortalClient(connection).server.health())
    _check(address, known)
    home = load_settings(logged_in=False)[0].home
    remember(home, address, known)
    settings, sources = load_settings()
    if settings.server != address:
        raise bad_input(
            f"{address} is remembered, but {sources['server']} names {settings.server}",
            todo="take `server` away there; what is set by hand stands above `portal login`",
        )
    person = ""
    if token := os.environ.get("PORTAL_TOKEN"):
        with BlockingConnection(address, token) as connection:
            person = finish(PortalClient(connection).people.me()).person.id
    told = {"server": address, "mode": known.mode, "version": known.version, "person": person or None}
    place = known.sign_in
    how = _how(settings.sign_in, place.tenant) if place else "it needs a token in PORTAL_TOKEN"
    whom = f"as {person}" if person else how
    answer(asked, told, lambda: f"{address} is your portal now ({known.mode}); {whom}")


@click.command("logout", cls=PortalCommand, help="Sign out: forget the shared server, the sign-in and what was seen.")
@click.pass_obj
def logout(asked: CallerOptions) -> None:
    """Forget."""
    from portal.local.login import forget
    from portal.local.sign_in import forget_sign_in
    from screens.connection.snapshot import wipe

    settings, _ = load_settings()
    signed_out = forget_sign_in(settings)
    was = forget(settings.home)
    wipe(settings)
    said = "forgotten, with what was seen there" if was else "no server was remembered; what was seen is forgotten"
    if was and settings.sign_in == "cli":
        said += "; the Azure command line stays signed in, `az logout` ends that"
    answer(asked, {"forgotten": was, "signed_out": signed_out}, lambda: said)


def _how(way: str, tenant: str) -> str:
    """How the caller signs in from now on."""
    known = {
        "cli": f"sign in there with `az login --tenant {tenant}`",
        "workload": "this machine's own identity signs in there",
    }
    return known.get(way, "each program asks you to sign in there when it first needs it")


def _check(address: str, known: Health) -> None:
    if known.contract != CONTRACT_VERSION:
        raise Problem(
            500,
            f"the server at {address} is of another version",
            f"it speaks contract {known.contract}, this program {CONTRACT_VERSION}",
            f"install version {known.version} of the portal here",
            wire.MISMATCH,
        )
