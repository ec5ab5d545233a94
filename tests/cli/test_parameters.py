"""No argument of a command takes the name of an option that every command has: one would swallow the other."""

from collections.abc import Iterator

import click

from portal.cli.root import root


def _commands(group: click.Group, context: click.Context) -> Iterator[click.Command]:
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None, name
        if isinstance(command, click.Group):
            yield from _commands(command, context)
        else:
            yield command


def test_every_argument_of_every_command_has_a_name_of_its_own() -> None:
    context = click.Context(root)
    found = list(_commands(root, context))
    assert len(found) > 50
    for command in found:
        names = [one.name for one in command.get_params(context)]
        arguments = [one.name for one in command.params if isinstance(one, click.Argument)]
        assert [name for name in arguments if names.count(name) > 1] == [], command.name
