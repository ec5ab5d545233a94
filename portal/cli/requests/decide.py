"""Deciding on requests, and what a requester or operator does with them."""

from collections.abc import Sequence
from difflib import get_close_matches

import click

from portal.cli import words as words_of
from portal.cli.options import CallerOptions, PortalCommand
from portal.cli.output import answer
from portal.cli.requests.each import exit_code
from portal.cli.requests.page import headline
from portal.cli.session import call, relay
from portal.cli.text import elastic, line, page, table, width
from portal.client import PortalClient
from portal.contract.problem import bad_input
from portal.contract.requests import Request, Vote
from portal.contract.together import Decided, DecidedOne, Shown, Together


@click.command("approve", cls=PortalCommand, help="Approve what a request says now, or several alike ones at once.")
@click.argument("id", nargs=-1, required=True)
@click.option(
    "--digest", metavar="D", help="Only if the request still has this digest; its first 8 letters are enough."
)
@click.option("--reason", default="", help="A word to the others.")
@click.pass_obj
def approve(asked: CallerOptions, id: tuple[str, ...], digest: str | None, reason: str) -> int:
    """Vote for what is there now, or for the digest given and no other."""
    ids = tuple(dict.fromkeys(one.upper() for one in id))
    if len(ids) == 1:
        _approve(asked, ids[0], digest, reason)
        return 0
    if digest is not None:
        raise bad_input("a digest is of one request", todo="leave --digest out, or approve them one by one")
    wish = Together(tuple(Shown(one) for one in ids), reason)
    decided = relay(asked, lambda portal: portal.requests.approve_together(wish), decided_text)
    return exit_code([one.problem for one in decided.items])


def _approve(asked: CallerOptions, id: str, digest: str | None, reason: str) -> None:
    async def act(portal: PortalClient) -> Request:
        known = await portal.requests.show(id)
        same = digest is None or (len(digest) >= 8 and known.digest.startswith(digest))
        return await portal.requests.vote(id, Vote("approve", known.digest if same else digest, reason))

    done = call(asked, act)
    answer(asked, done, lambda: page(headline(done), line(f"approved: revision {done.revision}, digest {done.digest}")))


def decided_text(decided: Decided) -> str:
    """What came of each, one line each."""
    columns = ("request", "state", "votes", elastic("why not"))
    rows = [
        (one.request, words_of.state(one.state) or "–", one.approvals or "–", _why_not(one)) for one in decided.items
    ]
    refused = sum(one.problem is not None for one in decided.items)
    return page(table(columns, rows, width()), line(f"{len(decided.items) - refused} approved, {refused} not"))


def _why_not(one: DecidedOne) -> str:
    if one.problem is None:
        return ""
    return one.problem.detail or one.problem.title


@click.command("deny", cls=PortalCommand, help="Deny a request; one denial always stops it.")
@click.argument("id")
@click.option("--reason", required=True, help="Why: a code of `portal request reasons`, or a sentence.")
@click.option("--words", default="", help="What to add to the reason of a code.")
@click.pass_obj
def deny(asked: CallerOptions, id: str, reason: str, words: str) -> None:
    """Vote against what is there now."""

    async def act(portal: PortalClient) -> Request:
        known = await portal.requests.show(id)
        code, said = chosen([one.code for one in known.denials], reason, words)
        return await portal.requests.vote(id, Vote("deny", known.digest, said, code))

    relay(asked, act, headline)


def chosen(codes: Sequence[str], reason: str, words: str) -> tuple[str, str]:
    """The code and the words of a denial. Raises Problem for what looks like a code and is none."""
    if reason in codes:
        return reason, words
    near = get_close_matches(reason, codes, 1, 0.8)
    if near and " " not in reason.strip():
        raise bad_input(f"'{reason:.60}' is no reason of the catalogue", todo=f"write {near[0]}, or a sentence")
    return "", f"{reason}: {words}" if words else reason


@click.command("ask", cls=PortalCommand, help="Ask the requester something before deciding.")
@click.argument("id")
@click.option("--question", "--reason", "question", required=True, help="What to ask.")
@click.pass_obj
def ask(asked: CallerOptions, id: str, question: str) -> None:
    """Put a question to the requester."""

    async def act(portal: PortalClient) -> Request:
        return await portal.requests.vote(id, Vote("question", (await portal.requests.show(id)).digest, question))

    relay(asked, act, headline)


@click.command("undo", cls=PortalCommand, help="Take my vote back, as long as the request has not started.")
@click.argument("id")
@click.pass_obj
def undo(asked: CallerOptions, id: str) -> None:
    """Take a vote back."""
    relay(asked, lambda portal: portal.requests.undo(id), headline)


@click.command("withdraw", cls=PortalCommand, help="Take my request back.")
@click.argument("id")
@click.option("--reason", default="", help="Why.")
@click.pass_obj
def withdraw(asked: CallerOptions, id: str, reason: str) -> None:
    """Take a request back."""
    relay(asked, lambda portal: portal.requests.withdraw(id, reason), headline)


@click.command("retry", cls=PortalCommand, help="Let a stuck operation try its step again.")
@click.argument("id")
@click.pass_obj
def retry(asked: CallerOptions, id: str) -> None:
    """Try again."""
    relay(asked, lambda portal: portal.requests.retry(id), headline)


@click.command("give-up", cls=PortalCommand, help="Let a stuck operation undo what it made.")
@click.argument("id")
@click.pass_obj
def give_up(asked: CallerOptions, id: str) -> None:
    """Undo what was made."""
    relay(asked, lambda portal: portal.requests.give_up(id), headline)
