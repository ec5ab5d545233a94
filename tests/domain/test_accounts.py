"""One human, several accounts: they are one person."""

from catalog.load import load
from portal.domain.people.accounts import person_behind

ADMIN = "00000000-0000-4000-8000-0000000000aa"


def test_every_account_of_a_human_leads_to_the_same_person() -> None:
    organisation = load(None).organisation
    ana = organisation.person("ana")
    assert ana is not None
    people = tuple(
        one.model_copy(update={"accounts": (ADMIN,)}) if one.id == "ana" else one for one in organisation.people
    )
    linked = organisation.model_copy(update={"people": people})
    for account in (ana.object_id, ADMIN):
        found = person_behind(linked, account)
        assert found is not None and found.id == "ana"
    assert person_behind(organisation, ADMIN) is None
