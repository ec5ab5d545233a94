"""`portal demo`: what only a demo can do."""

import click

from portal.cli import words
from portal.cli.options import CallerOptions, LazyGroup, PortalCommand
from portal.cli.output import answer
from portal.cli.session import call, relay, settings_of

demo = LazyGroup(
    "demo",
    {
        "reset": ("operating.demo:reset", "Start the demo again from its beginning."),
        "clock": ("operating.demo:clock", "Let its time pass, by +7d say."),
        "version": (
            "operating.demo_version:version",
            "Let a model version answer badly in the emulated Azure.",
        ),
        "azure": (
            "operating.demo_azure:azure",
            "The emulated Azure: its last calls, its faults, its quotas.",
        ),
    },
    help="What only a demo can do.",
)


@click.command("reset", cls=PortalCommand, help="Forget everything that was done in the demo, and start it again.")
@click.pass_obj
def reset(asked: CallerOptions) -> None:
    """The server leaves and the next one begins anew; where none can even start, the next one begins anew too."""
    from portal.cli.operating.server import wait_until_gone
    from portal.local import find

    settings = settings_of(asked)
    if find(settings) is not None:
        call(asked, lambda portal: portal.demo.reset())
    elif settings.mode == "demo" and settings.home.is_dir():
        from portal.demo.reset import ask_for_reset

        ask_for_reset(settings.home)
    if not settings.server:
        wait_until_gone(settings.home)
    found = call(asked, lambda portal: portal.server.status())
    answer(asked, found, lambda: f"the demo begins again; its time is {words.when(found.now)}")


@click.command("clock", cls=PortalCommand, help="Let the demo's time pass: +30m, +4h, +7d, +2w.")
@click.argument("by")
@click.pass_obj
def clock(asked: CallerOptions, by: str) -> None:
    """Move the demo's clock forward."""
    relay(asked, lambda portal: portal.demo.clock(by), lambda found: f"the demo's time is {words.when(found.now)}")
