"""Cost, and whether cores and money are there: what every kind that costs something asks and says alike."""

from catalog.model import Catalogue, ComputeType, PriceBook
from portal.contract.plan import Cost, Fact
from portal.domain.cost import Running, committed_cents, monthly_cents
from portal.domain.feasibility import Headroom, command
from portal.kinds.kind import Facts


def no_cost(catalogue: Catalogue, note: str) -> Cost:
    """The cost of what costs nothing."""
    prices = catalogue.prices
    return Cost(0, 0, 0, prices.currency, False, str(prices.date), note)


def machines_cost(
    prices: PriceBook, item: ComputeType, region: str, priority: str, running: Running, days: int | None,
    note: str, was_cents: int = 0,
) -> Cost:  # fmt: skip
    """A month of machines; committed is only what comes on top of `was_cents`, which they cost before."""
    row = prices.hourly(item.id, region, priority)
    if row is None:
        unpriced = f"the price book has no price for {item.id} in {region}"
        return Cost(was_cents, 0, 0, prices.currency, True, str(prices.date), unpriced)
    monthly = monthly_cents(row.cents_per_hour, running)
    return Cost(
        monthly_cents=monthly,
        committed_cents=committed_cents(max(0, monthly - was_cents), days),
        hourly_cents=row.cents_per_hour * max(1, running.nodes),
        currency=prices.currency,
        estimate=row.certainty == "estimate",
        priced_on=str(row.date),
        note=note,
    )


def quota_fact(
    facts: Facts, subscription: str, region: str, item: ComputeType, priority: str, wanted: int,
    project: str, stage: str, low: bool = False, said: str = "wanted",
) -> Fact:  # fmt: skip
    """Whether so many more vCPUs fit; its cure asks for more of them, of `low` priority or not, for the project."""
    quota = facts.quota(subscription, region, item.family, priority)
    where = f"{item.family}, {priority}, {region}"
    if quota is None:
        return Fact("quota", "Quota", "not known", None, f"{where} was never observed")
    room, cure = Headroom(quota.used, quota.limit, wanted), ""
    if room.short and project:
        more = {"priority": "low"} if low else {}
        cure = command("quota", project=project, type=item.id, stage=stage, **more, cores=room.needed_limit)
    told = f"{quota.used} → {room.needed_limit} of {quota.limit} vCPUs"
    detail = f"{where}: {room.left} left, {wanted} {said}"
    return Fact("quota", "Quota", told, not room.short, detail, quota.observed_at, blocks=True, cure=cure)


def budget_fact(left: int, cost: Cost, whose: str, cure: str = "", fits: bool | None = None) -> Fact:
    """Whether what it commits fits into what is left, in cents; `fits` where more than that decides on it."""
    after = left - cost.committed_cents
    told = f"{left // 100} → {after // 100} {cost.currency} left this month"
    detail = f"{whose}; this commits {cost.committed_cents / 100:.2f} {cost.currency}"
    return Fact("budget", "Budget", told, after >= 0 if fits is None else fits, detail, blocks=True, cure=cure)


def more_budget(project: str, cents: int) -> str:
    """The command that asks for so large a budget, in whole euros."""
    return command("budget", project=project, monthly_budget=-(-cents // 100))
