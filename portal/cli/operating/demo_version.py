"""`portal demo version`: how well a model version answers in the emulated Azure, wherever it is deployed."""

import click

from portal.cli.operating.demo_azure import emulator_of
from portal.cli.options import Asked, PortalCommand
from portal.cli.output import answer

_PERCENT = click.FloatRange(0, 100)


@click.command(
    "version", cls=PortalCommand, help="Let a model version answer badly; without options it answers well again."
)
@click.argument("model")
@click.argument("version")
@click.option("--errors", default=0.0, type=_PERCENT, metavar="PERCENT", help="How many of its answers fail.")
@click.option("--p95", default=40.0, type=click.FloatRange(0, 600_000), metavar="MS", help="Its slowest twentieth.")
@click.pass_obj
def version(asked: Asked, model: str, version: str, errors: float, p95: float) -> None:
    """Turn the emulator by its state file; no server is needed, and nobody has to have heard of the version yet."""
    state = emulator_of(asked)
    from portal.azure.emulator.behaviour import behave

    behave(state, model, version, error_percent=errors, p95_ms=p95)
    told = {"model": model, "version": version, "error_percent": errors, "p95_ms": p95}
    answer(
        asked, told, lambda: f"{model} {version} fails at {errors:g} % and answers 95 % within {p95:g} ms from now on"
    )
