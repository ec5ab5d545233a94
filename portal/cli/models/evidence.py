"""`portal evidence`: what gates are judged by."""

import click

from portal.cli import words
from portal.cli.answers import gathered
from portal.cli.options import CallerOptions, LazyGroup, PortalCommand
from portal.cli.output import answer
from portal.cli.session import call, relay
from portal.cli.text import elastic, line, page, table, width
from portal.contract.models.gates import EvidenceDocument, EvidenceRow
from portal.contract.problem import Complaint, bad_input

evidence = LazyGroup(
    "evidence",
    {
        "add": ("models.evidence:add", "Hand in what a pipeline found out about a version."),
        "list": ("models.evidence:listing", "What was handed in about a version."),
    },
    help="What gates are judged by.",
)

MODEL = click.option("--model", required=True, metavar="M", help="The model's name.")
VERSION = click.option("--version", required=True, metavar="N", help="The version's number.")


@click.command(
    "add", cls=PortalCommand, help="Hand in what a pipeline found out about a version. Only CI identities may."
)
@MODEL
@VERSION
@click.option("--kind", default="", metavar="K", help="tests, scan, probe, metrics …; else what the file says.")
@click.option("--file", metavar="F", help="The facts as JSON or YAML; - reads standard input.")
@click.option("--set", "sets", multiple=True, metavar="K=V", help="One fact as JSON, or else as text; may be repeated.")
@click.option("--digest", default="", metavar="D", help="The artefact it is about; else the one that was observed.")
@click.option("--job", default="", help="The job that found it out.")
@click.option("--commit", default="", help="The commit that it ran on.")
@click.option("--at", "made_at", default="", metavar="WHEN", help="When it was found out; else now.")
@click.pass_obj
def add(
    asked: CallerOptions, model: str, version: str, kind: str, file: str | None, sets: tuple[str, ...], digest: str,
    job: str, commit: str, made_at: str,
) -> None:  # fmt: skip
    """Hand one piece of evidence in."""
    body = gathered((), file)
    body.update(_facts(sets))
    said = kind or str(body.get("kind", ""))
    if not said:
        raise bad_input("nobody knows what the evidence is about", Complaint("--kind", "is missing", "such as tests"))
    document = EvidenceDocument(said, body, digest, job, commit, made_at)
    found = call(asked, lambda portal: portal.models.add_evidence(model, version, document))
    answer(
        asked,
        found,
        lambda: line(f"{found.id}: {found.kind} of {found.model} version {found.version}, {found.artefact}"),
    )


@click.command("list", cls=PortalCommand, help="What was handed in about a version, newest first.")
@MODEL
@VERSION
@click.pass_obj
def listing(asked: CallerOptions, model: str, version: str) -> None:
    """The evidence under a version's number."""
    relay(asked, lambda portal: portal.models.evidence(model, version), listing_text)


def listing_text(found: tuple[EvidenceRow, ...]) -> str:
    """Evidence as a table."""
    columns = ("id", "kind", "made at", "from", "by", elastic("about"))
    rows = [(one.id, one.kind, words.when(one.made_at), one.source, one.by or one.job, one.artefact) for one in found]
    return page(table(columns, rows, width())) if rows else "no evidence"


def _facts(sets: tuple[str, ...]) -> dict[str, object]:
    """Facts of `--set`: numbers and yes or no as JSON has them, anything else is text."""
    import json

    from portal.cli.answers import from_sets

    found: dict[str, object] = {}
    for name, text in from_sets(sets).items():
        try:
            found[name] = json.loads(text)
        except (ValueError, RecursionError):
            found[name] = text
    return found
