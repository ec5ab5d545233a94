"""Where a project's own workflows are started: at its code host, or by the local runner against an emulated Azure."""

from portal.clock import system_clock
from portal.code_hosts import Dispatching
from portal.code_hosts.local import LocalCodeHost
from portal.code_hosts.pipelines import LocalPipelines
from portal.engine.effects.repository import place
from portal.engine.surroundings import Surroundings
from portal.local import server_file

RUNS = "runs"
"""The folder of the home in which the local runner keeps its runs."""
COMMANDS = {
    "portal": ("-P", "-c", "import sys; from portal.cli.main import main; sys.exit(main())"),
    "az": ("-P", "-m", "portal.emulator.az.command"),
}
"""What the workflows of the templates call: the portal's own command, and an `az` that reaches no true Azure."""


def pipelines(world: Surroundings, project: str) -> Dispatching | None:
    """What starts the workflows of a project's repository; None when nothing here can."""
    found = place(world)
    if isinstance(found, Dispatching):
        return found
    if isinstance(found, LocalCodeHost) and world.azure.kind == "emulated":
        environment, secrets = _told(world, project)
        return LocalPipelines(found.folder, world.settings.home / RUNS, environment, secrets, COMMANDS)
    return None


def _told(world: Surroundings, project: str) -> tuple[dict[str, str], tuple[str, ...]]:
    """What a run is told: which emulated Azure, which server, and as whom it asks there; then what no log may show."""
    azure = world.settings.azure
    ahead = (world.clock() - system_clock()).total_seconds()
    told = {
        "EMULATED_AZURE": azure if azure.startswith("http") else str(world.settings.emulator_state),
        "EMULATED_CLOCK_AHEAD": f"{ahead:.3f}",
    }
    server = server_file.read(world.settings.home)
    if server is None:
        return told, ()
    told |= {"PORTAL_SERVER": server.url, "PORTAL_TOKEN": server.token, "PORTAL_MODE": world.settings.mode}
    if (identity := _identity(world, project)) and world.settings.mode == "demo":
        told["PORTAL_PERSON"] = identity
    return told, (server.token,)


def _identity(world: Surroundings, project: str) -> str:
    """The CI identity that speaks for a project: that of its name, else one of the organisation; "" without any."""
    listed = [one.id for one in world.catalogue().organisation.people if one.kind == "ci" and one.active]
    return next((one for one in listed if one == f"ci-{project}"), listed[0] if listed else "")
