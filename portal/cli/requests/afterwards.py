"""What is said about a request after it started: why it was rolled back, whether a break-glass was right."""

import click

from portal.cli.options import CallerOptions, PortalCommand
from portal.cli.output import answer
from portal.cli.session import call
from portal.cli.text import line, page
from portal.client import requests
from portal.contract.requests import SecondLook


@click.command("explain", cls=PortalCommand, help="Say afterwards why something was rolled back.")
@click.argument("id")
@click.option("--reason", required=True, help="Why; everybody reads it.")
@click.pass_obj
def explain(asked: CallerOptions, id: str, reason: str) -> None:
    """Give the reason that is owed."""
    from portal.cli.requests.page import headline

    done = call(asked, lambda c: requests.explain(c, id, reason))
    answer(asked, done, lambda: page(headline(done), line("the reason is written down")))


@click.command("second", cls=PortalCommand, help="Look, as a second person, at a break-glass of somebody else.")
@click.argument("id")
@click.option("--object", "objects", is_flag=True, help="It was not right.")
@click.option("--reason", required=True, help="What you found; everybody reads it.")
@click.pass_obj
def second(asked: CallerOptions, id: str, objects: bool, reason: str) -> None:
    """Give the second look that is owed."""
    from portal.cli.requests.page import headline

    done = call(asked, lambda c: requests.second_look(c, id, SecondLook(reason, agrees=not objects)))
    said = "you object" if objects else "you agree"
    answer(asked, done, lambda: page(headline(done), line(f"{said}: it is written down")))
