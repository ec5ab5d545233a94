"""Saying whose a model is that does not say so itself."""

import click

from portal.cli.options import CallerOptions, PortalCommand
from portal.cli.output import answer
from portal.cli.session import call
from portal.cli.text import line
from portal.contract.models.page import Assignment, AssignmentWish


@click.command("assign", cls=PortalCommand, help="Say which project the untagged model of a workspace belongs to.")
@click.argument("name")
@click.option("--workspace", required=True, help="Where the model lies.")
@click.option("--project", required=True, help="Whose it is.")
@click.pass_obj
def assign(asked: CallerOptions, name: str, workspace: str, project: str) -> None:
    """An assignment."""
    found: Assignment = call(asked, lambda portal: portal.models.assign(name, AssignmentWish(workspace, project)))
    answer(
        asked, found, lambda: line(f"{found.model} in {found.workspace} belongs to {found.project}, says {found.by}")
    )
