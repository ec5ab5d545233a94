"""What every command takes, before and after its name: --json, --as, --server, --catalogue, --readonly."""

from dataclasses import dataclass
from typing import Any

import click


@dataclass
class CallerOptions:
    """How the caller wants to be answered, and as whom; filled while the words are read."""

    json: bool = False
    person: str | None = None
    server: str | None = None
    catalogue: str | None = None
    readonly: bool | None = None

    @property
    def flags(self) -> dict[str, object]:
        """The settings that flags gave, by name; None where they say nothing."""
        return {name: getattr(self, name) for name in ("person", "server", "catalogue", "readonly")}


def _common(name: str, help: str, flag: str = "", **known: Any) -> click.Option:
    """An option that every command has; what it says is kept under its name in the caller's options."""

    def keep(context: click.Context, _parameter: click.Parameter, value: Any) -> None:
        if value:
            setattr(context.ensure_object(CallerOptions), name, value)

    return click.Option([flag or f"--{name}", name], expose_value=False, callback=keep, help=help, **known)


def common_options() -> list[click.Parameter]:
    """The options that every command has."""
    look = "Look at everything and change nothing; the private server refuses every change."
    return [
        _common("json", "Answer with JSON.", is_flag=True),
        _common("person", "Act as somebody (demo only).", "--as", metavar="PERSON"),
        _common("server", "Speak to this server; its token is read from PORTAL_TOKEN.", metavar="URL"),
        _common("catalogue", "Serve this catalogue; the private server is started with it.", metavar="DIR"),
        _common("readonly", look, is_flag=True),
    ]


class PortalCommand(click.Command):
    """A command with the options that every command has."""

    def __init__(self, *arguments: Any, **known: Any) -> None:
        super().__init__(*arguments, **known)
        self.params.extend(common_options())


class LazyGroup(click.Group):
    """A group that knows its commands by name, place below `portal.cli` and help, and imports one when it is called."""

    command_class = PortalCommand

    def __init__(self, name: str, lazy: dict[str, tuple[str, str]], **known: Any) -> None:
        super().__init__(name, **known)
        self.params.extend(common_options())
        self._lazy = lazy

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of all commands."""
        return list(self._lazy)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import a command, or None when there is none of that name."""
        if cmd_name not in self._lazy:
            return None
        from importlib import import_module

        module, _, name = self._lazy[cmd_name][0].partition(":")
        command: click.Command = getattr(import_module(f"portal.cli.{module}"), name)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command, or name the nearest one."""
        name = args[0]
        if name not in self._lazy and not name.startswith("-"):
            from difflib import get_close_matches

            near = get_close_matches(name, self._lazy, 1)
            hint = f"did you mean '{near[0]}'?" if near else "commands are: " + ", ".join(self._lazy)
            ctx.fail(f"there is no command '{name}'; {hint}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing any."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in self._lazy.items()])
