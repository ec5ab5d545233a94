"""Looking at one model: its versions with their lineage, what is wrong, and versions side by side."""

import click

from portal.cli import words
from portal.cli.models.commands import cell_text
from portal.cli.options import CallerOptions, PortalCommand
from portal.cli.session import relay
from portal.cli.text import Column, elastic, fields, inner, line, page, section, table, width
from portal.client import PortalClient
from portal.contract.models.page import ModelDiff, ModelPage, PromotionRow, RollbackTarget, VersionRow

VERSIONS_SHOWN = 8
"""Versions in the text; --json has them all."""
DIGEST_SHOWN = 19
COMMIT_SHOWN = 10


@click.command("show", cls=PortalCommand, help="Everything that is known of one model.")
@click.argument("name")
@click.option("--project", default="", help="Tells models of one name apart.")
@click.option("--refresh", is_flag=True, help="Look again now, at the runs behind its versions too.")
@click.pass_obj
def show(asked: CallerOptions, name: str, project: str, refresh: bool) -> None:
    """One model."""

    async def look(portal: PortalClient) -> ModelPage:
        read = portal.models.look_again if refresh else portal.models.show
        return await read(name, project)

    relay(asked, look, page_text)


@click.command("diff", cls=PortalCommand, help="Versions of a model side by side: metrics, lineage, what they are.")
@click.argument("name")
@click.option("--versions", default="", metavar="N,M", help="Which ones; the newest two when left out.")
@click.option("--project", default="", help="Tells models of one name apart.")
@click.pass_obj
def diff(asked: CallerOptions, name: str, versions: str, project: str) -> None:
    """Versions next to each other."""
    relay(asked, lambda portal: portal.models.diff(name, versions, project), diff_text)


def page_text(found: ModelPage) -> str:
    """A model's page."""
    limit = inner()
    row = found.board
    whose = f"of project {row.project}" if row.project else "of no project"
    stages = [(stage, cell_text(cell)) for stage, cell in row.stages.items()]
    shown = found.versions[:VERSIONS_SHOWN]
    more = len(found.versions) - len(shown)
    return page(
        line(f"{row.name}  {whose} ({row.unit}), owned by {row.owner or 'nobody'}"),
        section("Take note", "\n".join(line(mark) for mark in found.marks)),
        section("Stages", fields(stages, limit)),
        section("Changed outside the portal", "\n".join(line(f"{one.stage}: {one.what}") for one in found.changes)),
        section("Ways back", "\n".join(line(_back(one)) for one in found.rollback)),
        section("Gates", "\n".join(line(f"{one.stage}: {one.says}") for one in found.gates)),
        section("Promotions", _promotions(found.promotions, limit)),
        section("Versions", _versions(shown, limit)),
        line(f"  and {more} older: portal model show {row.name} --json") if more > 0 else "",
        *(section(f"v{one.version}", _version(one, limit)) for one in shown[:2]),
    )


def _back(one: RollbackTarget) -> str:
    if not one.version:
        return f"{one.stage}: none, {one.detail}"
    return f"{one.stage}: v{one.version}, {one.detail}, verified {words.when(one.verified_at)}"


def _promotions(rows: tuple[PromotionRow, ...], limit: int | None) -> str:
    columns = tuple(Column(name) for name in ("id", "kind", "to", "version", "state", "covers", "approved by"))
    listed = [
        (one.request, one.kind, one.stage, one.version, words.state(one.state), one.covers, words.people(one.approvers))
        for one in rows
    ]
    return table(columns, listed, limit) if listed else ""


def _versions(rows: tuple[VersionRow, ...], limit: int | None) -> str:
    columns = (
        "version", "registered", "by", "serves in", "identity", elastic("digest"), elastic("run"), elastic("evidence"),
    )  # fmt: skip
    listed = [
        (
            f"v{one.version}", words.when(one.created_at),
            f"{one.source_by} through {one.created_by}" if one.source_by and one.created_by else one.created_by,
            " ".join(one.serves), one.identity, one.digest[:DIGEST_SHOWN],
            one.lineage.job if one.lineage.status == "seen" else f"{one.lineage.job} ({one.lineage.status})",
            " ".join(one.evidence),
        )
        for one in rows
    ]  # fmt: skip
    return table(columns, listed, limit) if listed else "none was seen"


def _version(one: VersionRow, limit: int | None) -> str:
    run = one.lineage
    from_git = f"{run.commit[:COMMIT_SHOWN]} {run.branch} {run.repository}" if run.commit else "not known"
    metrics = "  ".join(f"{name} {value:.6g}" for name, value in sorted(one.metrics.items()))
    copies = [f"{other.same} v{other.version} in {other.stage or 'registry'} {other.place}" for other in one.copies]
    return fields(
        [
            ("take note", "; ".join(one.marks)),
            ("run", f"{run.job} {run.ended} {words.when(run.started_at)}" if run.status == "seen" else run.detail),
            ("commit", from_git if run.status == "seen" else ""),
            ("data", ", ".join(run.data)),
            ("environment", run.environment),
            ("metrics", metrics),
            ("also", ", ".join(copies)),
            ("digest", one.digest or "none: nothing proves which files it is"),
        ],
        limit,
    )


def diff_text(found: ModelDiff) -> str:
    """Versions side by side; what differs is marked."""
    columns: tuple[Column | str, ...] = ("", "fact", *(elastic(line(f"v{version}")) for version in found.versions))
    rows = [("≠" if one.differs else "", one.name, *(value or "-" for value in one.values)) for one in found.rows]
    return page(line(f"{found.model}: versions {', '.join(found.versions)}"), table(columns, rows, width()))
