"""Looking at the inventory."""

import click

from portal.cli import words
from portal.cli.options import CallerOptions, PortalCommand
from portal.cli.output import answer, raw
from portal.cli.requests.read import more
from portal.cli.session import call, relay
from portal.cli.text import Column, elastic, fields, inner, line, page, right, section, table, width
from portal.contract.projects import DEPLOYERS, Project, ProjectPage, TopologyDecision

FORMATS = ["csv", "json", "markdown", "catalog-info"]


@click.command("list", cls=PortalCommand, help="The inventory, with totals over all that match.")
@click.argument("text", nargs=-1)
@click.option("--unit", default="", help="Only those of this unit.")
@click.option("--phase", default="", help="Only those in this phase.")
@click.option("--owner", default="", help="Only those of this owner.")
@click.option("--sort", default="name", show_default=True, help="The column to sort by.")
@click.option("--descending", is_flag=True, help="The greatest first.")
@click.option("--group", default="", help="Totals by the values of this column.")
@click.option("--limit", default=200, show_default=True, type=click.IntRange(1, 200))
@click.option("--cursor", help="Go on where a page before ended.")
@click.pass_obj
def listing(
    asked: CallerOptions, text: tuple[str, ...], unit: str, phase: str, owner: str, sort: str, descending: bool,
    group: str, limit: int, cursor: str | None,
) -> None:  # fmt: skip
    """A page of the inventory."""
    wanted = " ".join(text)
    found = call(
        asked,
        lambda portal: portal.projects.listing(wanted, unit, phase, owner, sort, descending, group, cursor, limit),
    )
    answer(asked, found, lambda: projects_text(found))


@click.command("show", cls=PortalCommand, help="Everything of one project.")
@click.argument("name")
@click.pass_obj
def show(asked: CallerOptions, name: str) -> None:
    """One project."""
    relay(asked, lambda portal: portal.projects.show(name), project_text)


@click.command("export", cls=PortalCommand, help="The whole inventory as a file, on standard output.")
@click.option("--format", "format", type=click.Choice(FORMATS), help="csv, unless --json is given.")
@click.pass_obj
def export(asked: CallerOptions, format: str | None) -> None:
    """The inventory as text."""
    if asked.json and format not in (None, "json"):
        raise click.UsageError(f"--json and --format {format} cannot both be had; leave one out")
    raw(call(asked, lambda portal: portal.projects.export("json" if asked.json else format or "csv")))


def _topology(made: TopologyDecision | None) -> str:
    """The workspaces it took, beside what was advised."""
    if made is None:
        return ""
    if not made.advised or made.chosen == made.advised:
        return f"{made.chosen}, as advised: {made.layout}" if made.advised else made.chosen
    return f"{made.chosen}; advised were {made.advised}: {made.layout}. Because: {made.reason}"


def projects_text(found: ProjectPage) -> str:
    """A page of the inventory as a table, with its totals."""
    if not found.items:
        return "no projects"
    columns = (
        "name", Column("unit", drop=1), "phase", "owner", Column("template", gives=True, drop=5),
        Column("stages", gives=True, drop=4), right("a month"), Column("budget", right=True, drop=2),
        Column("in prod", right=True, drop=3), elastic("take note"), elastic("waiting on"),
    )  # fmt: skip
    rows = [
        (
            row.name, row.unit, row.phase, row.owner,
            f"{row.template} {row.template_version}"
            + (f" ({row.template_behind} behind)" if row.template_behind else ""),
            " ".join(row.stages), words.money(row.committed_cents), words.money(row.budget_cents),
            "?" if row.models_in_prod is None else row.models_in_prod,
            ", ".join(filter(None, (row.orphan, *row.flags))), words.waiting_short(row.waiting_on),
        )
        for row in found.items
    ]  # fmt: skip
    totals = [
        line(
            f"{group.value or 'in all'}: {group.projects} {'project' if group.projects == 1 else 'projects'}, "
            f"{words.money(group.committed_cents)} of {words.money(group.budget_cents)} a month, "
            + ("models in prod not known" if group.models_in_prod is None else f"{group.models_in_prod} models in prod")
        )
        for group in (*found.groups, found.total)
    ]
    return page(table(columns, rows, width()), *totals, more(found.next))


def project_text(project: Project) -> str:
    """Everything of one project."""
    limit = inner()
    behind = f", {project.template_behind} versions behind" if project.template_behind else ""
    head = [
        ("phase", project.phase),
        ("owner", f"{project.owner} ({project.unit})"),
        ("nobody answers", project.orphan),
        ("template", f"{project.template} {project.template_version}{behind}"),
        ("repository", project.repository),
        ("a month", f"{words.money(project.committed_cents)} of {words.money(project.budget_cents)}"),
        ("members", words.people(project.members, 20)),
        ("data", project.data_classification),
        ("cost centre", project.cost_centre),
        ("who deploys", DEPLOYERS.get(project.executor, project.executor)),
        ("workspaces", _topology(project.topology)),
        ("waiting on", words.waiting(project.waiting_on)),
        ("models", words.people(project.models, 20)),
        ("made by", project.request or ""),
    ]
    requests = [
        (r.id, r.kind, r.title, words.state(r.state), words.waiting_short(r.waiting_on)) for r in project.requests
    ]
    asked = ("id", "kind", elastic("title"), "state", "waiting on")
    return page(
        line(f"{project.name}  {project.title}"),
        section("Project", fields(head, limit)),
        section("Stages", _stages(project, limit)),
        section("Resources", _resources(project, limit)),
        section("Not as approved", "\n".join(_differing(project))),
        section("Requests", table(asked, requests, limit) if requests else ""),
        section("Who answers for what", _duties(project, limit)),
    )


def _stages(project: Project, limit: int | None) -> str:
    columns = ("stage", "branch", "workspace", elastic("resource group"), "region")
    rows = [(s.stage, s.branch, s.workspace, s.resource_group, s.region) for s in project.stages]
    return table(columns, rows, limit) if rows else ""


def _differing(project: Project) -> list[str]:
    return [line(f"{one.name}: {told}") for one in project.resources for told in one.differences]


def _resources(project: Project, limit: int | None) -> str:
    columns = ("kind", elastic("name"), "stage", "state", "owner", "lease ends", "seen")
    rows = [
        (r.kind, r.name, r.stage, r.state, r.owner, words.when(r.lease_until), words.when(r.observed_at))
        for r in project.resources
    ]
    return table(columns, rows, limit) if rows else ""


def _duties(project: Project, limit: int | None) -> str:
    columns = (elastic("activity"), "answers", elastic("does"), elastic("missing"))
    rows = [(d.title, words.people(d.accountable), words.people(d.responsible), d.gap) for d in project.duties]
    return table(columns, rows, limit) if rows else ""
