"""From answers to everything that a request would be. Nothing is stored here."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from catalog.model import Person
from portal.contract.plaintext import a_or_an
from portal.contract.plan import Plan, PolicyOutcome, Preview
from portal.contract.problem import Complaint, Problem, bad_input, refused
from portal.contract.requests import Form, KindRow
from portal.domain.digest import revision_digest
from portal.domain.policy import Excepted, judge, outcome, seats
from portal.domain.requests.duties import Seat
from portal.kinds.complete import complete, form_schema, renewed
from portal.kinds.kind import Facts, Kind, RenderOrder, Wish
from portal.kinds.registry import KINDS, kind_of, models_of, policy_words
from portal.records.facts import gather
from portal.services.world import World


@dataclass(frozen=True)
class Proposal:
    """A wish with its plan, what policy makes of it, and the digest that it would be decided by."""

    kind: Kind
    wish: Wish
    plan: Plan
    policy: PolicyOutcome
    seats: tuple[Seat, ...]
    items: Mapping[str, str]
    digest: str
    price_limit: int
    """By how many percent the price may move between approval and start."""
    renewed: tuple[Complaint, ...] = ()
    """What of a stored wish was not so any more, and is derived anew in this one."""

    @property
    def blocking(self) -> list[str]:
        """What stops it now, in words."""
        return [f"{fact.title}: {fact.detail or fact.value}" for fact in self.plan.facts if fact.blocks and not fact.ok]

    @property
    def flags(self) -> list[str]:
        """What a person should think about before they say yes, in a few words each."""
        flags = [f"{fact.title.lower()} not known" for fact in self.plan.facts if fact.ok is None]
        flags += [f"{fact.title.lower()} does not fit" for fact in self.plan.facts if fact.ok is False and fact.blocks]
        flags += [fact.value for fact in self.plan.facts if fact.ok is False and not fact.blocks]
        flags += [rule.title for rule in self.policy.rules if rule.outcome in ("warn", "raise")]
        return flags


def kinds() -> tuple[KindRow, ...]:
    """Every kind that may be asked for."""
    return tuple(KindRow(kind.id, kind.title, kind.summary) for kind in KINDS.values())


def form(world: World, person: Person, kind_id: str, answers: Mapping[str, Any]) -> Form:
    """The form of a kind, for what has been answered so far."""
    kind = kind_of(kind_id)
    facts = _facts(world, kind_id, answers)
    given = {name: answer for name, answer in answers.items() if answer not in (None, "")}
    schema = form_schema(kind.fields(given, person, world.catalogue(), facts))
    return Form(kind.id, kind.title, kind.summary, schema)


def preview(world: World, person: Person, kind_id: str, answers: Mapping[str, Any]) -> Preview:
    """What the answers would become: pure and quick, nothing is rendered."""
    kind = kind_of(kind_id)
    facts = _facts(world, kind_id, answers)
    wish, complaints = _complete(world, kind, answers, person, facts, "R-new")
    listed = tuple({"where": one.where, "what": one.what, "todo": one.todo} for one in complaints)
    if complaints:
        return Preview(kind.id, dict(wish.values), dict(wish.origins), listed, None, None)
    made = _proposal(kind, wish, world, facts, {}, frozenset({person.id}))
    names = tuple(
        {"kind": effect.kind, "name": effect.name, "ok": True, "why": ""}
        for effect in made.plan.effects
        if world.brings_name(effect.kind)
    )
    return Preview(kind.id, dict(wish.values), dict(wish.origins), (), made.plan, made.policy, names)


def rendering(world: World, person: Person, kind_id: str, answers: Mapping[str, Any]) -> RenderOrder | None:
    """What a wish would render, if it renders anything. Raises Problem for bad answers."""
    kind = kind_of(kind_id)
    facts = _facts(world, kind_id, answers)
    wish, complaints = _complete(world, kind, answers, person, facts, "R-new")
    if complaints:
        raise bad_input("there are no files yet", *complaints)
    return kind.rendering(wish, world.catalogue())


def propose(
    world: World,
    person: Person,
    kind_id: str,
    answers: Mapping[str, Any],
    request: str,
    editors: frozenset[str],
    model: str = "",
) -> Proposal:
    """The whole proposal, its files rendered. Raises Problem for bad answers and for what may not or cannot be.

    `model` is the operating model that a request had before; a new one has that of the organisation.
    """
    kind = kind_of(kind_id)
    catalogue = world.catalogue()
    facts = _facts(world, kind_id, answers, int(request.removeprefix("R-")))
    wish, complaints = _complete(world, kind, answers, person, facts, request)
    if complaints:
        raise bad_input(f"this cannot become {a_or_an(kind.id)} request", *complaints, code=_code(complaints))
    order = kind.rendering(wish, catalogue)
    files = world.render(order) if order is not None else {}
    made = _proposal(kind, wish, world, facts, files, editors, model)
    if made.policy.denied:
        fails = [rule.message for rule in made.policy.rules if rule.outcome == "fail"]
        raise refused("policy does not allow it", "; ".join(fails), code="policy")
    if made.blocking:
        cures = [fact.cure for fact in made.plan.facts if fact.blocks and fact.ok is False and fact.cure]
        todo = " or: ".join(("ask for less, wait,", *cures)) if cures else "ask for less, or wait"
        raise refused("it does not fit now", "; ".join(made.blocking), todo, "does-not-fit")
    return made


def rebuild(
    world: World, facts: Facts, kind_id: str, stored: Mapping[str, Any], requester: Person, editors: frozenset[str]
) -> tuple[Proposal | None, Problem | None]:
    """What a stored wish would be carried out as now, rendered again when its template changed; or why it cannot be.

    What its kind renews is derived anew where the world says otherwise by now.
    """
    made, faults = refreshed(world, facts, kind_id, stored, requester, editors)
    made = made or _renewed(world, facts, kind_id, stored, requester, editors, faults)
    if made is None:
        return None, bad_input("it cannot be carried out any more", *faults)
    order = made.kind.rendering(made.wish, world.catalogue())
    if order is None or stored["items"].get(order.template) == world.catalogue().digest(order.template):
        return made, None
    try:
        files = world.render(order)
    except Problem as problem:
        return None, problem
    return refreshed(world, facts, kind_id, stored, requester, editors, files)[0], None


def refreshed(
    world: World,
    facts: Facts,
    kind_id: str,
    stored: Mapping[str, Any],
    requester: Person,
    editors: frozenset[str],
    files: Mapping[str, str] | None = None,
) -> tuple[Proposal | None, tuple[Complaint, ...]]:
    """A stored wish in the world of now, values and origins kept; nothing is rendered. Or what is wrong with it."""
    kind, catalogue = kind_of(kind_id), world.catalogue()
    wish = _stored_wish(kind_id, stored, requester)
    facts = facts.but(wish.request)
    faults = kind.complaints(wish, catalogue, facts)
    if faults:
        return None, faults
    model = str(stored["policy"].get("model", ""))
    return _proposal(kind, wish, world, facts, _stored_files(stored) if files is None else files, editors, model), ()


def _facts(world: World, kind_id: str, answers: Mapping[str, Any], but: int | None = None) -> Facts:
    with world.database.read() as connection:
        return gather(connection, world.catalogue(), but, world.now(), models_of(kind_id, answers))


def _renewed(
    world: World,
    facts: Facts,
    kind_id: str,
    stored: Mapping[str, Any],
    requester: Person,
    editors: frozenset[str],
    faults: tuple[Complaint, ...],
) -> Proposal | None:
    wish = _stored_wish(kind_id, stored, requester)
    fresh = renewed(kind_of(kind_id), wish, faults, world.catalogue(), facts.but(wish.request))
    if fresh is None:
        return None
    made, _ = refreshed(world, facts, kind_id, {**stored, "spec": fresh.values}, requester, editors)
    return None if made is None else replace(made, renewed=faults)


def _stored_wish(kind_id: str, stored: Mapping[str, Any], requester: Person) -> Wish:
    request = f"R-{stored['request']}"
    return Wish(kind_id, stored["spec"], stored["origins"], requester, request, stored["at"])


def _stored_files(stored: Mapping[str, Any]) -> Mapping[str, str]:
    repositories = (effect for effect in stored["plan"]["effects"] if effect["kind"] == "repository")
    files: Mapping[str, str] = next((effect["payload"]["files"] for effect in repositories), {})
    return files


def _complete(
    world: World, kind: Kind, answers: Mapping[str, Any], person: Person, facts: Facts, request: str
) -> tuple[Wish, tuple[Complaint, ...]]:
    return complete(kind, answers, person, world.catalogue(), facts, request, world.now())


def _code(complaints: tuple[Complaint, ...]) -> str:
    return "blocked-offer" if any("cannot be taken" in one.what for one in complaints) else "bad-input"


def _proposal(
    kind: Kind,
    wish: Wish,
    world: World,
    facts: Facts,
    files: Mapping[str, str],
    editors: frozenset[str],
    model: str = "",
) -> Proposal:
    catalogue = world.catalogue()
    plan = kind.plan(wish, catalogue, facts, files)
    variables = {
        **policy_words(),
        "kind": kind.id,
        "stage": plan.stage,
        "monthly_cents": plan.cost.monthly_cents,
        "committed_cents": plan.cost.committed_cents,
        "tier": kind.offered_tier(wish, catalogue),
        "days": plan.lease_days or 0,
        "assumed": wish.assumed,
        "estimate": plan.cost.estimate,
        **kind.variables(wish, catalogue, facts),
    }
    verdict = judge(catalogue, kind.id, variables["tier"], variables, _live(facts, plan.project, world.now()))
    barred = editors | kind.profits(wish.values)
    model = model or catalogue.organisation.model_for(kind.id, plan.unit)
    chairs = seats(catalogue, verdict.tier, plan.unit, verdict.also, verdict.instead, barred, model)
    policy = outcome(catalogue, verdict, chairs, barred, model)
    items = {item: catalogue.digest(item) for item in plan.items}
    digest = revision_digest(wish.values, wish.origins, items, policy.digest, plan)
    return Proposal(kind, wish, plan, policy, chairs, items, digest, catalogue.policy.price_move_percent)


def _live(facts: Facts, project: str, now: str) -> tuple[Excepted, ...]:
    """The exceptions that count for a project now."""
    return tuple(
        Excepted(one.rule, one.request, one.until)
        for one in facts.exceptions
        if one.project == project and one.until > now
    )
