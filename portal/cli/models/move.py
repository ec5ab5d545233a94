"""`portal model promote` and `portal model rollback`: the same requests as `portal request new`, with fewer words."""

import click

from portal.cli.answers import gathered
from portal.cli.options import CallerOptions, PortalCommand
from portal.cli.requests.write import DRY_RUN, SET, ask_for
from portal.contract.values import Json


@click.command("promote", cls=PortalCommand, help="Ask for one exact version of a model to go on to the next stage.")
@click.argument("name")
@click.option("--to", "stage", required=True, metavar="STAGE", help="The stage that it goes to.")
@click.option("--version", metavar="N", help="Which one; else what serves in the stage before, or its newest.")
@click.option("--break-glass", is_flag=True, help="An emergency: one key, open gates do not stop it; needs --reason.")
@click.option("--reason", help="Why.")
@SET
@DRY_RUN
@click.pass_obj
def promote(
    asked: CallerOptions, name: str, stage: str, version: str | None, break_glass: bool, reason: str | None,
    sets: tuple[str, ...], dry_run: bool,
) -> None:  # fmt: skip
    """Ask for a promotion."""
    spec: dict[str, Json] = {"model": name, "to": stage, "version": version, "reason": reason}
    if break_glass:
        spec["break_glass"] = True
    ask_for(asked, "promotion", _given(spec) | gathered(sets, None), dry_run)


@click.command("rollback", cls=PortalCommand, help="Go back to the last version that was verified in a stage, at once.")
@click.argument("name")
@click.option("--stage", metavar="STAGE", help="Where; prod unless you say otherwise.")
@click.option("--version", metavar="N", help="Which one; else the last that was verified to be healthy.")
@click.option("--confirm", required=True, metavar="NAME", help="The model's name once more.")
@click.option("--reason", help="Why; it may be said within a day, with portal request explain.")
@SET
@DRY_RUN
@click.pass_obj
def rollback(
    asked: CallerOptions, name: str, stage: str | None, version: str | None, confirm: str, reason: str | None,
    sets: tuple[str, ...], dry_run: bool,
) -> None:  # fmt: skip
    """Ask for a rollback."""
    spec: dict[str, Json] = {"model": name, "stage": stage, "version": version, "confirm": confirm, "reason": reason}
    ask_for(asked, "rollback", _given(spec) | gathered(sets, None), dry_run)


def _given(spec: dict[str, Json]) -> dict[str, Json]:
    return {field: value for field, value in spec.items() if value is not None}
