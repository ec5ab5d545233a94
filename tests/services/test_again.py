"""What came to nothing is asked for again: the same answers, a link both ways, and once however often it is tried."""

import threading
from typing import Any

import pytest
import sqlalchemy as sa

from portal.contract.problem import Problem
from portal.records.idempotency import Once
from portal.services.requests.again import ask_again
from portal.store.tables import requests as table
from tests.services.office import T1, Office, status


def again(office: Office, request: str, by: str = "maya", spec: dict[str, Any] | None = None, key: str = "") -> str:
    """Somebody asks again."""
    once = Once(by, key, "same") if key else None
    return ask_again(office.world, office.world.person(by), request, spec, once)


def over(office: Office, how: str, **answers: Any) -> str:
    """A request of maya's that came to nothing."""
    request = office.ask(T1, **answers)
    if how == "denied":
        office.vote(request, "ana", "deny", "not now")
    elif how == "withdrawn":
        office.withdraw(request)
    elif how == "expired":
        office.forward(days=9)
        office.turn()
    else:
        office.approve(request, "ana")
        office.forward(minutes=1)
        office.turn()
        office.finish(request, how, "it broke")
    assert office.state(request) == how
    return request


@pytest.mark.parametrize("how", ["denied", "withdrawn", "expired", "failed_clean", "failed_leftovers"])
def test_each_way_to_nothing_can_be_gone_again_with_the_same_answers(sqlite_office: Office, how: str) -> None:
    former = over(sqlite_office, how, nodes=2)
    assert "again" in sqlite_office.may(former, "maya") and "again" not in sqlite_office.may(former, "ana")
    made = again(sqlite_office, former)
    before, after = sqlite_office.show(former), sqlite_office.show(made)
    assert (after.state, after.spec["nodes"], after.answers) == ("in_review", 2, before.answers)
    assert (before.asked_again, after.again_of) == (made, former) and (before.again_of, after.asked_again) == ("", "")
    assert sqlite_office.acts(made) == ["submitted"] and sqlite_office.chain_holds()


def test_tried_again_it_finds_the_one_that_there_is(office: Office) -> None:
    former = over(office, "denied")
    made = again(office, former, key="first")
    assert {again(office, former), again(office, former, key="first"), again(office, former, key="other")} == {made}
    assert len(office.requests()) == 2
    office.withdraw(made)
    assert again(office, former) == made  # it goes on from there
    assert office.show(again(office, made)).again_of == made


def test_who_presses_it_in_two_windows_at_once_asks_once(office: Office) -> None:
    former, made = over(office, "withdrawn"), []
    pressing = [threading.Thread(target=lambda: made.append(again(office, former))) for _ in range(4)]
    for one in pressing:
        one.start()
    for one in pressing:
        one.join()
    assert len(made) == 4 and len(set(made)) == 1 and len(office.requests()) == 2


def test_other_answers_may_take_the_place_of_the_former_ones_but_not_of_one_that_is_under_way(
    sqlite_office: Office,
) -> None:
    former = over(sqlite_office, "denied", nodes=4)
    spec = {**sqlite_office.show(former).answers, "nodes": 2}
    made = again(sqlite_office, former, spec=spec)
    assert sqlite_office.show(made).spec["nodes"] == 2
    with pytest.raises(Problem) as fault:
        again(sqlite_office, former, spec={**spec, "nodes": 1})
    assert status(fault.value) == (409, "asked-again") and made in fault.value.body.detail


def test_nobody_asks_again_for_somebody_else_or_for_what_is_not_over(sqlite_office: Office) -> None:
    former, open_one = over(sqlite_office, "denied"), sqlite_office.ask(T1)
    for request, by, code in ((former, "priya", (403, "not-yours")), (open_one, "maya", (409, "not-over"))):
        with pytest.raises(Problem) as fault:
            again(sqlite_office, request, by)
        assert status(fault.value) == code
    assert len(sqlite_office.requests()) == 2


def test_what_does_not_go_any_more_is_refused_like_any_wish_and_leaves_no_link(sqlite_office: Office) -> None:
    former = over(sqlite_office, "withdrawn", until="tomorrow 12:00")
    sqlite_office.forward(days=3)
    with pytest.raises(Problem) as fault:
        again(sqlite_office, former)
    assert fault.value.body.status == 422 and sqlite_office.show(former).asked_again == ""


def test_the_database_itself_holds_one_successor(sqlite_office: Office) -> None:
    former = over(sqlite_office, "denied")
    again(sqlite_office, former)
    other = int(sqlite_office.ask(T1, name="other")[2:])
    with pytest.raises(sa.exc.IntegrityError), sqlite_office.database.write() as connection:
        connection.execute(table.update().where(table.c.number == other).values(again_of=int(former[2:])))
