"""Putting the end of a lease off, in one call."""

import click

from portal.cli.options import CallerOptions, PortalCommand
from portal.cli.output import answer
from portal.cli.requests.page import headline
from portal.cli.session import call
from portal.cli.text import line, page


@click.command("postpone", cls=PortalCommand, help="Put the end of a lease off; RESOURCE is a name or an Azure id.")
@click.argument("resource")
@click.option("--hours", default=2, show_default=True, help="By how many hours.")
@click.pass_obj
def postpone(asked: CallerOptions, resource: str, hours: int) -> None:
    """Ask for an extension by some hours."""
    made = call(asked, lambda portal: portal.requests.postpone(resource, hours))
    answer(asked, made, lambda: page(headline(made), *(line(effect.title) for effect in made.plan.effects)))
