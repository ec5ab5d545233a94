"""Checking a project's folder where it lies; needs no server."""

from pathlib import Path

import click

from portal.cli.options import CallerOptions, PortalCommand
from portal.cli.output import answer
from portal.cli.text import elastic, table, width
from portal.contract.problem import EXIT_FAILED, bad_input


@click.command("check", cls=PortalCommand, help="Check a project's folder; exit code 1 when something is wrong.")
@click.argument("path", default=".")
@click.option("--run-gate", is_flag=True, help="Also prove that its gate blocks a bad model, by running it.")
@click.pass_obj
def check(asked: CallerOptions, path: str, run_gate: bool) -> int:
    """Everything that is wrong with a project's files."""
    from portal.rendering.checks import check_folder
    from portal.rendering.tree import RenderError

    folder = Path(path)
    if not folder.is_dir():
        raise bad_input(f"{path} is no folder", todo="name the folder of a project")
    try:
        faults = check_folder(folder, run_gate=run_gate)
    except RenderError as fault:
        raise bad_input(f"{path} cannot be checked: {fault}", todo=fault.todo) from None
    columns = (elastic("where"), "rule", elastic("what"))
    rows = [(f"{fault.path}:{fault.line}", fault.rule, fault.message) for fault in faults]
    answer(asked, faults, lambda: table(columns, rows, width()) if faults else f"{path}: nothing is wrong")
    return EXIT_FAILED if faults else 0
