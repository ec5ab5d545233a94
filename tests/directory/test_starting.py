"""A start rests on people and groups that are fresh; otherwise it waits, says why, and never passes."""

from datetime import timedelta

import pytest

from portal.clock import stamp
from portal.domain.people.directory import User
from portal.services.people.directory import failed, keep
from portal.services.requests.starting import due, start
from tests.directory.conftest import Observed
from tests.directory.made import account, reading
from tests.services.office import T0, T1

HOUR = 3600


def reason(observed: Observed, request: str) -> str:
    """On what a request waits, as everybody is told."""
    waits = observed.office.show(request).waiting_on
    assert waits is not None
    return waits.what


def test_a_fresh_directory_lets_it_start(observed: Observed) -> None:
    observed.sees(reading())
    request = observed.office.approved(T1)
    assert observed.office.turn()[request].word == "started"


@pytest.mark.parametrize("offer", [T0, T1])
def test_nothing_starts_before_the_directory_was_read(observed: Observed, offer: str) -> None:
    request = observed.office.ask(offer) if offer == T0 else observed.office.approved(offer)
    assert observed.office.turn()[request].word == "waits"
    assert reason(observed, request) == "people and groups were never read from the directory"
    observed.sees(reading())
    assert observed.office.turn()[request].word == "started"


def test_a_directory_that_is_too_old_is_waited_for_and_a_failed_try_does_not_make_it_younger(
    observed: Observed,
) -> None:
    observed.sees(reading())
    request = observed.office.approved(T1)
    observed.office.forward(seconds=HOUR)
    failed(observed.office.database, "Microsoft Graph answers 503", stamp(observed.office.now))
    observed.looks()
    assert observed.office.turn()[request].word == "waits"
    told = reason(observed, request)
    assert told.endswith("UTC, over 60 min ago: Microsoft Graph answers 503"), told
    assert observed.office.state(request) == "approved" and observed.office.acts(request)[-1] == "start-delayed"
    observed.sees(reading())
    assert observed.office.turn()[request].word == "started"


def test_to_the_second_of_the_policys_limit_it_is_fresh(observed: Observed) -> None:
    observed.sees(reading())
    began = observed.office.now
    request = observed.office.approved(T1)
    observed.office.now = began + timedelta(seconds=HOUR)
    assert observed.office.turn()[request].word == "started"


def test_an_approver_who_lost_the_role_meanwhile_does_not_count_any_more(observed: Observed) -> None:
    observed.sees(reading())
    request = observed.office.approved(T1)
    observed.sees(reading(platform=["li"]))
    assert observed.office.turn()[request].word == "waits"
    shown = observed.office.show(request)
    assert shown.waiting_on is not None and shown.waiting_on.people == ("li",)
    observed.office.approve(request, "li")
    observed.office.forward(minutes=1)
    assert observed.office.turn()[request].word == "started"


def test_what_changed_between_judging_and_starting_is_judged_again(observed: Observed) -> None:
    """The store knows a newer reading than the server has looked at: it does not start on the older one."""
    observed.sees(reading())
    request = observed.office.approved(T1)
    keep(observed.office.database, reading(platform=["li"]), stamp(observed.office.now))
    (number,) = due(observed.office.world)
    assert start(observed.office.world, number).reason == "people or groups changed a moment ago"
    assert observed.office.state(request) == "approved"


def test_a_requester_who_has_left_meanwhile_is_given_nothing(observed: Observed) -> None:
    observed.sees(reading())
    request = observed.office.approved(T1)
    observed.sees(reading(gone=["maya"]))
    assert observed.office.turn()[request].reason == "maya has left the organisation"


def test_who_asked_does_not_approve_with_another_name_of_theirs(observed: Observed) -> None:
    """Sam and Ana turn out to be one human: what Sam asks for, Ana does not decide on."""
    one = {account("sam"): User(True, False, "1"), account("ana"): User(True, False, "1")}
    observed.sees(reading(more=one))
    request = observed.office.ask_project(by="sam")
    assert "approve" not in observed.office.may(request, "ana")
    assert "approve" in observed.office.may(request, "li")
