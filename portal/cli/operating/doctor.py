"""`portal doctor`: looks for what is wrong, here and at the server."""

import platform
from importlib.metadata import version

import click

from portal.cli.options import Asked, PortalCommand
from portal.cli.output import answer
from portal.cli.session import call, settings_of
from portal.cli.text import Column, page, section, table, width
from portal.client import server as portal_server
from portal.contract.problem import EXIT_FAILED, Problem
from portal.contract.server import Check, Report
from portal.settings import load_settings


@click.command(
    "doctor", cls=PortalCommand, help="Look for what is wrong; exit code 1 when something is, 5 without a server."
)
@click.option("--azure", is_flag=True, help="Look at rights in Azure instead: missing, too much, past the portal.")
@click.pass_obj
def doctor(asked: Asked, azure: bool) -> int:
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
        told = call(asked, portal_server.doctor)
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


def _azure(asked: Asked) -> int:
    from portal.clock import system_clock
    from portal.engine.connecting.rights import check_azure

    settings = settings_of(asked)
    settings.home.mkdir(parents=True, exist_ok=True)
    report = Report(check_azure(settings, system_clock))
    answer(asked, report, lambda: report_text(report))
    return 0 if all(check.ok for check in report.checks) else EXIT_FAILED


def report_text(report: Report) -> str:
    """What was found, and every setting with where it came from."""
    columns = (Column("what"), Column("well"), Column("found", gives=True), Column("what to do", gives=True))
    rows = [(check.name, "yes" if check.ok else "no", check.detail, check.todo) for check in report.checks]
    set_by = (Column("setting"), Column("value", gives=True), Column("from"))
    values = [(one["name"], one["value"], one["from"]) for one in report.settings]
    return page(table(columns, rows, width()), section("Settings", table(set_by, values)) if values else "")
