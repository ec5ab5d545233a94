"""`portal demo azure`: the emulated Azure behind a demo; what it was asked, what goes wrong, and its quotas."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from portal.cli import words
from portal.cli.options import CallerOptions, PortalCommand
from portal.cli.output import answer
from portal.cli.session import settings_of
from portal.cli.text import elastic, page, right, table, width
from portal.contract.problem import Complaint, bad_input, not_found, refused

if TYPE_CHECKING:
    from portal.emulator.fault_rules import RuleState


@click.command("azure", cls=PortalCommand, help="Where the emulated Azure keeps its state, and the last calls it got.")
@click.option("--limit", default=20, show_default=True, type=click.IntRange(1, 1000))
@click.option("--faults", metavar="FILE", help="Let calls go wrong as a fault plan says; or: example, show, off.")
@click.option("--grant-quota", "grant", metavar="FAMILY=CORES", help="Let a family of machines have so many vCPUs.")
@click.option("--region", default="", help="With --grant-quota: in this region alone.")
@click.option("--roles", type=click.Choice(["on", "off"]), help="Hold the portal's identities to their roles, or not.")
@click.pass_obj
def azure(
    asked: CallerOptions, limit: int, faults: str | None, grant: str | None, region: str, roles: str | None
) -> None:  # fmt: skip
    """Read and turn the emulator by its state file; no server is needed."""
    given = [name for name, value in (("--faults", faults), ("--grant-quota", grant), ("--roles", roles)) if value]
    if len(given) > 1:
        raise bad_input("one thing at a time", Complaint(given[0], f"was given with {given[1]}"), todo="run it twice")
    if region and grant is None:
        raise bad_input("--region goes with --grant-quota", Complaint("--region", "there is no quota to grant"))
    state = emulator_of(asked)
    if grant is not None:
        _grant(asked, state, grant, region)
    elif roles is not None:
        _roles(asked, state, roles == "on")
    elif faults is not None:
        _faults(asked, state, faults)
    else:
        _calls(asked, state, limit)


def emulator_of(asked: CallerOptions) -> Path:
    """The emulator's file. Raises Problem where there is none."""
    settings = settings_of(asked)
    if settings.mode != "demo":
        raise refused("this is not a demo", f"mode is {settings.mode}", "only a demo's Azure is emulated")

    state = settings.emulator_state
    if not state.exists():
        raise not_found("emulated Azure", str(state), "it comes with the first command, `portal inbox` say")
    return state


def _calls(asked: CallerOptions, state: Path, limit: int) -> None:
    from dataclasses import asdict

    from portal.emulator.ledger import ledger

    calls = ledger(state)[-limit:]
    columns = (
        right("number"), "when", "call", "status", elastic("path"),
    )  # fmt: skip
    rows = [(one.number, words.when(one.at), one.method, one.status, one.path) for one in calls]
    told = {"state": str(state), "items": [asdict(one) for one in calls], "next": None}
    answer(
        asked,
        told,
        lambda: page(f"the emulated Azure is {state}", table(columns, rows, width()) if rows else "no calls"),
    )


def _roles(asked: CallerOptions, state: Path, on: bool) -> None:
    """Defines and assigns what `portal catalog identities` says, or lets everybody do everything again."""
    from portal.azure.connection import connect
    from portal.clock import system_clock
    from portal.emulator.access.arranging import IdentityHere, hold_to_roles, let_go
    from portal.engine.connecting.rights import arrangement, role_ids

    if not on:
        let_go(state)
        answer(asked, {"roles": "off", "identities": []}, lambda: "nobody is held to any role in the emulated Azure")
        return
    settings = settings_of(asked)
    known = role_ids(connect(settings, system_clock), system_clock)
    _, wanted = arrangement(Path(settings.catalogue) if settings.catalogue else None, known)
    made = [
        IdentityHere(one.name, one.role.id, one.role.name, one.role.actions, one.scopes, one.condition)
        for one in wanted
    ]  # fmt: skip
    hold_to_roles(state, system_clock, made)
    told = {"roles": "on", "identities": [one.name for one in made]}
    text = f"the emulated Azure holds {', '.join(one.name for one in made)} to their roles; others may do everything"
    answer(asked, told, lambda: text)


def _faults(asked: CallerOptions, state: Path, wanted: str) -> None:
    """Puts a fault plan in force, ends it, or shows the one in force."""
    from portal.emulator.fault_plan import read_plan
    from portal.emulator.fault_rules import plan_in_force, put_plan

    if wanted == "off":
        put_plan(state, None)
    elif wanted != "show":
        try:
            put_plan(state, read_plan(_example() if wanted == "example" else Path(wanted)))
        except ValueError as wrong:
            raise bad_input(f"this fault plan cannot be used: {wrong}", todo=f"an example is {_example()}") from None
    found = plan_in_force(state)
    told = {"state": str(state), "example": str(_example()), "rules": [_rule(one) for one in found]}
    answer(asked, told, lambda: _plan_text(found))


def _example() -> Path:
    """The fault plan that comes with the program."""
    return Path(__file__).parents[2] / "demo" / "faults.yaml"


def _rule(one: "RuleState") -> dict[str, Any]:
    said = one.rule.model_dump(mode="json")
    return {"number": one.number, "rule": one.rule.told, "seen": one.seen, "struck": one.struck, **said}


def _plan_text(found: "list[RuleState]") -> str:
    if not found:
        return "no fault plan is in force; `portal demo azure --faults example` puts the example in force"
    columns = (
        right("number"), right("calls"), right("struck"),
        elastic("rule"),
    )  # fmt: skip
    rows = [(one.number, one.seen, one.struck, one.rule.told) for one in found]
    return page("this goes wrong in the emulated Azure, until --faults off", table(columns, rows, width()))


def _grant(asked: CallerOptions, state: Path, wanted: str, region: str) -> None:
    """Raises a quota as the operators of Azure would."""
    from portal.emulator.resources.grant import grant_everywhere

    family, _, cores = wanted.partition("=")
    if not (cores.isascii() and cores.isdecimal() and len(cores) < 8):
        raise bad_input(
            "a quota is granted as FAMILY=CORES",
            Complaint("--grant-quota", f"it is '{wanted}'"),
            todo="write standardDSv5Family=64, say",
        )
    try:
        granted = grant_everywhere(state, family, int(cores), region)
    except ValueError as wrong:
        raise bad_input(f"this quota cannot be granted: {wrong}") from None
    told = [{"subscription": one.subscription, "region": one.region, "cores": int(cores)} for one in granted]
    answer(
        asked,
        {"family": granted[0].family, "granted": told},
        lambda: "\n".join(
            f"{one.family} in {one.region} of {one.subscription} may have {int(cores)} vCPUs now" for one in granted
        ),
    )
