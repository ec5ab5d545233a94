"""The commands of `portal`, by name; none is imported before it is called."""

import click

from portal.cli.options import CallerOptions, LazyGroup

COMMANDS = {
    "open": ("open:open_thing", "Look at a request, a project or an offer by its name."),
    "token": ("people.token:token", "Sign in, and print a token for the shared server."),
    "whoami": ("people.whoami:whoami", "Who I am here, and why I may do what I may."),
    "inbox": ("requests.inbox:inbox", "What waits for my decision."),
    "notices": ("people.notices:notices", "What I was told, and where I want to be told."),
    "catalog": ("catalogue.commands:catalog", "What may be asked for."),
    "policy": ("catalogue.policy:policy", "Who decides on what, and by which rules."),
    "advise": ("catalogue.advise:advise", "Which compute, which workspaces."),
    "request": ("requests.commands:request", "Ask for something, decide on it, follow it."),
    "delegate": ("people.delegate:delegate", "Who decides in whose place."),
    "project": ("projects.commands:project", "The inventory of projects."),
    "model": ("models.commands:model", "Which model serves where."),
    "evidence": ("models.evidence:evidence", "What gates are judged by."),
    "audit": ("audit:audit", "Who did what, when."),
    "connect": ("operating.connect:connect", "Draft a catalogue of what is in Azure already."),
    "login": ("people.login:login", "Speak to a shared server from now on."),
    "logout": ("people.login:logout", "Forget the shared server, and what was seen there."),
    "serve": ("operating.serve:serve", "Run a server in the foreground."),
    "worker": ("operating.worker:worker", "Carry out operations for servers on PostgreSQL."),
    "database": (
        "operating.database:database",
        "The database of a shared server: its schema, roles and rights.",
    ),
    "server": ("operating.server:server", "The server behind all this."),
    "demo": ("operating.demo:demo", "Start the demo again, or let its time pass."),
    "doctor": ("operating.doctor:doctor", "Look for what is wrong."),
}


def _version(context: click.Context, _parameter: click.Parameter, wanted: bool) -> None:
    if wanted:
        from importlib import metadata

        click.echo(f"portal {metadata.version('ml-portal')}")
        context.exit()


def _start(context: click.Context, no_mouse: bool) -> int | None:
    if context.invoked_subcommand is not None:
        return None
    from portal.cli.terminal_app import terminal_app

    asked = context.ensure_object(CallerOptions)
    return terminal_app({**asked.flags, "mouse": False if no_mouse else None})


root = LazyGroup(
    "portal",
    COMMANDS,
    invoke_without_command=True,
    callback=click.pass_context(_start),
    help="ML Portal: who does what, where. Without a command it opens the terminal app.",
    epilog="Exit codes: 0 done, 1 failed, 2 bad input, 3 refused, 4 not found, 5 no server. PORTAL_HOME holds all.",
    params=[
        click.Option(
            ["--version"], is_flag=True, expose_value=False, is_eager=True, callback=_version, help="Show the version."
        ),
        click.Option(["--no-mouse"], is_flag=True, help="Leave the mouse, and selecting text, to the terminal."),
    ],
)
