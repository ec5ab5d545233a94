"""What a promotion rests on: its gates, what it is, what serves now, the way back, machines and money."""

from catalog.model import ComputeType
from portal.contract.plan import Cost, Fact
from portal.domain.cost import Running
from portal.domain.feasibility import reserved_cores
from portal.domain.models.evidence import Artefact, compare, digest_of
from portal.kinds.fits import budget_fact, machines_cost, more_budget, quota_fact
from portal.kinds.kind import Facts
from portal.kinds.models.executors import CI
from portal.kinds.models.serving_fields import BATCH
from portal.kinds.models.target import Target, artefact_of, serves_already


def promotion_facts(target: Target, facts: Facts, cost: Cost, gates: tuple[Fact, ...]) -> tuple[Fact, ...]:
    """Every fact; those that block stop the request before it is submitted, and again at its start."""
    deploys = target.wish.text("executor") != CI and not serves_already(target)
    return (
        identity(target),
        _trainer(target),
        *gates,
        _present(target),
        _registry(target),
        *((_quota(target, facts), _budget(target, facts, cost)) if deploys and target.kind != BATCH else ()),
        *_asked(target, facts),
    )


def identity(target: Target) -> Fact:
    """What proves which files these are."""
    source = target.model.stages.get(target.wish.text("from"))
    artefact = artefact_of(target)
    seen = source.observed_at if source else None
    if artefact is None or artefact.identity == "none":
        told = "nothing proves which files these are: no manifest, and not shared by the portal"
        return Fact("identity", "Artefact", "not proven", None, told, seen)
    strength = "a manifest of its files" if artefact.identity == "manifest" else "the registry's asset"
    return Fact("identity", "Artefact", digest_of(artefact), True, f"proven by {strength}", seen)


def _trainer(target: Target) -> Fact:
    trained = target.wish.text("trainer")
    if not trained:
        return Fact("trainer", "Trained by", "not known", None, "Azure names nobody of the organisation")
    return Fact("trainer", "Trained by", trained, True, "they decide nothing about it")


def _present(target: Target) -> Fact:
    """What the stage serves until then; one that could not be looked at stops it."""
    there, title = target.there, f"In {target.stage} now"
    if there is None:
        return Fact("present", title, "nothing", True, "the model was never there")
    if there.status != "seen":
        told = f"{there.workspace} was {there.status} at the last look"
        return Fact("present", title, "not known", False, told, there.observed_at, blocks=True)
    serving = [f"v{one.artefact.version} {one.traffic or 100} %" for one in there.serving]
    failed = [one.name for one in there.deployed if one.state.lower() == "failed"]
    detail = f"{', '.join(failed)} has failed and stays as it is" if failed else ""
    return Fact("present", title, ", ".join(serving) or "nothing serves", True, detail, there.observed_at)


def _registry(target: Target) -> Fact:
    """A version of a registry never changes, so another artefact under this number is the end of it."""
    wanted = artefact_of(target)
    same = [one for key, one in target.model.assets.items() if key.rsplit("/", 1)[1] == target.version]
    if wanted is not None and any(compare(one, wanted) == "≠" for one in same):
        told = "it holds another artefact under this number, and a registry's version never changes"
        return Fact("registry", "Registry", f"refuses v{target.version}", False, f"{told}: register a new version",
                    blocks=True)  # fmt: skip
    return Fact("registry", "Registry", "has it" if same else "gets it", True, "models move through it")


def _item(target: Target) -> ComputeType | None:
    return next((one for one in target.catalogue.computes if one.id == target.wish.text("type")), None)


def cost_of(target: Target) -> Cost:
    """A month of the new machines; the ones before stay until somebody ends them, as they are the way back."""
    prices, item, place = target.catalogue.prices, _item(target), target.project.place(target.stage)
    row = prices.hourly(item.id, place.region, "dedicated") if item and place else None
    deploys = target.wish.text("executor") != CI and target.kind != BATCH and not serves_already(target)
    if item is None or place is None or row is None or not deploys:
        unpriced = deploys and row is None
        note = "the price book has no price for it" if unpriced else "no machines of its own by this request"
        return Cost(0, 0, 0, prices.currency, unpriced, str(prices.date), note)
    count = target.wish.number("instances")
    note = f"{count} × {item.size}, day and night"
    return machines_cost(prices, item, place.region, "dedicated", Running(count, count), None, note)


def _quota(target: Target, facts: Facts) -> Fact:
    """Azure reserves a fifth more machines than an online deployment runs."""
    item, place = _item(target), target.project.place(target.stage)
    if item is None or place is None:
        return Fact("quota", "Quota", "not known", None, "nobody knows the machines")
    wanted = reserved_cores(item.vcpus, target.wish.number("instances"), target.catalogue.endpoint_percent)
    where = target.project.subscriptions[target.stage], place.region
    paid = target.project.name, target.stage
    return quota_fact(facts, *where, item, "dedicated", wanted, *paid, said="wanted with the reserve")


def _budget(target: Target, facts: Facts, cost: Cost) -> Fact:
    left, project = facts.left_cents(target.project), target.project
    short = left < cost.committed_cents
    cure = more_budget(project.name, project.committed_cents + cost.committed_cents) if short else ""
    return budget_fact(left, cost, project.name, cure)


def _asked(target: Target, facts: Facts) -> tuple[Fact, ...]:
    """Another open request that would change what the same stage serves."""
    same = [
        one.request
        for one in facts.asked
        if one.request != target.wish.request and one.kind in ("promotion", "rollback")
        and one.project == target.project.name and one.values.get("model") == target.wish.text("model")
        and target.stage in (one.values.get("to"), one.values.get("stage"))
    ]  # fmt: skip
    if not same:
        return ()
    told = f"{', '.join(same)} would change what {target.stage} serves too"
    return (Fact("duplicate", "Asked for already", told, False, "it is open"),)


def differs(artefact: Artefact | None, approved: str) -> bool:
    """Whether what is there is not what was approved; what had no digest then may not have got another one since."""
    return artefact is not None and digest_of(artefact) != approved
