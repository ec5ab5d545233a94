"""Rights that somebody holds in Azure without having asked here count like those that were asked for."""

from portal.store.tables import resources
from tests.access.desk import Desk

PRIYA_DEV = "AzureML Data Scientist (found in Azure)"


def test_what_was_given_past_the_portal_is_seen_and_counted(desk: Desk) -> None:
    desk.observe("roleAssignments")
    shown = desk.show(desk.ask("access", by="priya", project="basket", role="reader", stage="dev"))
    (told,) = (fact for fact in shown.plan.facts if fact.name == "rights-dev")
    assert PRIYA_DEV in told.detail
    assert "submit a job" in told.value
    other = desk.show(desk.ask("access", by="tom", project="basket", role="reader", stage="dev"))
    (told,) = (fact for fact in other.plan.facts if fact.name == "rights-dev")
    assert told.value == "can look at everything"


def test_what_was_asked_for_and_is_over_does_not_count_by_an_older_look(desk: Desk) -> None:
    desk.granted("access", "ana", by="tom", project="basket", stage="dev", days=5)
    desk.observe("roleAssignments")
    shown = desk.show(desk.ask("access", by="tom", project="basket", role="reader", stage="dev"))
    assert any("AzureML Data Scientist (R-1)" in fact.detail for fact in shown.plan.facts)
    with desk.world.database.write() as connection:
        gone = resources.update().where(resources.c.kind == "role_assignment")
        connection.execute(gone.values(state="retired"))
    again = desk.show(desk.ask("access", by="tom", project="basket", role="reader", stage="dev"))
    assert not any("AzureML Data Scientist" in fact.detail for fact in again.plan.facts)
