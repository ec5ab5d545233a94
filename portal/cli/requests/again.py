"""Asking again for what was denied, withdrawn, expired or failed."""

import click

from portal.cli.answers import gathered
from portal.cli.options import CallerOptions, PortalCommand
from portal.cli.output import answer
from portal.cli.requests.page import headline
from portal.cli.requests.write import FILE, SET
from portal.cli.session import call
from portal.cli.text import line, page
from portal.client import PortalClient
from portal.contract.requests import Request


@click.command("again", cls=PortalCommand, help="Ask anew for what came to nothing, with its answers or some changed.")
@click.argument("id")
@SET
@FILE
@click.pass_obj
def again(asked: CallerOptions, id: str, sets: tuple[str, ...], file: str | None) -> None:
    """A new request, linked with the former; where there is one already, it is shown."""
    changes = gathered(sets, file)

    async def act(portal: PortalClient) -> Request:
        spec = {**(await portal.requests.show(id)).answers, **changes} if changes else None
        return await portal.requests.ask_again(id, spec)

    made = call(asked, act)
    told = f"it asks again for {made.again_of}; follow it: portal request watch {made.id}"
    answer(asked, made, lambda: page(headline(made), line(told)))
