"""`portal open`: look at anything by its name; in a terminal the app opens on its page."""

import re
import sys

import click

from portal.cli.options import CallerOptions, PortalCommand
from portal.cli.output import answer
from portal.cli.session import call
from portal.client import PortalClient
from portal.contract.catalogue import CatalogueItem
from portal.contract.problem import Problem
from portal.contract.projects import Project
from portal.contract.requests import Request

Thing = Request | Project | CatalogueItem


@click.command("open", cls=PortalCommand, help="Look at a request, a project or an offer by its name.")
@click.argument("id")
@click.pass_obj
def open_thing(asked: CallerOptions, id: str) -> int:
    """Whatever has that name: on its page in a terminal, as text where nobody looks."""
    found = call(asked, lambda portal: _find(portal, id))
    if not asked.json and sys.stdin.isatty() and sys.stdout.isatty():
        from portal.cli.terminal_app import terminal_app

        return terminal_app(asked.flags, _page(found))
    answer(asked, found, lambda: _text(found))
    return 0


async def _find(portal: PortalClient, id: str) -> Thing:
    if re.fullmatch(r"[Rr]-\d+", id):
        return await portal.requests.show(id.upper())
    try:
        return await portal.projects.show(id)
    except Problem as problem:
        if problem.body.status != 404:
            raise
    try:
        return await portal.catalogue.show(id)
    except Problem as problem:
        if problem.body.status != 404:
            raise
    raise Problem(
        404,
        f"nothing is called '{id}'",
        todo="`portal catalog search` and `portal project list` find names",
        code="not-found",
    )


def _page(found: Thing) -> tuple[str, str, str]:
    """The tab, the page and the id under which the terminal app shows it."""
    if isinstance(found, Request):
        return ("requests", "request", found.id)
    if isinstance(found, Project):
        return ("projects", "project", found.name)
    return ("catalogue", "catalogue", found.id)


def _text(found: Thing) -> str:
    if isinstance(found, Request):
        from portal.cli.requests.page import request_text

        return request_text(found)
    if isinstance(found, Project):
        from portal.cli.projects.read import project_text

        return project_text(found)
    from portal.cli.catalogue.read import item_text

    return item_text(found)
