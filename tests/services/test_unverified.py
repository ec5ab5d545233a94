"""Of whom nothing says which human they are might agree to their own wish by another account: one more has to agree."""

from typing import Any

import pytest

from catalog.model import Catalogue
from tests.kinds.made import changed
from tests.services.office import T1, Office


def careful(catalogue: Catalogue, **maya: Any) -> Catalogue:
    """A catalogue whose policy asks for one more where somebody is not verified, and in which maya is so."""
    people = tuple(changed(one, **maya) if one.id == "maya" else one for one in catalogue.organisation.people)
    return changed(
        catalogue,
        policy=changed(catalogue.policy, unverified_adds=1),
        organisation=changed(catalogue.organisation, people=people),
    )


def test_it_takes_one_more_and_what_is_missing_says_why(sqlite_office: Office) -> None:
    sqlite_office.catalogue = careful(sqlite_office.catalogue)
    request = sqlite_office.ask(T1)
    (missing,) = sqlite_office.show(request).missing
    assert missing.count == 2 and "1 more than usual as who asks is not verified" in missing.title
    sqlite_office.vote(request, "ana", "approve")
    assert sqlite_office.state(request) == "in_review"
    sqlite_office.vote(request, "li", "approve")
    assert sqlite_office.state(request) == "approved"


@pytest.mark.parametrize("known", [{"employee_id": "4711"}, {"accounts": ("00000000-0000-4000-8000-000000000009",)}])
def test_whoever_is_known_by_number_or_by_linked_accounts_is_as_usual(
    sqlite_office: Office, known: dict[str, Any]
) -> None:
    sqlite_office.catalogue = careful(sqlite_office.catalogue, **known)
    (missing,) = sqlite_office.show(sqlite_office.ask(T1)).missing
    assert missing.count == 1 and "verified" not in missing.title


def test_what_starts_by_itself_still_does(sqlite_office: Office) -> None:
    sqlite_office.catalogue = careful(sqlite_office.catalogue)
    assert sqlite_office.state(sqlite_office.ask("d4s-v5")) == "approved"
