"""The list of commands: how each is called, the head line of its help, and the options of its own."""

from collections.abc import Iterator

import click

from portal.cli.options import common_options
from portal.cli.root import root
from tests.docs.markdown import code, note, page, table

SAID = """`--help` after any of them says more. These options every command takes, before or after its name:"""
TAKES = {"integer": "N", "integer range": "N", "float": "N", "float range": "N"}
"""What stands for the value of an option that names none itself."""
HEADS = ("command", "what it does", "options of its own")


def commands_page() -> str:
    """The whole list, group by group; what stands alone comes first."""
    context = click.Context(root, info_name="portal")
    common = table(("option", "what it does"), ([_option(one), one.help or ""] for one in _options(common_options())))
    groups: dict[str, list[list[str]]] = {}
    about: dict[str, str] = {"portal": root.help or ""}
    for words, command, inside in commands(root, context):
        rows = groups.setdefault(" ".join(words[:-1]), [])
        rows.append([code(usage(words, command, inside)), command.help or "", _own(command)])
        if inside.parent is not None:
            about[" ".join(words[:-1])] = inside.parent.command.help or ""
    blocks = [note("the commands' own `--help`"), "# Commands", SAID, common, root.epilog or ""]
    for group, rows in groups.items():
        blocks += [f"## {code(group)}", about[group], table(HEADS, rows)]
    return page(*blocks)


def commands(
    group: click.Group, context: click.Context, words: tuple[str, ...] = ("portal",)
) -> Iterator[tuple[tuple[str, ...], click.Command, click.Context]]:
    """Every command that is no group, with its words and its context."""
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None, f"`{' '.join(words)}` lists {name} and does not have it"
        inside = click.Context(command, info_name=name, parent=context)
        if isinstance(command, click.Group):
            yield from commands(command, inside, (*words, name))
        else:
            yield (*words, name), command, inside


def usage(words: tuple[str, ...], command: click.Command, context: click.Context) -> str:
    """How it is called, the options left out."""
    pieces = [piece for piece in command.collect_usage_pieces(context) if piece != command.options_metavar]
    return " ".join((*words, *pieces))


def _own(command: click.Command) -> str:
    common = {option.name for option in common_options()}
    return ", ".join(_option(one) for one in _options(command.params) if one.name not in common)


def _options(parameters: list[click.Parameter]) -> list[click.Option]:
    return [one for one in parameters if isinstance(one, click.Option)]


def _option(option: click.Option) -> str:
    takes = "" if option.is_flag else option.metavar or TAKES.get(option.type.name, option.type.name.upper())
    if isinstance(option.type, click.Choice):
        takes = "|".join(map(str, option.type.choices))
    return code(f"{option.opts[0]} {takes}".strip())
