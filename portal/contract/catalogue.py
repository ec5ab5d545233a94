"""What may be asked for, as the screens and scripts see it."""

from dataclasses import dataclass, field

from portal.contract.values import Cents, Json, PersonId, Stamp


@dataclass(frozen=True)
class Price:
    """What one hour costs in one region, and how sure that is."""

    region: str
    priority: str
    cents_per_hour: Cents
    currency: str
    certainty: str
    source: str
    date: str


@dataclass(frozen=True)
class QuotaHolder:
    """Somebody who holds a part of a quota, and until when."""

    name: str
    project: str
    person: PersonId
    vcpus: int
    until: Stamp | None


@dataclass(frozen=True)
class Quota:
    """vCPUs of one family in one region of one subscription, as last observed; None is not known.

    `priority` is "" where a size is not offered in a region at all; `problem` says so.
    """

    region: str
    family: str
    priority: str
    used: int | None
    limit: int | None
    observed_at: Stamp | None
    problem: str = ""
    holders: tuple[QuotaHolder, ...] = ()
    subscription: str = ""
    """Its title."""
    stages: tuple[str, ...] = ()
    """The stages that this subscription holds."""


@dataclass(frozen=True)
class CatalogueRow:
    """One line of the catalogue."""

    id: str
    kind: str
    title: str
    lifecycle: str
    use_when: str
    tier: str
    version: str
    owner: str
    summary: str = ""
    reason: str = ""
    successor: str = ""
    cents_per_hour: Cents | None = None


@dataclass(frozen=True)
class CatalogueItem:
    """The card of one item: its line, everything its file says (`facts`), and what is known live."""

    id: str
    kind: str
    title: str
    lifecycle: str
    use_when: str
    tier: str
    version: str
    owner: str
    summary: str
    reason: str
    successor: str
    not_when: str
    digest: str
    facts: dict[str, Json]
    approvers: tuple[PersonId, ...] = ()
    approval: str = ""
    """The policy in words: who decides, and how long it usually takes."""
    prices: tuple[Price, ...] = ()
    quotas: tuple[Quota, ...] = ()
    projects: tuple[str, ...] = ()
    models: tuple[str, ...] = ()


@dataclass(frozen=True)
class CataloguePage:
    """Lines of the catalogue; it is small, so one page holds all."""

    items: tuple[CatalogueRow, ...]
    counts: dict[str, int] = field(default_factory=dict)
    next: str | None = None
    warning: str = ""
    """Set when the files on disk are broken and the last good catalogue is being served."""
