"""Being told when a full family of sizes has room again."""

import click

from portal.cli import words
from portal.cli.options import CallerOptions, PortalCommand
from portal.cli.output import answer
from portal.cli.session import call, relay
from portal.cli.text import elastic, fields, inner, line, page, right, section, table, width
from portal.contract.people.watches import Watch, WatchWish

HELP = "Tell me when there is room for a compute type. Home and `portal catalog notices` say when there is."


@click.command("notify", cls=PortalCommand, help=HELP)
@click.argument("id")
@click.option("--project", default="", metavar="P", help="For this project, where its stage stands.")
@click.option("--stage", default="dev", show_default=True)
@click.option("--nodes", default=1, show_default=True, help="How many machines have to fit.")
@click.option("--priority", type=click.Choice(["dedicated", "low"]), default="dedicated", show_default=True)
@click.option("--region", default="", metavar="R", help="Without a project: where to look.")
@click.pass_obj
def notify(asked: CallerOptions, id: str, project: str, stage: str, nodes: int, priority: str, region: str) -> None:
    """Watch a family of sizes."""
    wish = WatchWish(id, nodes, project, stage, region, priority)
    relay(asked, lambda portal: portal.watches.add(wish), watch_text)


@click.command("notices", cls=PortalCommand, help="What I am waiting for, and what of it is free now.")
@click.pass_obj
def notices(asked: CallerOptions) -> None:
    """Everything that is watched."""
    relay(asked, lambda portal: portal.watches.listing(), notices_text)


@click.command("forget", cls=PortalCommand, help="Tell me no longer; ID is one of `portal catalog notices`.")
@click.argument("id")
@click.pass_obj
def forget(asked: CallerOptions, id: str) -> None:
    """Watch no longer."""
    call(asked, lambda portal: portal.watches.drop(id))
    answer(asked, {"id": id}, lambda: line(f"{id} is not watched any more"))


def watch_text(one: Watch) -> str:
    """One watch: whether there is room, who holds the cores, and what to do."""
    limit = inner()
    free = f"free since {words.when(one.free_at)}" if one.free_at else "not free yet"
    columns = (elastic("who holds it"), "project", right("vCPUs"), "until")
    rows = [(held.name, held.project, held.vcpus, words.when(held.until) or "no end") for held in one.holders]
    return page(
        line(f"{one.id}  {one.nodes} × {one.type} in {one.region}: {free}"),
        fields([("quota", _room(one)), ("ask for it", _command(one))], limit),
        section("Held by", table(columns, rows, limit)) if rows else "",
    )


def notices_text(found: tuple[Watch, ...]) -> str:
    """All watches as a table."""
    if not found:
        return line("you wait for nothing; `portal catalog notify ID` watches a compute type")
    columns = ("id", "what", "region", "priority", "quota", "free")
    rows = [
        (one.id, f"{one.nodes} × {one.type}", one.region, one.priority, _room(one), words.when(one.free_at) or "no")
        for one in found
    ]
    return table(columns, rows, width())


def _room(one: Watch) -> str:
    if one.used is None or one.limit is None:
        return f"{one.cores} wanted, not known"
    return f"{one.used} of {one.limit} used, {one.cores} wanted"


def _command(one: Watch) -> str:
    if one.wish is None:
        return ""
    return "portal request new compute " + " ".join(f"--set {name}={value}" for name, value in one.wish.items())
