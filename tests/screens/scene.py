"""A busy day at the portal, for stories and for looking at screens."""

from portal.contract.home import Change, Home
from portal.contract.projects import Resource
from tests.screens import made
from tests.screens.fake import FakePortal

TITLES = ("project credit-risk", "compute 2×A100, 14 days", "environment sklearn 1.5", "access to churn for Tom")


def busy_portal(person: str = "ana") -> FakePortal:
    """Fourteen requests wait, three of them easy; one runs; a lease ends today."""
    portal = FakePortal(person)
    inbox = [
        made.row(
            200 + number,
            title=TITLES[number % 4],
            kind=("project", "compute", "environment", "access")[number % 4],
            easy=number < 3,
            tier=f"T{1 + number % 3}",
            monthly_cents=31_000 * (number + 1),
            stage=("dev", "test", "prod")[number % 3],
            flags=()
            if number < 3
            else (("over budget",), ("assumed values",), ("quota full", "assumed values"))[number % 3],
        )
        for number in range(14)
    ]
    states = (
        "in_review",
        "running",
        "ready",
        "denied",
        "failed_leftovers",
        "ready_with_differences",
        "approved",
        "expired",
    )
    portal.inbox = inbox
    portal.rows = inbox + [
        made.row(100 + n, state=states[n % 8], progress=0.4 if states[n % 8] == "running" else None) for n in range(40)
    ]
    portal.details = {line.id: made.request(int(line.id[2:]), title=line.title, kind=line.kind, easy=line.easy,
                                            state=line.state, flags=line.flags, tier=line.tier)
                      for line in portal.rows}  # fmt: skip
    portal.home_page = Home(
        waiting=tuple(inbox[:5]),
        mine=(made.row(12, state="ready", waiting_on=None), made.row(14)),
        leases=(
            Resource("res-1", "compute", "gpu-churn", "churn", "dev", "mlw-retail-dev", "expiring", "maya", "R-12",
                     120_000, made.after(hours=7), made.before(minutes=2)),
        ),
        running=(made.operation("R-101"),),
        changes=(Change(5, made.before(hours=1), "request.approved", "R-12", "li", "Li approved R-12"),),
        counts={"approvals": 14},
        stories=({"text": "One request is over quota", "screen": "requests", "subject": "R-214"},),
    )  # fmt: skip
    return portal
