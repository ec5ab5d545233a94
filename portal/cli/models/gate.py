"""`portal model gate` and `portal model sign`: whether a version may be deployed, and a person's word for it."""

import click

from portal.cli import words
from portal.cli.options import CallerOptions, PortalCommand
from portal.cli.output import answer
from portal.cli.session import call, relay
from portal.cli.text import Column, elastic, line, page, table, width
from portal.contract.models.gates import GateReport, GateRow, Signature
from portal.contract.problem import EXIT_REFUSED

VERSION = click.option("--version", required=True, metavar="N", help="The version's number.")


@click.command(
    "gate",
    cls=PortalCommand,
    help="Whether exactly this artefact may be deployed to a stage now: exit code 0 only while a promotion of it has"
    " started, else 3 with what is missing; 4 for a model or version that nobody knows.",
)
@click.argument("name")
@VERSION
@click.option("--stage", required=True, metavar="S", help="Where it would be deployed.")
@click.option("--project", default="", help="Whose model it is, where two have the same name.")
@click.pass_obj
def gate(asked: CallerOptions, name: str, version: str, stage: str, project: str) -> int:
    """Ask before a deployment."""
    found = relay(asked, lambda portal: portal.models.gates(name, version, stage, project), gates_text)
    return 0 if found.open else EXIT_REFUSED


@click.command("sign", cls=PortalCommand, help="Give your word for exactly this artefact, where no machine can check.")
@click.argument("name")
@VERSION
@click.option("--gate", "gate_id", required=True, metavar="G", help="The gate, such as G3-intended-use.")
@click.option("--statement", required=True, metavar="TEXT", help="What you looked at, in a sentence.")
@click.option("--digest", default="", metavar="D", help="The artefact that you looked at, eight characters or more.")
@click.option("--project", default="", help="Tells models of one name apart.")
@click.option("--no", "refuses", is_flag=True, help="You looked, and it must not go on.")
@click.pass_obj
def sign(
    asked: CallerOptions, name: str, version: str, gate_id: str, statement: str, digest: str, project: str,
    refuses: bool,
) -> None:  # fmt: skip
    """Sign for a version, or against it."""
    signature = Signature(gate_id, statement, digest, not refuses, project)
    found = call(asked, lambda portal: portal.models.sign(name, version, signature))
    verb = "against" if refuses else "for"
    told = f"{found.id}: {found.by} signed {verb} {found.model} version {found.version}, {found.artefact}"
    answer(asked, found, lambda: line(told))


def gates_text(found: GateReport) -> str:
    """The answer in a sentence, then every gate with who is waited on."""
    columns = (
        "gate", "state", elastic("why"), elastic("waiting on"), Column("since", drop=1), Column("deputy", drop=2),
        Column("evidence", drop=3),
    )  # fmt: skip
    about = f"{found.model} version {found.version} to {found.stage}: {found.artefact or 'unproven'} ({found.identity})"
    rows = [_row(one) for one in found.items]
    return page(line(found.says), line(about), table(columns, rows, width()) if rows else "")


def _row(one: GateRow) -> tuple[str, ...]:
    made = f"{one.evidence_id or one.source} {words.when(one.made_at)}".strip()
    waiting = one.waiting_on
    return (
        one.id,
        one.state if one.blocks or one.state == "met" else f"{one.state}, warns",
        one.detail or one.title,
        words.waiting_short(waiting) or ("nobody" if waiting else ""),
        words.when(waiting.since) if waiting else "",
        one.deputy,
        made,
    )
