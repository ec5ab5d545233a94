"""How the command line says that something went wrong: one line, or an RFC 9457 document; and an exit code."""

import json
import sys

import click

from portal.contract.plaintext import one_line
from portal.contract.problem import Problem


def tell(fault: Exception, as_json: bool) -> int:
    """Say what went wrong and give the exit code."""
    problem = problem_of(fault)
    if as_json:
        from portal.cli.output import visible_json

        sys.stdout.write(visible_json(json.dumps(problem.document(), indent=2, ensure_ascii=False)) + "\n")
        sys.stdout.flush()
    else:
        sys.stderr.write(f"portal: {one_line(problem.line())}\n")
    return problem.exit_code


def problem_of(fault: Exception) -> Problem:
    """Any exception as a problem."""
    if isinstance(fault, Problem):
        return fault
    if isinstance(fault, click.UsageError):
        return _usage(fault)
    if isinstance(fault, click.Abort):
        return Problem(500, "stopped", code="stopped")
    if isinstance(fault, click.ClickException):
        return Problem(400, fault.format_message(), code="usage")
    if isinstance(fault, OSError):
        where = str(fault.filename or "")
        return Problem(500, fault.strerror or type(fault).__name__, where, "see to that and try again", "system")
    if "sqlalchemy" in sys.modules:  # only a command that has entered the server's wing can fail there
        from portal.store.refusals import problem_of as of_database

        if (known := of_database(fault)) is not None:
            return known
    return Problem(
        500,
        "this command failed",
        f"{type(fault).__name__}: {fault}",
        "run it again with PORTAL_DEBUG=1 to see where",
        "fault",
    )


def _usage(fault: click.UsageError) -> Problem:
    path = fault.ctx.command_path if fault.ctx is not None else "portal"
    wants_command = isinstance(fault, click.exceptions.NoArgsIsHelpError) or fault.message == "Missing command."
    if wants_command and fault.ctx is not None and isinstance(fault.ctx.command, click.Group):
        names = ", ".join(fault.ctx.command.list_commands(fault.ctx))
        return Problem(400, f"`{path}` needs a command", f"one of {names}", f"see `{path} --help`", "usage")
    said = fault.format_message().rstrip(".")
    return Problem(400, said[:1].lower() + said[1:], todo=f"see `{path} --help`", code="usage")
