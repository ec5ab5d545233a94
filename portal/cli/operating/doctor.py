"""`portal doctor`: looks for what is wrong, here and at the server."""

import platform
from importlib.metadata import version
from itertools import groupby

import click

from portal.cli.options import CallerOptions, PortalCommand
from portal.cli.output import answer
from portal.cli.session import call, settings_of
from portal.cli.text import elastic, fields, inner, page, section, table, wrap
from portal.contract.problem import EXIT_FAILED, Problem
from portal.contract.server import Check, Report
from portal.settings import load_settings


@click.command(
    "doctor", cls=PortalCommand, help="Look for what is wrong; exit code 1 when something is, 5 without a server."
)
@click.option("--azure", is_flag=True, help="Look at rights in Azure instead: missing, too much, past the portal.")
@click.pass_obj
def doctor(asked: CallerOptions, azure: bool) -> int:
    """What is found here, then what the server finds; or what Azure shows of rights, without a server."""
    if azure:
        return _azure(asked)
    checks = [
        Check(
            "program",
            True,
            f"portal {version('ml-portal')} on Python {platform.python_version()}, {platform.platform()}",
        )
    ]
    code = 0
    try:
        told = call(asked, lambda portal: portal.server.doctor())
        checks.append(Check("server", True, "it answers"))
        checks.extend(told.checks)
    except Problem as problem:
        body = problem.body
        checks.append(Check("server", False, " - ".join(filter(None, (body.title, body.detail))), body.todo))
        code = problem.exit_code
    settings, sources = load_settings(asked.flags)
    values = tuple(
        {"name": name, "value": str(getattr(settings, name)), "from": origin} for name, origin in sources.items()
    )
    report = Report(tuple(checks), values)
    answer(asked, report, lambda: report_text(report))
    return code or (0 if all(check.ok for check in checks) else EXIT_FAILED)


def _azure(asked: CallerOptions) -> int:
    from portal.clock import system_clock
    from portal.engine.connecting.rights import check_azure

    settings = settings_of(asked)
    settings.home.mkdir(parents=True, exist_ok=True)
    report = Report(check_azure(settings, system_clock))
    answer(asked, report, lambda: report_text(report))
    return 0 if all(check.ok for check in report.checks) else EXIT_FAILED


def report_text(report: Report) -> str:
    """What is not well first, each with what to do; then what is, and every setting with where it came from."""
    wrong = [check for check in report.checks if not check.ok]
    head = f"{len(wrong)} of {len(report.checks)} are not well" if wrong else "all is well"
    told = []
    for name, those in groupby(wrong, key=lambda check: check.name):
        body: list[str] = []
        for todo, same in groupby(those, key=lambda check: check.todo):
            body += [line for check in same for line in _hanging("- ", check.detail)]
            body += _hanging("do: ", todo) if todo else []
        told.append(section(name, "\n".join(body)))
    well = [(check.name, check.detail) for check in report.checks if check.ok]
    set_by = ("setting", elastic("value"), "from")
    values = [(one["name"], one["value"], one["from"]) for one in report.settings]
    return page(
        head,
        *told,
        section("Well", fields(well, inner())) if well else "",
        section("Settings", table(set_by, values)) if values else "",
    )


def _hanging(mark: str, text: str) -> list[str]:
    """A text behind a mark, its further lines below its own beginning."""
    room = inner()
    first, *more = wrap(text, None if room is None else room - len(mark))
    return [mark + first, *(" " * len(mark) + piece for piece in more)]
