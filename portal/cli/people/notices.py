"""`portal notices`: what I was told, and where I want to be told."""

import click

from portal.cli import words
from portal.cli.options import CallerOptions, LazyGroup, PortalCommand
from portal.cli.output import answer
from portal.cli.requests.read import more
from portal.cli.session import call, relay
from portal.cli.text import Column, elastic, page, table, width
from portal.contract.people.notices import TOPICS, NoticeList, NoticeWish

notices = LazyGroup(
    "notices",
    {
        "list": ("people.notices:listing", "What I was told, newest first."),
        "seen": ("people.notices:seen", "I have seen what I was told."),
        "show": ("people.notices:show", "Of what I am told, on which channel."),
        "set": ("people.notices:choose", "Be told of something on a channel, or not."),
    },
    help="What I was told, and where I want to be told.",
)


@click.command("list", cls=PortalCommand, help="What I was told, newest first; `portal notices seen` marks it as seen.")
@click.option("--unread", is_flag=True, help="Only what I have not seen.")
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1, 200))
@click.option("--cursor", help="Go on where a page before ended.")
@click.pass_obj
def listing(asked: CallerOptions, unread: bool, limit: int, cursor: str | None) -> None:
    """A page of the caller's notices."""
    found = call(asked, lambda portal: portal.notices.listing(unread, cursor, limit))
    answer(asked, found, lambda: page(notices_text(found, width()) or "nobody told you anything", more(found.next)))


@click.command("seen", cls=PortalCommand, help="I have seen what I was told, up to a number or all of it.")
@click.option("--number", type=click.IntRange(min=0), help="Up to this one; without it up to the newest.")
@click.pass_obj
def seen(asked: CallerOptions, number: int | None) -> None:
    """Mark notices as seen."""
    if number is None:
        newest = call(asked, lambda portal: portal.notices.listing(limit=1)).items
        number = newest[0].number if newest else 0
    upto = number
    relay(asked, lambda portal: portal.notices.mark_seen(upto), lambda found: f"{found.unread} unread")


@click.command("show", cls=PortalCommand, help="Of what I am told, on which channel.")
@click.pass_obj
def show(asked: CallerOptions) -> None:
    """The caller's choices."""
    relay(asked, lambda portal: portal.notices.wishes(), wishes_text)


@click.command("set", cls=PortalCommand, help="Be told of TOPIC on CHANNEL, or not; `portal notices show` names both.")
@click.argument("topic")
@click.argument("channel")
@click.argument("wanted", type=click.Choice(["on", "off"]))
@click.pass_obj
def choose(asked: CallerOptions, topic: str, channel: str, wanted: str) -> None:
    """Choose for one topic and channel."""
    relay(asked, lambda portal: portal.notices.choose(topic, channel, wanted == "on"), wishes_text)


def notices_text(found: NoticeList, limit: int | None) -> str:
    """Notices as a table, what is unread marked; "" without any."""
    columns = (
        "", "when", elastic("id"), elastic("title"), elastic("what"),
        Column("look", gives=True, drop=1),
    )  # fmt: skip
    rows = [
        ("" if one.seen_at else "*", words.when(one.at), one.subject, one.title, one.text, one.open)
        for one in found.items
    ]
    return table(columns, rows, limit) if rows else ""


def wishes_text(found: tuple[NoticeWish, ...]) -> str:
    """Choices as a table."""
    columns = ("topic", elastic("means"), "channel", "told", "why")
    rows = [
        (one.topic, TOPICS.get(one.topic, ""), one.channel, "on" if one.wanted else "off",
         "you chose" if one.chosen else "default")
        for one in found
    ]  # fmt: skip
    return table(columns, rows, width())
