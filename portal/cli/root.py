"""The commands of `portal`, by name; none is imported before it is called."""

import click

from portal.cli.options import Asked, LazyGroup

COMMANDS = {
    "open": ("portal.cli.open:open_thing", "Look at a request, a project or an offer by its name."),
    "token": ("portal.cli.token:token", "Sign in, and print a token for the shared server."),
    "whoami": ("portal.cli.whoami:whoami", "Who I am here, and why I may do what I may."),
    "inbox": ("portal.cli.inbox:inbox", "What waits for my decision."),
    "notices": ("portal.cli.notices:notices", "What I was told, and where I want to be told."),
    "catalog": ("portal.cli.catalog:catalog", "What may be asked for."),
    "advise": ("portal.cli.advise:advise", "Which compute, which workspaces."),
    "request": ("portal.cli.request:request", "Ask for something, decide on it, follow it."),
    "delegate": ("portal.cli.delegate:delegate", "Who decides in whose place."),
    "project": ("portal.cli.project:project", "The inventory of projects."),
    "model": ("portal.cli.model:model", "Which model serves where."),
    "evidence": ("portal.cli.evidence:evidence", "What gates are judged by."),
    "audit": ("portal.cli.audit:audit", "Who did what, when."),
    "connect": ("portal.cli.connect:connect", "Draft a catalogue of what is in Azure already."),
    "login": ("portal.cli.login:login", "Speak to a shared server from now on."),
    "logout": ("portal.cli.login:logout", "Forget the shared server, and what was seen there."),
    "serve": ("portal.cli.serve:serve", "Run a server in the foreground."),
    "worker": ("portal.cli.worker:worker", "Carry out operations for servers on PostgreSQL."),
    "database": ("portal.cli.database:database", "The database of a shared server: its schema, roles and rights."),
    "server": ("portal.cli.server:server", "The server behind all this."),
    "demo": ("portal.cli.demo:demo", "Start the demo again, or let its time pass."),
    "doctor": ("portal.cli.doctor:doctor", "Look for what is wrong."),
}


def _version(context: click.Context, _parameter: click.Parameter, wanted: bool) -> None:
    if wanted:
        from importlib import metadata

        click.echo(f"portal {metadata.version('ml-portal')}")
        context.exit()


def _start(context: click.Context) -> int | None:
    if context.invoked_subcommand is not None:
        return None
    from portal.cli.run import terminal_app

    asked = context.ensure_object(Asked)
    return terminal_app(asked.flags)


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
        )
    ],
)
