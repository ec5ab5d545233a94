"""`portal demo version`: a model version of the emulated Azure answers badly, or is another one than before."""

from pathlib import Path

import click

from portal.cli.operating.demo_azure import emulator_of
from portal.cli.options import CallerOptions, PortalCommand
from portal.cli.output import answer
from portal.contract.problem import Complaint, bad_input, not_found

_PERCENT = click.FloatRange(0, 100)
_MILLISECONDS = click.FloatRange(0, 600_000)
_USUAL_P95 = 40.0


@click.command(
    "version", cls=PortalCommand, help="Let a model version answer badly; without options it answers well again."
)
@click.argument("model")
@click.argument("version")
@click.option("--errors", default=0.0, type=_PERCENT, metavar="PERCENT", help="How many of its answers fail.")
@click.option("--p95", default=_USUAL_P95, type=_MILLISECONDS, metavar="MS", help="Its slowest twentieth.")
@click.option("--swap", "swaps", is_flag=True, help="Put other files under its number, as if somebody had swapped it.")
@click.pass_obj
def version(asked: CallerOptions, model: str, version: str, errors: float, p95: float, swaps: bool) -> None:
    """Turn the emulator by its state file; no server is needed, and nobody has to have heard of the version yet."""
    state = emulator_of(asked)
    if swaps:
        if errors or p95 != _USUAL_P95:
            raise bad_input("one thing at a time", Complaint("--swap", "goes with no other option", "run it twice"))
        _swap(asked, state, model, version)
        return
    from portal.emulator.serving.behaviour import behave

    behave(state, model, version, error_percent=errors, p95_ms=p95)
    told = {"model": model, "version": version, "error_percent": errors, "p95_ms": p95}
    answer(
        asked, told, lambda: f"{model} {version} fails at {errors:g} % and answers 95 % within {p95:g} ms from now on"
    )


def _swap(asked: CallerOptions, state: Path, model: str, version: str) -> None:
    from portal.emulator.registry.swapping import swap

    places = swap(state, model, version)
    if not places:
        raise not_found("version", f"{version} of {model}", "portal model board names the models")
    told = {"model": model, "version": version, "swapped": list(places)}
    look = "look with portal model board --refresh"
    answer(asked, told, lambda: f"{model} {version} has other files now in {', '.join(places)}; {look}")
