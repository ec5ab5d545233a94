"""An office whose notices go to two channels."""

from dataclasses import dataclass, field

import pytest

from catalog.load import load
from catalog.model import Catalogue, NoticeChannel, Notices
from portal.engine.courier import Courier
from portal.notices.address import Guard
from portal.notices.sending import DeliveryOutcome
from portal.services.notices import notices
from portal.store.connections import Database
from tests.services.office import Office, opened

OPS = NoticeChannel(id="ops", title="The platform team", shape="teams", url_from="OPS_URL", roles=("platform",))
BUS = NoticeChannel(
    id="bus", title="The ticket system", shape="generic", url="https://hooks.example.com/in", secret_from="BUS_SECRET"
)
ENVIRONMENT = {"OPS_URL": "https://hooks.example.com/teams?sig=hush", "BUS_SECRET": "hush-hush"}


@pytest.fixture(scope="session")
def starter() -> Catalogue:
    """The starter catalogue with an organisation that has channels."""
    found = load(None)
    channels = Notices(allowed_hosts=("hooks.example.com",), channels=(OPS, BUS))
    return found.model_copy(update={"organisation": found.organisation.model_copy(update={"notices": channels})})


@pytest.fixture
def office(database: Database, starter: Catalogue) -> Office:
    """An office, once on SQLite and once on PostgreSQL, where nobody was told of anything."""
    made = opened(database, starter)
    notices.begin(made.world)
    return made


@dataclass
class Wire:
    """What the courier sends, and what it is answered."""

    answers: list[DeliveryOutcome] = field(default_factory=lambda: [DeliveryOutcome(True)])
    went: list[tuple[str, str, bytes, str, str]] = field(default_factory=list)

    def send(self, guard: Guard, url: str, body: bytes, id: str, at: str, secret: str = "") -> DeliveryOutcome:
        """Takes what would go out."""
        self.went.append((guard.allowed[0], url, body, id, secret))
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]

    def courier(self, office: Office, **environment: str) -> Courier:
        """A courier that sends here."""
        return Courier(office.world, 0.02, self.send, {**ENVIRONMENT, **environment})

    def ids(self) -> list[str]:
        """The ids of what went, in order."""
        return [id for _, _, _, id, _ in self.went]


@pytest.fixture
def wire() -> Wire:
    """A wire that everything goes through."""
    return Wire()
