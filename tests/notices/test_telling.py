"""Who can act and who asked are told, each thing once, and nothing that is over."""

import pytest

from portal.contract.problem import Problem
from portal.services import home
from portal.services.notices import notice_wishes, notices
from portal.store.tables import events
from portal.store.tables import notices as notices_table
from tests.services.office import T0, Office


def tell(office: Office) -> None:
    """The courier works through all events."""
    while notices.spread(office.world):
        assert office.rows(events)


def told(office: Office, person: str) -> list[tuple[str, str, str]]:
    """What somebody was told, oldest first: topic, subject, words."""
    found = notices.listing(office.world, office.world.person(person)).items
    return [(one.topic, one.subject, one.text) for one in reversed(found)]


def test_those_who_can_decide_are_told_and_nobody_else(office: Office) -> None:
    request = office.ask()
    tell(office)
    able = office.show(request).waiting_on
    assert able is not None and able.people
    for person in office.catalogue.organisation.people:
        if person.active and person.kind == "human":
            wanted = [("turn", request, "waits for you: approve or deny")] if person.id in able.people else []
            assert told(office, person.id) == wanted


def test_every_notice_names_the_command_that_opens_it(office: Office) -> None:
    request = office.ask()
    tell(office)
    (one,) = notices.listing(office.world, office.world.person("ana")).items
    assert (one.open, one.title) == (f"portal open {request}", office.show(request).title)


def test_the_requester_hears_of_decision_and_end_but_not_of_what_they_did(office: Office) -> None:
    request = office.ask()
    office.approve(request, "ana")
    office.forward(minutes=1)
    office.turn()
    office.finish(request)
    tell(office)
    assert told(office, "maya") == [("decided", request, "was approved by Ana Kovac"), ("ended", request, "is ready")]


def test_a_denial_says_why(office: Office) -> None:
    request = office.ask()
    office.vote(request, "ana", "deny", "too dear")
    tell(office)
    assert told(office, "maya") == [("decided", request, "was denied by Ana Kovac: too dear")]


def test_what_is_over_before_anybody_was_told_calls_nobody(office: Office) -> None:
    request = office.ask()
    office.withdraw(request)
    tell(office)
    assert told(office, "ana") == [] and told(office, "maya") == []


def test_a_question_calls_the_requester_and_the_answer_those_who_decide(office: Office) -> None:
    request = office.ask()
    tell(office)
    office.vote(request, "ana", "question", "why?")
    tell(office)
    assert told(office, "maya")[-1] == ("turn", request, "waits for you: answer the question of ana")
    office.vote(request, "maya", "comment", "because")
    tell(office)
    assert [topic for topic, *_ in told(office, "ana")] == ["turn", "turn"]


def test_a_second_look_at_the_same_events_tells_nobody_again(office: Office) -> None:
    office.ask()
    tell(office)
    before = office.rows(notices_table)
    with office.database.write() as connection:  # as after a kill between two workers
        connection.exec_driver_sql("UPDATE notice_head SET number = 0")
    tell(office)
    assert office.rows(notices_table) == before


def test_what_happened_before_the_first_start_is_not_told(office: Office) -> None:
    with office.database.write() as connection:
        connection.exec_driver_sql("DELETE FROM notice_head")
    office.ask()
    notices.begin(office.world)
    request = office.ask("nc24ads-a100-v4")
    notices.begin(office.world)
    tell(office)
    assert {subject for _, subject, _ in told(office, "ana")} == {request}


def test_home_counts_what_is_unread_until_it_was_seen(office: Office) -> None:
    maya = office.world.person("maya")
    for type_ in ("nc4as-t4-v3", "nc24ads-a100-v4"):
        office.vote(office.ask(type_), "ana", "comment", "nice")
    tell(office)
    shown = home.show(office.world, maya)
    assert [one.text for one in shown.notices] == ["Ana Kovac said something: nice"] * 2
    assert shown.counts["home"] == 2
    notices.mark_seen(office.world, maya, shown.notices[-1].number)
    assert home.show(office.world, maya).notices == shown.notices[:1]
    assert notices.mark_seen(office.world, maya, shown.notices[0].number).unread == 0
    assert home.show(office.world, maya).counts["home"] == 0
    waiting = home.show(office.world, office.world.person("li"))
    assert (waiting.notices, waiting.counts["home"], len(waiting.waiting)) == ((), 0, 2)
    assert notices.listing(office.world, office.world.person("li")).unread == 2  # ana acted, so she knows


def test_the_news_of_a_notice_reaches_everybody_who_watches(office: Office) -> None:
    office.ask()
    tell(office)
    (came,) = [row for row in office.rows(events) if row["kind"] == notices.CAME]
    assert "ana" in came["data"]["people"] and "maya" not in came["data"]["people"]


def test_the_list_comes_in_pages(office: Office) -> None:
    for type_ in (T0, "nc4as-t4-v3", "nc24ads-a100-v4", "nd40rs-v2"):
        office.ask(type_)
    tell(office)
    ana = office.world.person("ana")
    everything = notices.listing(office.world, ana).items
    first = notices.listing(office.world, ana, limit=1)
    second = notices.listing(office.world, ana, cursor=first.next, limit=1)
    assert (*first.items, *second.items) == everything[:2]
    with pytest.raises(Problem) as caught:
        notices.listing(office.world, ana, cursor="x")
    assert caught.value.body.status == 422


def test_a_person_who_wants_no_such_notice_gets_none(office: Office) -> None:
    ana = office.world.person("ana")
    notice_wishes.choose(office.world, ana, "turn", "portal", False)
    office.ask()
    tell(office)
    assert told(office, "ana") == [] and len(told(office, "li")) == 1
    notice_wishes.choose(office.world, ana, "turn", "portal", True)
    office.ask("nc24ads-a100-v4")
    tell(office)
    assert len(told(office, "ana")) == 1


def test_a_choice_of_what_does_not_exist_says_what_does(office: Office) -> None:
    with pytest.raises(Problem) as caught:
        notice_wishes.choose(office.world, office.world.person("ana"), "weather", "pigeon", True)
    line = caught.value.line()
    assert "weather" in line and "turn" in line and "pigeon" in line and "ops" in line
