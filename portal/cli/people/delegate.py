"""`portal delegate`: who decides in whose place while they are away."""

import click

from portal.cli import words
from portal.cli.options import CallerOptions, LazyGroup, PortalCommand
from portal.cli.output import answer
from portal.cli.session import call
from portal.cli.text import elastic, line, table, width
from portal.contract.people.delegations import Delegation, DelegationWish


@click.command("to", cls=PortalCommand, help="Let PERSON decide in my place while I am away.")
@click.argument("delegated", metavar="PERSON")
@click.option("--until", required=True, help='Until when, such as "friday" or "2 weeks".')
@click.option("--reason", required=True, help="Why; everybody reads it.")
@click.option("--since", default="now", show_default=True, help="From when.")
@click.option("--kind", "kinds", multiple=True, help="Only requests of this kind; give it as often as needed.")
@click.pass_obj
def to(asked: CallerOptions, delegated: str, until: str, reason: str, since: str, kinds: tuple[str, ...]) -> None:
    """Write it down."""
    made = call(
        asked, lambda portal: portal.delegations.delegate(DelegationWish(delegated, until, reason, since, kinds))
    )
    answer(asked, made, lambda: line(_told(made)))


@click.command("list", cls=PortalCommand, help="Who decides in whose place, now or soon.")
@click.pass_obj
def listing(asked: CallerOptions) -> None:
    """List them."""
    found = call(asked, lambda portal: portal.delegations.listing())
    columns = ("no", "away", "decides", "from", "until",
               elastic("kinds"), elastic("because"))  # fmt: skip
    rows = [
        (str(one.number), one.person, one.delegate, words.when(one.since), words.when(one.until),
         ", ".join(one.kinds) or "all", one.reason) for one in found
    ]  # fmt: skip
    answer(asked, found, lambda: table(columns, rows, width()) if rows else line("nobody is stood in for"))


@click.command("end", cls=PortalCommand, help="I am back: end delegation NUMBER before its time.")
@click.argument("number", type=int)
@click.pass_obj
def end(asked: CallerOptions, number: int) -> None:
    """End it."""
    call(asked, lambda portal: portal.delegations.end(number))
    answer(asked, {"ended": number}, lambda: line(f"delegation {number} has ended"))


def _told(one: Delegation) -> str:
    about = f"requests of kind {', '.join(one.kinds)}" if one.kinds else "every request"
    return (
        f"{one.number}: {one.delegate} decides on {about} in the place of {one.person}"
        f" from {words.when(one.since)} until {words.when(one.until)}"
    )


delegate = LazyGroup(
    "delegate",
    {
        "to": ("people.delegate:to", "Let somebody decide in my place."),
        "list": ("people.delegate:listing", "Who decides in whose place."),
        "end": ("people.delegate:end", "I am back."),
    },
    help="Who decides in whose place while they are away.",
)
