"""The card of one item of the catalogue: what it is, what it costs, who has it, who decides."""

from typing import Any

from portal.contract.catalogue import CatalogueItem, CatalogueRow, Quota
from screens.connection.session import Session
from screens.requests.request_sections import value_text
from screens.sheet import Section
from screens.text import Part, ago, at, bar, columns, content, listed, money, stack
from screens.words import LIFECYCLE, STYLES, face

WEEK_HOURS = 40
LONG = 30


def row_card(row: CatalogueRow) -> list[Section]:
    """What the line says already, while the card is being read."""
    shown = face(LIFECYCLE, row.lifecycle)
    head = content((row.title, "b"), "  ", (shown.text, STYLES[shown.tone]))
    return [Section("", stack([head, row.summary or row.use_when]))]


def card(item: CatalogueItem, session: Session) -> list[Section]:
    """Everything that is known of an item."""
    return [
        _head(item, session),
        _when(item),
        _prices(item),
        *(_quota(quota, session) for quota in item.quotas),
        _decides(item, session),
        _used(item),
        *_facts(item.facts),
    ]


def _head(item: CatalogueItem, session: Session) -> Section:
    shown = face(LIFECYCLE, item.lifecycle)
    rows: list[Part] = [content((item.title, "b"), "  ", (shown.text, STYLES[shown.tone])), item.summary]
    if item.reason:
        rows.append(content(("▲ ", "$warning"), item.reason))
    if item.successor:
        rows.append(content(("→ use instead: ", "$primary"), (item.successor, "b")))
    rows.append(content((f"{item.id} {item.version} · {item.tier} · owner {session.name(item.owner)}", "dim")))
    return Section("", stack(rows))


def _when(item: CatalogueItem) -> Section:
    rows: list[list[Part]] = []
    if item.use_when:
        rows.append([("when", STYLES["good"]), item.use_when])
    if item.not_when:
        rows.append([("not when", STYLES["warn"]), item.not_when])
    return Section("Use it", columns(rows))


def _prices(item: CatalogueItem) -> Section:
    if item.kind == "compute" and not item.prices:
        return Section("Price", content(("no price in the price book", "dim")))
    rows: list[list[Part]] = [
        [
            price.region,
            price.priority,
            (f"{money(price.cents_per_hour, price.currency)} an hour", "b"),
            f"{money(price.cents_per_hour * WEEK_HOURS, price.currency)} for {WEEK_HOURS} h",
            (f"{price.certainty}, {price.date}", "dim"),
        ]
        for price in item.prices
    ]
    return Section("Price", columns(rows))


def _quota(quota: Quota, session: Session) -> Section:
    where = f" for {', '.join(quota.stages)}" if quota.stages else ""
    title = f"Quota in {quota.region}{where}, {quota.family} {quota.priority}".rstrip()
    if not quota.priority:
        return Section(title, content(("○ ", "dim"), quota.problem))
    if quota.used is None or quota.limit is None:
        return Section(title, content(("? not known ", "$warning"), quota.problem))
    share = quota.used / quota.limit if quota.limit else 1.0
    style = STYLES["bad"] if share >= 1 else STYLES["warn"] if share > 0.8 else STYLES["good"]
    rows: list[Part] = [
        content(
            (bar(share, 16), style),
            f" {quota.used} of {quota.limit} vCPU used, {max(0, quota.limit - quota.used)} left",
            (f"  {ago(quota.observed_at, session.now())}", "dim"),
        )
    ]
    held: list[list[Part]] = [
        [(f"  {one.vcpus}", "b"), one.name, one.project, session.name(one.person), (f"until {at(one.until)}", "dim")]
        for one in quota.holders
    ]
    return Section(title, stack([*rows, *([columns(held)] if held else [])]))


def _decides(item: CatalogueItem, session: Session) -> Section:
    names = listed([session.name(person) for person in item.approvers], 6)
    rows: list[Part] = [part for part in (item.approval, names and f"could decide: {names}") if part]
    return Section("Who decides", stack(rows))


def _used(item: CatalogueItem) -> Section:
    rows: list[list[Part]] = []
    if item.projects:
        rows.append([("projects", "dim"), listed(item.projects, 12)])
    if item.models:
        rows.append([("models in prod", "dim"), listed(item.models, 12)])
    return Section("Used by", columns(rows))


def _facts(facts: dict[str, Any]) -> list[Section]:
    plain: list[list[Part]] = [
        [(name.replace("_", " "), "dim"), value_text(value)] for name, value in facts.items() if not _rich(value)
    ]
    made = [Section("What it is", columns(plain))]
    for name, value in facts.items():
        if _rich(value):
            items = value.items() if isinstance(value, dict) else enumerate(value, 1)
            lines = [
                content((f"{one} " if isinstance(value, dict) else "· ", "dim"), value_text(part))
                for one, part in items
            ]
            made.append(Section(name.replace("_", " ").capitalize(), stack(lines)))
    return made


def _rich(value: Any) -> bool:
    return (isinstance(value, dict) and bool(value)) or (
        isinstance(value, list) and any(isinstance(part, dict) or len(str(part)) > LONG for part in value)
    )
