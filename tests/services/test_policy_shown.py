"""Who decides on what, as it is shown, is who really decides."""

import pytest

from catalog.model import OperatingException
from portal.cli.catalogue.policy import policy_text
from portal.services.catalogue.policy import shown
from tests.kinds.made import changed
from tests.services.office import T1, T2, Office

EXCEPTIONS = (
    OperatingException(model="federated", kinds=("compute", "resize"), units=("retail",)),
    OperatingException(model="hub-and-spoke", units=("risk",)),
)


@pytest.mark.parametrize(("type_", "tier"), [(T1, "T1"), (T2, "T2")])
def test_a_request_goes_to_those_who_are_shown(sqlite_office: Office, type_: str, tier: str) -> None:
    organisation = changed(sqlite_office.catalogue.organisation, operating_exceptions=EXCEPTIONS)
    sqlite_office.catalogue = changed(sqlite_office.catalogue, organisation=organisation)
    found = shown(sqlite_office.world)
    (row,) = [one for one in found.rows if (one.unit, one.tier) == ("retail", tier) and "compute" in one.kinds]
    asked = sqlite_office.show(sqlite_office.ask(type_))
    assert [one.can_give for one in row.needs] == [one.can_give for one in asked.missing] == [("theo",)]
    assert row.model == "federated" and row.hold_seconds == asked.policy.hold_seconds


def test_what_holds_for_some_kinds_or_units_stands_beside_the_rest(sqlite_office: Office) -> None:
    organisation = changed(sqlite_office.catalogue.organisation, operating_exceptions=EXCEPTIONS)
    sqlite_office.catalogue = changed(sqlite_office.catalogue, organisation=organisation)
    models = {(row.unit, row.kinds, row.model) for row in shown(sqlite_office.world).rows}
    assert models == {
        ("retail", ("compute", "resize"), "federated"), ("retail", (), "centralised"), ("risk", (), "hub-and-spoke"),
        ("logistics", (), "centralised"), ("platform", (), "centralised"),
    }  # fmt: skip
    text = policy_text(shown(sqlite_office.world))
    assert "Retail for compute, resize: federated" in text and "Risk: hub and spoke" in text
    assert "T1  one of the lead of Retail: Theo; usually 3 h" in text
