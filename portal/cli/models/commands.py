"""`portal model`: which model serves where, and where it comes from."""

import click

from portal.cli import words
from portal.cli.options import CallerOptions, LazyGroup, PortalCommand
from portal.cli.session import call, relay
from portal.cli.text import Column, elastic, line, page, table, width
from portal.contract.models.board import Board, Cell
from portal.contract.models.cell_words import cell_words

STAGES = ("dev", "test", "prod")
LEGEND = "● all traffic, ◐ a part, ○ none, ▣ batch default · = the artefact of the stage before, ≠ another, ~ not known"

model = LazyGroup(
    "model",
    {
        "board": ("models.commands:board", "What dev, test and prod really serve."),
        "assign": ("models.assign:assign", "Say which project an untagged model belongs to."),
        "promote": ("models.move:promote", "Ask for a version to go on to the next stage."),
        "rollback": ("models.move:rollback", "Go back to the last verified version at once."),
        "gate": ("models.gate:gate", "Whether a version may be deployed to a stage now."),
        "sign": ("models.gate:sign", "Give one's word for a version."),
        "show": ("models.page:show", "Everything that is known of one model."),
        "diff": ("models.page:diff", "Versions of a model side by side."),
    },
    help="Which model serves where, and where it comes from.",
)


@click.command("board", cls=PortalCommand, help="What dev, test and prod really serve, each cell with its age.")
@click.argument("text", nargs=-1)
@click.option("--refresh", is_flag=True, help="Look again now.")
@click.option("--as-of", default="", metavar="DAY", help="As it was known then, such as 2026-11-20.")
@click.pass_obj
def board(asked: CallerOptions, text: tuple[str, ...], refresh: bool, as_of: str) -> None:
    """The promotion board."""
    if refresh and as_of:
        raise click.UsageError("--refresh looks at now, --as-of at the past; leave one out")
    if refresh:
        call(asked, lambda portal: portal.models.refresh())
    relay(asked, lambda portal: portal.models.board(" ".join(text), as_of), board_text)


def board_text(found: Board) -> str:
    """The board as a table."""
    columns: tuple[Column | str, ...] = (
        "model", "project", *(Column(stage, gives=True) for stage in STAGES), elastic("take note"), "gates",
        "in service", elastic("waiting on"),
    )  # fmt: skip
    rows = [
        (
            row.name, row.project, *(cell_text(row.stages.get(stage)) for stage in STAGES), row.attention, row.gates,
            f"{row.service} {words.when(row.service_at)}".rstrip() if row.service else "",
            words.waiting_short(row.waiting_on) + (f", or {row.deputy}" if row.deputy else ""),
        )
        for row in found.items
    ]  # fmt: skip
    then = line(f"as it was known at {words.when(found.as_of)}") if found.as_of else ""
    seen = f"seen between {words.when(found.oldest)} and {words.when(found.newest)}" if found.newest else ""
    away = [
        line(f"{one.get('workspace')}: {one.get('status')}, {one.get('detail')}")
        for one in found.sources
        if one.get("status") != "seen"
    ]
    legend = LEGEND if rows else ""
    return page(then, line(found.headline), table(columns, rows, width()) if rows else "no models", legend, seen, *away)


def cell_text(cell: Cell | None) -> str:
    """One model in one stage, with when it was seen."""
    return cell_words(cell) + (f" ({words.when(cell.observed_at)})" if cell else "")
