"""Counter-proposals: what somebody who decides would rather agree to, and the requester's answer."""

import click

from portal.cli.answers import gathered
from portal.cli.options import CallerOptions, PortalCommand
from portal.cli.output import answer
from portal.cli.requests.write import DRY_RUN, FILE, SET, preview_text
from portal.cli.session import call
from portal.cli.text import line, page
from portal.client import requests
from portal.client.caller import Caller
from portal.contract.plan import Preview
from portal.contract.problem import bad_input
from portal.contract.requests import Proposing, Request
from portal.contract.values import Json

NUMBER = click.option("--number", type=int, help="Which one, where there are several; else the newest.")


@click.command("propose", cls=PortalCommand, help="Propose to the requester what I would rather agree to.")
@click.argument("id")
@SET
@FILE
@click.option("--reason", required=True, help="Why; everybody reads it.")
@DRY_RUN
@click.pass_obj
def propose(asked: CallerOptions, id: str, sets: tuple[str, ...], file: str | None, reason: str, dry_run: bool) -> None:
    """Send the request's answers with some of them changed, or preview what they would become."""
    changes = gathered(sets, file)
    if not changes:
        raise bad_input("nothing is proposed", todo="name the change with --set or --file")

    async def wish(c: Caller) -> tuple[str, dict[str, Json]]:
        known = await requests.show(c, id)
        return known.kind, {**known.answers, **changes}

    async def looked(c: Caller) -> Preview:
        kind, spec = await wish(c)
        return await requests.preview(c, kind, spec, id)

    async def sent(c: Caller) -> Request:
        return await requests.propose(c, id, Proposing((await wish(c))[1], reason))

    if dry_run:
        found = call(asked, looked)
        answer(asked, found, lambda: preview_text(found))
    else:
        _told(asked, call(asked, sent), f"proposed; the requester accepts it with: portal request accept {id}")


@click.command("accept", cls=PortalCommand, help="Make a counter-proposal my wish: a new revision, to be approved.")
@click.argument("id")
@NUMBER
@click.pass_obj
def accept(asked: CallerOptions, id: str, number: int | None) -> None:
    """Accept it."""
    _told(asked, call(asked, lambda c: requests.accept(c, id, number)), "accepted; votes on the one before are void")


@click.command("decline", cls=PortalCommand, help="Keep to my wish; it waits for a decision again.")
@click.argument("id")
@NUMBER
@click.option("--reason", default="", help="Why.")
@click.pass_obj
def decline(asked: CallerOptions, id: str, number: int | None, reason: str) -> None:
    """Decline it."""
    _told(asked, call(asked, lambda c: requests.decline(c, id, number, reason)), "declined")


def _told(asked: CallerOptions, done: Request, what: str) -> None:
    from portal.cli.requests.page import headline

    answer(asked, done, lambda: page(headline(done), line(what)))
