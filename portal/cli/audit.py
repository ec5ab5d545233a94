"""`portal audit`: who did what, when."""

import json

import click

from portal.cli import words
from portal.cli.options import CallerOptions, LazyGroup, PortalCommand
from portal.cli.output import answer, raw
from portal.cli.requests.read import more
from portal.cli.session import call, relay
from portal.cli.text import elastic, line, page, right, table, width
from portal.contract.audit import AuditPage, ChainState
from portal.contract.problem import EXIT_FAILED

audit = LazyGroup(
    "audit",
    {
        "list": ("audit:listing", "Acts, newest first."),
        "verify": ("audit:verify", "Whether the chain of hashes holds."),
        "export": ("audit:export", "Every act as JSON lines."),
    },
    help="Who did what, when.",
)


@click.command("list", cls=PortalCommand, help="Acts, newest first.")
@click.option("--person", default="", help="Only those of this person.")
@click.option("--project", default="", help="Only those on this project.")
@click.option("--kind", default="", help="Only those on this kind of thing.")
@click.option("--subject", default="", help="Only those on this one, such as R-12.")
@click.option("--limit", default=100, show_default=True, type=click.IntRange(1, 200))
@click.option("--cursor", help="Go on where a page before ended.")
@click.pass_obj
def listing(
    asked: CallerOptions, person: str, project: str, kind: str, subject: str, limit: int, cursor: str | None
) -> None:
    """A page of the audit."""
    relay(asked, lambda portal: portal.audit.listing(person, project, kind, subject, cursor, limit), audit_text)


@click.command("verify", cls=PortalCommand, help="Whether the chain of hashes holds; exit code 1 when it is broken.")
@click.pass_obj
def verify(asked: CallerOptions) -> int:
    """Check the whole chain."""
    found = relay(asked, lambda portal: portal.audit.verify(), chain_text)
    return 0 if found.ok else EXIT_FAILED


@click.command("export", cls=PortalCommand, help="Every act as JSON lines, oldest first, on standard output.")
@click.pass_obj
def export(asked: CallerOptions) -> None:
    """The whole audit."""
    text = call(asked, lambda portal: portal.audit.export())
    if asked.json:
        rows = [json.loads(line) for line in text.splitlines() if line.strip()]
        answer(asked, rows, str)
    else:
        raw(text)


def audit_text(found: AuditPage) -> str:
    """A page of the audit as a table."""
    columns = (right("number"), "when", "who", "act", "on", "project", "mode", elastic("more"))
    rows = [
        (
            row.number, words.when(row.at), row.actor, row.act, row.subject, row.project, row.mode,
            json.dumps(row.data, ensure_ascii=False) if row.data else "",
        )
        for row in found.items
    ]  # fmt: skip
    return page(table(columns, rows, width()) if rows else "no acts", more(found.next))


def chain_text(found: ChainState) -> str:
    """The state of the chain in a line."""
    if found.ok:
        return line(f"the chain holds up to number {found.verified_to}, head {found.head}")
    return line(f"the chain is broken at number {found.broken_at}: {found.detail}")
