"""`portal inbox`: what waits for my decision."""

import click

from portal.cli.options import Asked, PortalCommand
from portal.cli.output import answer
from portal.cli.request_read import requests_text
from portal.cli.session import call
from portal.client import requests


@click.command("inbox", cls=PortalCommand, help="What waits for my decision, newest first.")
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1, 200))
@click.option("--cursor", help="Go on where a page before ended.")
@click.pass_obj
def inbox(asked: Asked, limit: int, cursor: str | None) -> None:
    """Requests that wait on the person who asks."""
    found = call(asked, lambda c: requests.listing(c, "inbox", cursor=cursor, limit=limit))
    answer(asked, found, lambda: requests_text(found) if found.items else "nothing waits for you")
