"""`portal connect`: draws up a catalogue of what an organisation has in Azure already; needs no server."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from portal.cli.options import CallerOptions, PortalCommand
from portal.cli.output import answer
from portal.cli.session import say, settings_of
from portal.cli.text import elastic, fields, inner, page, section, table, width
from portal.clock import system_clock

if TYPE_CHECKING:
    from portal.engine.connecting.connect import Connected


@click.command(
    "connect",
    cls=PortalCommand,
    help="Read what you have in Azure (nothing is changed there) and draft a catalogue of it, the doubtful marked.",
)
@click.option("--out", metavar="DIR", help="Write the draft here, into a new folder; without it, only tell.")
@click.pass_obj
def connect(asked: CallerOptions, out: str | None) -> None:
    """Discover, guess, tell, and perhaps write."""
    from portal.engine.connecting.connect import connect as draw_up

    settings = settings_of(asked)
    settings.home.mkdir(parents=True, exist_ok=True)
    made = draw_up(settings, system_clock, Path(out) if out else None, say)
    emulated = settings.azure != "real"
    answer(asked, _told(made, emulated), lambda: connected_text(made, emulated))


def _told(made: "Connected", emulated: bool) -> dict[str, object]:
    return {
        "folder": str(made.folder) if made.folder else None,
        "azure": "emulated" if emulated else "real",
        "subscriptions": [{"id": one.id, "title": one.title} for one in made.found.subscriptions],
        "regions": list(made.drafted.regions),
        "units": [unit for unit, _ in made.drafted.units],
        "registries": [one.name for one in made.found.registries],
        "principals": {kind: len(held) for kind, held in made.found.principals.items()},
        "workspaces": [
            {
                "name": one.found.name,
                "resource_group": one.found.group,
                "subscription": one.found.subscription.id,
                "region": one.found.region,
                "stage": one.stage.value,
                "unit": one.unit.value,
                "endpoints": list(one.found.endpoints),
                "why": {"stage": one.stage.why, "unit": one.unit.why},
                "doubts": list(one.doubts),
                "left_out": one.left_out,
            }
            for one in made.drafted.workspaces
        ],
        "unread": list(made.found.unread),
        "organisation": made.text if made.folder is None else None,
    }


def connected_text(made: "Connected", emulated: bool) -> str:
    """What was found and guessed, the doubtful with its reason, and how to go on."""
    columns = ("workspace", "stage", "unit", elastic("group"))
    doubtful = set(map(id, made.drafted.doubtful))
    placed = sorted(made.drafted.workspaces, key=lambda one: (id(one) not in doubtful, one.found.name))
    rows = [(one.found.name, one.stage.value, one.unit.value, one.found.group) for one in placed]
    whys = [(one.found.name, one.left_out or "; ".join(one.doubts)) for one in placed if id(one) in doubtful]
    counted = ", ".join(
        f"{count} {one if count == 1 else many}"
        for count, one, many in (
            (len(made.found.subscriptions), "subscription", "subscriptions"),
            (len(placed), "workspace", "workspaces"),
            (len(made.found.registries), "registry", "registries"),
            (len(made.drafted.units), "unit", "units"),
        )
    )
    why = section(f"Doubtful: {len(whys)}", fields(whys, inner())) if whys else ""
    where = "in emulated Azure" if emulated else "in Azure"
    unread = section("Could not be read", "\n".join(made.found.unread)) if made.found.unread else ""
    if made.folder is None:
        then = "nothing was written; with --out DIR a catalogue is drafted there"
    else:
        then = (
            f"the draft is in {made.folder}: look for DOUBTFUL in organisation.yaml, check it with "
            f"`portal catalog validate {made.folder}`, then look with `portal --readonly --catalogue {made.folder}`"
        )
    return page(f"{where}: {counted}", table(columns, rows, width()), why, unread, f"\n{then}")
