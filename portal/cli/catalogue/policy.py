"""`portal policy`: who decides on what, and by which rules."""

from itertools import groupby

import click

from portal.cli.options import CallerOptions, LazyGroup, PortalCommand
from portal.cli.output import answer
from portal.cli.session import call
from portal.cli.text import Column, elastic, fields, inner, page, section, table, width
from portal.contract.policy import DecidingRow, PolicyShown
from portal.contract.problem import bad_input, not_found

policy = LazyGroup(
    "policy",
    {"show": ("catalogue.policy:show", "Who decides on what, and by which rules.")},
    help="Who decides on what, and by which rules.",
)


@click.command(
    "show", cls=PortalCommand, help="Who decides on what for each unit, and the rules, as they are in force."
)
@click.option("--unit", metavar="ID", help="Of this unit alone.")
@click.option("--kind", metavar="KIND", help="For this kind of request alone, such as compute.")
@click.pass_obj
def show(asked: CallerOptions, unit: str | None, kind: str | None) -> None:
    """The policy for new requests; those under way keep theirs."""
    whole = call(asked, lambda portal: portal.policy.shown())
    if unit is not None and unit not in {row.unit for row in whole.rows}:
        raise not_found("unit", unit, f"there is {', '.join(dict.fromkeys(row.unit for row in whole.rows))}")
    rows = tuple(row for row in whole.rows if unit in (None, row.unit) and (kind is None or _holds(whole, row, kind)))
    rules = tuple(rule for rule in whole.rules if kind is None or kind in rule.applies_to)
    if kind is not None and not rules and not any(kind in row.kinds for row in whole.rows):
        known = [one.id for one in call(asked, lambda portal: portal.requests.kinds())]
        if kind not in known:
            raise bad_input(f"there is no kind '{kind}'", todo=f"name one of {', '.join(known)}")
    found = PolicyShown(whole.version, whole.digest, whole.operating_model, whole.stand_in, rows, rules)
    answer(asked, found, lambda: policy_text(found))


def _holds(whole: PolicyShown, row: DecidingRow, kind: str) -> bool:
    """Whether a row is the one for a kind: by name, or as the usual one of a unit without another for it."""
    named = any(kind in other.kinds for other in whole.rows if other.unit == row.unit)
    return kind in row.kinds if named else not row.kinds


def policy_text(found: PolicyShown) -> str:
    """Who decides, a part for each unit and operating model, then the rules."""
    head = fields(
        [
            ("policy", f"version {found.version}, digest {found.digest[:12]}"),
            ("operating model", found.operating_model.replace("-", " ")),
            ("stands in", f"a {found.stand_in.replace('_', ' ')}, where too few are left" if found.stand_in else ""),
            ("changes", "hold for new requests; those under way keep what they were asked under"),
        ],
        width(),
    )
    parts = []
    for (title, kinds, model), rows in groupby(found.rows, key=lambda row: (row.title, row.kinds, row.model)):
        what = f" for {', '.join(kinds)}" if kinds else ""
        told = fields(
            ((row.tier, f"{row.sentence}\n{row.timing}" if row.needs else row.sentence) for row in rows), inner()
        )
        parts.append(section(f"{title}{what}: {model.replace('-', ' ')}", told))
    columns = (elastic("rule"), "outcome", elastic("when"), Column("for", gives=True, drop=1))
    rules = [(one.title, one.outcome, one.when, ", ".join(one.applies_to)) for one in found.rules]
    return page(head, *parts, section("Rules", table(columns, rows=rules, limit=inner())) if rules else "")
