"""Members of a group by app role are those whose own sign-ins showed it: nobody before, nobody after it was taken."""

from dataclasses import dataclass

import pytest

from catalog.load import load
from catalog.model import Catalogue
from portal.domain.people.accounts import role_sources
from portal.services.people.app_roles import AppRoles
from portal.store.connections import Database
from portal.store.tables import audit
from tests.kinds.made import changed
from tests.services.office import T1, Office, opened

ROLE = "Portal.Decide"
HOUR = 3600


def by_app_role(catalogue: Catalogue) -> Catalogue:
    """The catalogue in which the platform team's members are those of an app role."""
    groups = tuple(
        changed(one, app_role=ROLE, grants=("platform",)) if one.id == "ml-platform" else one
        for one in catalogue.organisation.groups
    )
    return changed(catalogue, organisation=changed(catalogue.organisation, groups=groups))


@dataclass
class SignedIn:
    """An office in which people sign in, and what their tokens said."""

    office: Office
    app_roles: AppRoles
    file: Catalogue

    def shows(self, person: str, *roles: str, age: int = 0) -> bool:
        """Somebody brings a token that was issued so many seconds ago."""
        known = self.file.organisation.person(person)
        assert known is not None
        issued_at = int(self.office.now.timestamp()) - age
        moved = self.app_roles.note(self.office.world, person, known.object_id, roles, issued_at)
        self.looks()
        return moved

    def looks(self) -> None:
        """The server looks at what was seen."""
        self.app_roles.refresh(self.file.organisation)
        self.office.catalogue = self.app_roles.over(self.file)

    def members(self) -> tuple[str, ...]:
        """Who is on the platform team now."""
        group = self.office.catalogue.organisation.group("ml-platform")
        assert group is not None
        return group.members


@pytest.fixture
def signed_in(database: Database) -> SignedIn:
    """On SQLite and on PostgreSQL; nobody signed in yet."""
    file = by_app_role(load(None))
    made = SignedIn(opened(database, file), AppRoles(database, True), file)
    made.looks()
    return made


def test_nobody_is_a_member_before_their_sign_in_says_so(signed_in: SignedIn) -> None:
    assert signed_in.members() == (), "what the file says of members does not count"
    request = signed_in.office.ask(T1)
    (missing,) = signed_in.office.show(request).missing
    assert missing.can_give == ("lena",), "who stands in where too few are left"
    assert signed_in.shows("ana", ROLE, "Another")
    assert signed_in.members() == ("ana",)
    ana = signed_in.office.catalogue.organisation.person("ana")
    assert ana is not None and ana.roles == ("platform",) and ana.groups == ("ml-platform",)
    assert role_sources(signed_in.office.catalogue.organisation, ana)[0][1].endswith(f"(app role {ROLE})")
    signed_in.office.approve(request, "ana")
    assert signed_in.office.state(request) == "approved"


def test_a_role_that_was_taken_back_is_gone_and_an_older_token_does_not_bring_it_back(signed_in: SignedIn) -> None:
    signed_in.shows("ana", ROLE, age=100)
    request = signed_in.office.approved(T1)
    assert signed_in.shows("ana", age=50)
    assert signed_in.members() == ()
    assert not signed_in.shows("ana", ROLE, age=60), "it was issued before the role was taken"
    assert signed_in.members() == ()
    assert signed_in.office.turn()[request].word == "waits"
    assert signed_in.office.acts(request)[-1] == "start-delayed"


def test_a_start_waits_for_who_showed_the_role_too_long_ago(signed_in: SignedIn) -> None:
    signed_in.shows("ana", ROLE, age=10)
    request = signed_in.office.approved(T1)
    signed_in.office.forward(seconds=HOUR)
    assert signed_in.office.turn()[request].word == "waits"
    waits = signed_in.office.show(request).waiting_on
    assert waits is not None and waits.what.endswith("UTC, over 60 min ago, and has to sign in again")
    assert not signed_in.shows("ana", ROLE), "nothing is different, but it is fresh"
    assert signed_in.office.turn()[request].word == "started"


def test_a_start_waits_when_somebody_elses_server_saw_a_change_a_moment_ago(signed_in: SignedIn) -> None:
    signed_in.shows("ana", ROLE)
    request = signed_in.office.approved(T1)
    signed_in.office.forward(minutes=1)
    other = AppRoles(signed_in.office.database, True)
    other.note(
        signed_in.office.world,
        "li",
        "d3807afc-3bd8-5b95-b5f2-1930542e9fcf",
        [ROLE],
        int(signed_in.office.now.timestamp()),
    )
    assert signed_in.office.turn()[request].word == "waits"
    signed_in.looks()
    assert signed_in.office.turn()[request].word == "started"


def test_each_change_stands_in_the_audit_and_nothing_else_is_written(signed_in: SignedIn) -> None:
    for age in (30, 20, 10):
        signed_in.shows("ana", ROLE, age=age)
        signed_in.shows("maya", "Another", age=age)
    signed_in.shows("ana")
    rows = [one for one in signed_in.office.rows(audit) if one["act"] == "app-roles-seen"]
    assert [(one["actor"], one["data"]) for one in rows] == [("ana", {"roles": [ROLE]}), ("ana", {"roles": []})]
    assert signed_in.office.chain_holds()


def test_a_guest_is_no_member_whatever_their_token_says(signed_in: SignedIn) -> None:
    signed_in.shows("gwen", ROLE)
    assert signed_in.members() == ()


def test_where_nobody_signs_in_the_file_counts_until_somebody_did(signed_in: SignedIn) -> None:
    worker = AppRoles(signed_in.office.database, False)
    worker.refresh(signed_in.file.organisation)
    assert worker.over(signed_in.file) is signed_in.file
    signed_in.shows("li", ROLE)
    worker.refresh(signed_in.file.organisation)
    group = worker.over(signed_in.file).organisation.group("ml-platform")
    assert group is not None and group.members == ("li",)
