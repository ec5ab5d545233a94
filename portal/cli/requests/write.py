"""Asking for something, and changing what was asked for."""

import click

from portal.cli import words
from portal.cli.answers import gathered
from portal.cli.options import CallerOptions, PortalCommand
from portal.cli.output import answer
from portal.cli.requests.page import cures, headline
from portal.cli.session import call, relay
from portal.cli.text import elastic, fields, inner, line, page, section, table
from portal.client import PortalClient
from portal.contract.plaintext import a_or_an
from portal.contract.plan import Preview
from portal.contract.problem import Complaint, bad_input, refused
from portal.contract.requests import Request, Submission
from portal.contract.values import Json

SET = click.option("--set", "sets", multiple=True, metavar="K=V", help="Answer a field; give it as often as needed.")
FILE = click.option("--file", metavar="F", help="Answers as JSON or YAML, one field a line; - reads standard input.")
DRY_RUN = click.option("--dry-run", is_flag=True, help="Only say what it would become.")


@click.command("new", cls=PortalCommand, help="Ask for something; `portal request kinds KIND` lists the fields.")
@click.argument("kind")
@SET
@FILE
@DRY_RUN
@click.pass_obj
def new(asked: CallerOptions, kind: str, sets: tuple[str, ...], file: str | None, dry_run: bool) -> None:
    """Submit a request, or preview it."""
    ask_for(asked, kind, gathered(sets, file), dry_run)


def ask_for(asked: CallerOptions, kind: str, spec: dict[str, Json], dry_run: bool) -> None:
    """Submits what was answered, or only says what it would become."""
    if dry_run:
        _preview(asked, kind, spec)
        return
    relay(asked, lambda portal: portal.requests.submit(Submission(kind, spec)), _made)


@click.command("edit", cls=PortalCommand, help="Change a request: a new revision, which has no approvals.")
@click.argument("id")
@SET
@FILE
@DRY_RUN
@click.pass_obj
def edit(asked: CallerOptions, id: str, sets: tuple[str, ...], file: str | None, dry_run: bool) -> None:
    """Submit a new revision, or preview it."""
    changes = gathered(sets, file)
    if not changes:
        raise bad_input("nothing is to be changed", todo="name the change with --set or --file")

    async def changed(portal: PortalClient) -> tuple[str, dict[str, Json]]:
        known = await portal.requests.show(id)
        return known.kind, {**known.answers, **changes}

    if dry_run:
        _preview(asked, *call(asked, changed))
        return

    async def change(portal: PortalClient) -> Request:
        return await portal.requests.edit(id, (await changed(portal))[1])

    relay(asked, change, _made)


def _preview(asked: CallerOptions, kind: str, spec: dict[str, Json]) -> None:
    found = call(asked, lambda portal: portal.requests.preview(kind, spec))
    if found.complaints:
        complaints = (Complaint(one["where"], one["what"], one.get("todo", "")) for one in found.complaints)
        raise bad_input(f"this cannot become {a_or_an(kind)} request", *complaints)
    if found.policy is not None and found.policy.denied:
        fails = [rule.message for rule in found.policy.rules if rule.outcome == "fail"]
        raise refused("policy does not allow it", "; ".join(fails), code="policy")
    answer(asked, found, lambda: preview_text(found))


def _made(request: Request) -> str:
    return page(headline(request), f"follow it: portal request watch {request.id}")


def preview_text(found: Preview) -> str:
    """What a wish would become."""
    limit = inner()
    plan, policy = found.plan, found.policy
    spec = [
        (name, f"{value}" + ("" if found.origins.get(name) == "answered" else f"  ({found.origins.get(name)})"))
        for name, value in found.spec.items()
    ]
    parts = [line(f"{found.kind}: nothing is asked for yet"), section("Answers", fields(spec, limit))]
    if plan is not None:
        columns = ("effect", "stage", elastic("name"), elastic("what"))
        rows = [(e.kind, e.stage, e.name, e.title) for e in plan.effects]
        parts.append(section("What would happen", table(columns, rows, limit)))
        facts = [(f.title, f"{words.yes(f.ok)}  {f.value}  {f.detail}".rstrip()) for f in plan.facts]
        parts.append(section("What it rests on", fields(facts, limit)))
        parts.append(section("Somebody could grant it", cures(plan)))
        parts.append(section("Cost", f"{words.money(plan.cost.monthly_cents, plan.cost.currency)} a month"))
    if policy is not None:
        needs = [line(f"{need.count} of {need.title}: {words.people(need.can_give)}") for need in policy.needs]
        rules = [line(f"{rule.outcome}: {rule.message}") for rule in policy.rules if rule.outcome != "pass"]
        parts.append(section("Who would decide", page(line(f"{policy.tier}: {policy.sentence}"), *needs, *rules)))
    return page(*parts)
