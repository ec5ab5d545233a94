"""What is said about a request after it started: why it was rolled back, whether a break-glass was right."""

import click

from portal.cli.options import CallerOptions, PortalCommand
from portal.cli.output import answer
from portal.cli.requests.page import headline
from portal.cli.session import call
from portal.cli.text import line, page
from portal.contract.requests import SecondLook


@click.command("explain", cls=PortalCommand, help="Say afterwards why something was rolled back.")
@click.argument("id")
@click.option("--reason", required=True, help="Why; everybody reads it.")
@click.pass_obj
def explain(asked: CallerOptions, id: str, reason: str) -> None:
    """Give the reason that is owed."""
    done = call(asked, lambda portal: portal.requests.explain(id, reason))
    answer(asked, done, lambda: page(headline(done), line("the reason is written down")))


@click.command("second", cls=PortalCommand, help="Look, as a second person, at a break-glass of somebody else.")
@click.argument("id")
@click.option("--object", "objects", is_flag=True, help="It was not right.")
@click.option("--reason", required=True, help="What you found; everybody reads it.")
@click.pass_obj
def second(asked: CallerOptions, id: str, objects: bool, reason: str) -> None:
    """Give the second look that is owed."""
    done = call(asked, lambda portal: portal.requests.second_look(id, SecondLook(reason, agrees=not objects)))
    said = "you object" if objects else "you agree"
    answer(asked, done, lambda: page(headline(done), line(f"{said}: it is written down")))
