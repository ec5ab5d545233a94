"""`portal token`: a token for the shared server, for scripts that speak to it themselves."""

import click

from portal.cli.options import CallerOptions, PortalCommand
from portal.cli.output import answer
from portal.cli.session import say, settings_of


@click.command("token", cls=PortalCommand, help="Sign in, and print a token for the shared server.")
@click.pass_obj
def token(asked: CallerOptions) -> None:
    """A fresh token."""
    from portal.local.sign_in import fresh_token

    say("signing in")
    found = fresh_token(settings_of(asked))
    answer(asked, {"token": found}, lambda: found)
