"""`portal advise topology`: how to lay out workspaces, with reasons; and the other ways, with theirs."""

import click

from portal.cli import words
from portal.cli.answers import gathered
from portal.cli.catalogue import advise_text
from portal.cli.options import CallerOptions, PortalCommand
from portal.cli.output import answer
from portal.cli.session import call
from portal.cli.text import elastic, fields, inner, right, section
from portal.contract.advice import Layout, TopologyAdvice, WorkspaceLine

HELP = (
    "Which workspaces suit a project. Words: phase (explore, build), same_access, chargeback, external, regulated, "
    "personal_data, live_data_stays, private_network, residency, serve_near, base_model_elsewhere, maturity (0 to 4), "
    "name, unit, region."
)


@click.command("topology", cls=PortalCommand, help=HELP)
@click.option("--set", "sets", multiple=True, metavar="K=V", help="Say one word, such as regulated=yes.")
@click.option("--file", metavar="F", help="Words as JSON or YAML.")
@click.option("--all", "everything", is_flag=True, help="Show all that suits and all that does not.")
@click.pass_obj
def topology(asked: CallerOptions, sets: tuple[str, ...], file: str | None, everything: bool) -> None:
    """Advice on workspaces."""
    found = call(asked, lambda portal: portal.advice.topology(gathered(sets, file)))
    answer(asked, found, lambda: topology_text(found, everything))


def topology_text(found: TopologyAdvice, everything: bool = False) -> str:
    """The advice as a page."""
    columns = (right("#"), "cut by", right("stages"), "region", right("fixed a month"), elastic("workspaces"))
    rows = [
        (
            one.rank, one.segmentation, one.stages, one.region, words.money(one.fixed_monthly_cents, one.currency),
            ", ".join(_workspace(line) for line in one.workspaces),
        )
        for one in found.ranked
    ]  # fmt: skip
    others = [
        (f"{one.segmentation}, {one.stages}, {one.region}", one.reasons, one.would_change) for one in found.rejected
    ]
    first = _first(found.ranked[0]) if found.ranked else ""
    return advise_text.advice_page(found, "Suits, the best first", columns, rows, first, others, everything)


def _workspace(line: WorkspaceLine) -> str:
    if line.problem:
        return f"{line.name} ({line.problem})"
    return f"{line.name} (there already)" if line.exists else line.name


def _first(best: Layout) -> str:
    """Why the first one is first, what speaks for and against it, and what it costs with nothing in it."""
    costs = [
        f"{words.money(cost.monthly_cents, best.currency)} {cost.title} × {cost.count} ({cost.certainty}, {cost.date})"
        for cost in best.costs
    ]
    told = [
        ("why", advise_text.why(best.reasons)),
        ("for it", "; ".join(best.pros)),
        ("against it", "; ".join(best.cons)),
        ("fixed a month", "\n".join(costs) or "nothing: they are there already"),
    ]
    return section(best.title, fields(told, inner()))
