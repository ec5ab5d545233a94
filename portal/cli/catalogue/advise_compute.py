"""`portal advise compute`: kinds and sizes for a workload, with reasons; and the others, with theirs."""

import click

from portal.cli import words
from portal.cli.answers import gathered
from portal.cli.catalogue import advise_text
from portal.cli.options import CallerOptions, PortalCommand
from portal.cli.output import answer
from portal.cli.session import call
from portal.cli.text import elastic, fields, inner, right, section
from portal.contract.advice import ComputeAdvice, ComputeOption, Room

HELP = (
    "Which kind and size of compute suits a workload. Words: workload (interactive, training, distributed, sweep, "
    "batch, online), gb, framework, cuda, checkpoints, hours_per_week, stage, latency_ms, project, region."
)


@click.command("compute", cls=PortalCommand, help=HELP)
@click.option("--set", "sets", multiple=True, metavar="K=V", help="Say one word, such as workload=training.")
@click.option("--file", metavar="F", help="Words as JSON or YAML.")
@click.option("--all", "everything", is_flag=True, help="Show all that fits and all that does not.")
@click.pass_obj
def compute(asked: CallerOptions, sets: tuple[str, ...], file: str | None, everything: bool) -> None:
    """Advice on compute."""
    found = call(asked, lambda portal: portal.advice.compute(gathered(sets, file)))
    answer(asked, found, lambda: compute_text(found, everything))


def compute_text(found: ComputeAdvice, everything: bool = False) -> str:
    """The advice as a page."""
    columns = (
        right("#"), "kind", "type", "priority", right("nodes"), right("an hour"), right("a month"), elastic("quota"),
        "tier", elastic("who decides"),
    )  # fmt: skip
    rows = [
        (
            one.rank, one.kind, one.type, one.priority, one.nodes, words.money(one.hourly_cents),
            words.money(one.monthly_cents), room(one.room), one.tier, one.approval,
        )
        for one in found.ranked
    ]  # fmt: skip
    others = [(_name(one.kind, one.type, one.priority), one.reasons, one.would_change) for one in found.rejected]
    first = _first(found.ranked[0]) if found.ranked else ""
    return advise_text.advice_page(found, "Fits, the best first", columns, rows, first, others, everything)


def room(of: Room) -> str:
    """A quota in words: what it would be of what there is."""
    if of.used is None or of.limit is None:
        return f"{of.needed} vCPUs, not known"
    return f"{of.used} -> {of.used + of.needed} of {of.limit}"


def _name(kind: str, type_: str, priority: str) -> str:
    return f"{kind}, every size" if not type_ else f"{kind} {type_}" + (f" {priority}" if priority else "")


def _first(best: ComputeOption) -> str:
    """Why the first one is first, and how to ask for it."""
    told = [
        ("why", advise_text.why(best.reasons)),
        ("price", f"{words.money(best.hourly_cents, best.currency)} an hour, {best.price}" if best.price else ""),
        ("mind", "; ".join(best.warnings)),
        ("could be", advise_text.changes(best.could_be)),
        ("ask for it", _command(best)),
    ]
    return section(f"{best.kind} {best.type}", fields(told, inner()))


def _command(best: ComputeOption) -> str:
    if best.request is None:
        return ""
    sets = " ".join(f"--set {name}={value}" for name, value in best.request["spec"].items())
    return f"portal request new {best.request['kind']} {sets}"
