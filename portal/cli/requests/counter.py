"""Counter-proposals: what somebody who decides would rather agree to, and the requester's answer."""

import click

from portal.cli.answers import gathered
from portal.cli.options import CallerOptions, PortalCommand
from portal.cli.output import answer
from portal.cli.requests.page import headline
from portal.cli.requests.write import DRY_RUN, FILE, SET, preview_text
from portal.cli.session import call, relay
from portal.cli.text import line, page
from portal.client import PortalClient
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

    async def wish(portal: PortalClient) -> tuple[str, dict[str, Json]]:
        known = await portal.requests.show(id)
        return known.kind, {**known.answers, **changes}

    async def looked(portal: PortalClient) -> Preview:
        kind, spec = await wish(portal)
        return await portal.requests.preview(kind, spec, id)

    async def sent(portal: PortalClient) -> Request:
        return await portal.requests.propose(id, Proposing((await wish(portal))[1], reason))

    if dry_run:
        relay(asked, looked, preview_text)
    else:
        _told(asked, call(asked, sent), f"proposed; the requester accepts it with: portal request accept {id}")


@click.command("accept", cls=PortalCommand, help="Make a counter-proposal my wish: a new revision, to be approved.")
@click.argument("id")
@NUMBER
@click.pass_obj
def accept(asked: CallerOptions, id: str, number: int | None) -> None:
    """Accept it."""
    _told(
        asked,
        call(asked, lambda portal: portal.requests.accept(id, number)),
        "accepted; votes on the one before are void",
    )


@click.command("decline", cls=PortalCommand, help="Keep to my wish; it waits for a decision again.")
@click.argument("id")
@NUMBER
@click.option("--reason", default="", help="Why.")
@click.pass_obj
def decline(asked: CallerOptions, id: str, number: int | None, reason: str) -> None:
    """Decline it."""
    _told(asked, call(asked, lambda portal: portal.requests.decline(id, number, reason)), "declined")


def _told(asked: CallerOptions, done: Request, what: str) -> None:
    answer(asked, done, lambda: page(headline(done), line(what)))
