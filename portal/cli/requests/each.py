"""Asking for the same about several things: one request each, and what came of each."""

from collections.abc import Sequence

import click

from portal.cli.answers import gathered
from portal.cli.options import CallerOptions, PortalCommand
from portal.cli.requests.write import FILE, SET
from portal.cli.session import relay
from portal.cli.text import elastic, line, page, table, width
from portal.contract.problem import EXIT_FAILED, ProblemBody, said
from portal.contract.resources import AskedSeveral, Several


@click.command("each", cls=PortalCommand, help="Ask for KIND (adopt, extension, decommission) about each RESOURCE.")
@click.argument("kind")
@click.argument("resource", nargs=-1, required=True)
@SET
@FILE
@click.pass_obj
def each(asked: CallerOptions, kind: str, resource: tuple[str, ...], sets: tuple[str, ...], file: str | None) -> int:
    """One request for each; a refusal of one does not stop the others. The exit code tells of the worst."""
    common = gathered(sets, file)
    wishes = Several(kind, tuple({**common, "resource": one} for one in dict.fromkeys(resource)))
    made = relay(asked, lambda portal: portal.resources.ask_for_several(wishes), asked_text)
    return exit_code([one.problem for one in made.items])


def exit_code(problems: Sequence[ProblemBody | None]) -> int:
    """0 when all went well; the one code of all refusals when nothing did; else 1."""
    codes = {said(one).exit_code for one in problems if one is not None}
    if not codes:
        return 0
    return codes.pop() if None not in problems and len(codes) == 1 else EXIT_FAILED


def asked_text(made: AskedSeveral) -> str:
    """What came of each, one line each."""
    columns = ("about", "request", "state", elastic("what now"))
    rows = [
        (
            one.about,
            one.request or "–",
            one.state or "refused",
            one.policy if one.problem is None else said(one.problem).line(),
        )
        for one in made.items
    ]
    refused = sum(1 for one in made.items if one.problem is not None)
    return page(table(columns, rows, width()), line(f"{len(made.items) - refused} asked for, {refused} refused"))
