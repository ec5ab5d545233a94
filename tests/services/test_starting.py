"""The start: one transaction that takes everything or leaves nothing, and waiting that always says for what."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import sqlalchemy as sa

from portal.contract.problem import Problem
from portal.records.requests.cases import load
from portal.records.requests.loaded import Loaded
from portal.services.requests import starting
from portal.store.tables import budgets, commitments, operations, projects, requests, revisions
from tests.kinds.made import changed
from tests.services.office import T0, T1, T2, Office, stage_row, status
from tests.services.test_submitting import deny

UNIT = 1_800_000
"""What retail may spend in a month."""


def waits_on(office: Office, request: str) -> tuple[tuple[str, ...], str]:
    """On whom a request waits, and for what."""
    waiting = office.show(request).waiting_on
    assert waiting is not None
    return waiting.people, waiting.what


def judged(office: Office, number: int) -> Loaded:
    """A request as the start judged it, outside of any lock."""
    with office.database.read() as connection:
        return load(connection, number, office.catalogue)


def test_a_start_writes_everything_that_belongs_to_it(office: Office) -> None:
    request = office.approved(T1)
    before = office.counts()
    outcome = office.turn()[request]
    assert (outcome.word, outcome.operation) == ("started", "O-1-1")
    after = office.counts()
    grown = {name: after[name] - before[name] for name in after if after[name] != before[name]}
    assert grown == {"operations": 1, "commitments": 1, "budgets": 1, "audit": 1, "events": 1, "queue": 1}
    (operation,) = office.rows(operations)
    assert (operation["request"], operation["revision"], operation["state"], operation["fence"]) == (1, 1, "queued", 1)
    (kept,) = office.requests()
    assert kept["state"] == "running"
    assert office.committed() == (kept["committed_cents"], kept["committed_cents"])
    assert office.acts(request) == ["submitted", "approved", "started"] and office.chain_holds()
    assert waits_on(office, request) == (("portal",), "the portal is carrying it out")


@pytest.mark.parametrize("where", ["enqueue", "write_act"])
def test_a_start_that_fails_halfway_leaves_nothing(office: Office, where: str, monkeypatch: pytest.MonkeyPatch) -> None:
    request = office.approved(T1)
    before = (office.counts(), office.requests())
    real = getattr(starting, where)

    def fails(*given: Any) -> None:
        real(*given)
        raise ZeroDivisionError

    monkeypatch.setattr(starting, where, fails)
    with pytest.raises(ZeroDivisionError):
        office.turn()
    assert (office.counts(), office.requests()) == before
    monkeypatch.undo()
    assert office.turn()[request].word == "started"


def test_nothing_starts_before_its_hold_has_passed(sqlite_office: Office) -> None:
    request = sqlite_office.ask(T1)
    sqlite_office.approve(request, "ana")
    assert sqlite_office.turn() == {}
    assert starting.start(sqlite_office.world, 1).word == "no"
    sqlite_office.forward(seconds=9, milliseconds=999)
    assert sqlite_office.turn() == {}
    sqlite_office.forward(milliseconds=1)
    assert sqlite_office.turn()[request].word == "started"


def test_prod_is_held_for_ten_minutes(sqlite_office: Office) -> None:
    place = stage_row("retail", "prod")
    with sqlite_office.database.write() as connection:
        connection.execute(projects.update().values(stages=[place]))
    request = sqlite_office.ask(T1, stage="prod")
    shown = sqlite_office.show(request)
    assert (shown.tier, shown.policy.hold_seconds) == ("T2", 600)
    sqlite_office.approve(request, "ana", "li")
    sqlite_office.forward(minutes=9)
    assert sqlite_office.turn() == {}
    sqlite_office.forward(minutes=1)
    assert sqlite_office.turn()[request].word == "started"


def test_nothing_starts_twice(office: Office) -> None:
    request = office.approved(T1)
    with ThreadPoolExecutor(6) as pool:
        words = sorted(one.word for one in pool.map(lambda _: starting.start(office.world, 1), range(6)))
    assert words == ["no"] * 5 + ["started"]
    assert office.acts(request).count("started") == 1
    assert len(office.rows(operations)) == len(office.rows(commitments)) == 1
    assert office.counts()["queue"] == 1


def test_the_kill_switch_holds_everything_back_and_says_so(office: Office) -> None:
    request = office.approved(T1)
    office.switch("stop-starting", "incident 7")
    for _ in range(3):
        assert office.turn()[request].word == "waits"
    assert waits_on(office, request) == (("ana", "li"), "starting is switched off")
    assert office.acts(request) == ["submitted", "approved", "start-delayed"]
    office.switch("stop-starting", "")
    assert office.turn()[request].word == "started"
    assert office.show(request).reason == ""


def test_quota_that_others_took_meanwhile_is_waited_for(office: Office) -> None:
    office.quota(0, 16)
    request = office.approved(T1, nodes=2)
    office.quota(12, 16)
    for _ in range(3):
        assert office.turn()[request].word == "waits"
    people, what = waits_on(office, request)
    assert people == ("ana", "li") and "4 left, 8 wanted" in what
    assert office.acts(request).count("start-delayed") == 1
    office.quota(8, 16)
    assert office.turn()[request].word == "started"


@pytest.mark.parametrize("kind", ["project", "compute"])
def test_of_two_that_want_the_same_name_one_starts_and_the_other_waits(office: Office, kind: str) -> None:
    """Both were asked for while the name was free; demand and basket share a workspace."""
    if kind == "project":
        first, second = office.ask_project("churn"), office.ask_project("churn", by="priya")
    else:
        first, second = office.ask(T1, name="shared"), office.ask(T1, name="shared", project="demand")
    office.approve(second, "ana")
    office.approve(first, "ana")
    office.forward(minutes=1)
    outcomes = office.turn()
    assert [outcomes[one].word for one in (first, second)] == ["started", "waits"]
    assert f"it is taken: {first} is making it" in office.show(second).reason
    with pytest.raises(Problem) as fault:
        office.ask_project("churn") if kind == "project" else office.ask(T1, name="shared")
    assert f"{first} is making it" in fault.value.line()
    office.finish(first, "failed_clean", "no luck")
    assert office.turn()[second].word == "started"


def test_a_budget_that_others_took_meanwhile_is_waited_for(office: Office) -> None:
    request = office.approved(T1)
    needed = office.requests()[0]["committed_cents"]
    with office.database.write() as connection:
        row = {"unit": "retail", "limit_cents": UNIT, "committed_cents": UNIT - needed + 1}
        connection.execute(budgets.insert().values(row))
    assert office.turn()[request].word == "waits"
    assert "Budget" in waits_on(office, request)[1]
    with office.database.write() as connection:
        connection.execute(budgets.update().values(committed_cents=UNIT - needed))
    assert office.turn()[request].word == "started"
    assert office.rows(budgets)[0]["committed_cents"] == UNIT


@pytest.mark.parametrize("scarce", ["unit", "project"])
def test_two_starts_at_once_never_spend_what_is_there_once(office: Office, scarce: str) -> None:
    """Both fit when they are judged; only one fits when it takes the money."""
    first, second = office.approved(T1), office.approved(T1, name="other")
    (needed, _) = (row["committed_cents"] for row in office.requests())
    with office.database.write() as connection:
        if scarce == "unit":
            row = {"unit": "retail", "limit_cents": needed * 2 - 1, "committed_cents": 0}
            connection.execute(budgets.insert().values(row))
        else:
            connection.execute(sa.text(f"UPDATE projects SET budget_cents = {needed * 2 - 1}"))
    befores = [judged(office, number) for number in (1, 2)]
    with ThreadPoolExecutor(2) as pool:
        outcomes = list(pool.map(lambda before: starting._commit(office.world, before), befores))
    assert sorted(one.word for one in outcomes) == ["started", "waits"]
    assert any(f"budget of {'retail' if scarce == 'unit' else 'project basket'}" in one.reason for one in outcomes)
    assert office.committed() == (needed, needed)
    late = first if outcomes[1].word == "started" else second
    assert office.turn()[late].word == "waits"
    office.finish(first if late == second else second, "failed_clean", "no luck")
    assert office.committed() == (0, 0)
    assert office.turn()[late].word == "started"


def test_what_was_edited_while_it_was_judged_is_judged_again(office: Office) -> None:
    """A start that looked at revision 1 may not carry out revision 2, though that one is approved too."""
    request = office.ask(T0)
    before = judged(office, 1)
    office.edit(request, type=T0, days=3)
    assert office.state(request) == "approved"
    assert starting._commit(office.world, before).word == "no"
    assert starting._wait(office.world, before, "because").word == "no"
    assert office.state(request) == "approved" and office.show(request).reason == ""
    assert office.turn()[request].operation == "O-1-2"


def test_what_is_stored_has_to_be_what_was_approved(sqlite_office: Office) -> None:
    request = sqlite_office.approved(T1)
    with sqlite_office.database.write() as connection:
        connection.exec_driver_sql("DROP TRIGGER revisions_no_update")
        spec = {**sqlite_office.show(request).spec, "reason": "something else"}
        connection.execute(revisions.update().values(spec=spec))
    assert sqlite_office.turn()[request].word == "waits"
    assert "not what was approved" in waits_on(sqlite_office, request)[1]
    assert sqlite_office.rows(operations) == []


def test_an_approved_request_that_cannot_start_expires(sqlite_office: Office) -> None:
    request = sqlite_office.approved(T1)
    sqlite_office.switch("stop-starting", "for good")
    sqlite_office.turn()
    sqlite_office.forward(days=8)
    sqlite_office.turn()
    shown = sqlite_office.show(request)
    assert (shown.state, shown.reason) == ("expired", "starting is switched off")


@pytest.mark.parametrize("outcome", ["ready", "ready_with_differences", "failed_clean", "failed_leftovers"])
def test_an_operation_ends_its_request_and_failing_gives_the_money_back(sqlite_office: Office, outcome: str) -> None:
    request = sqlite_office.approved(T1)
    sqlite_office.turn()
    taken = sqlite_office.committed()
    assert taken[0] == taken[1] > 0
    sqlite_office.finish(request, outcome, "because")
    assert sqlite_office.state(request) == outcome
    assert sqlite_office.committed() == ((0, 0) if outcome.startswith("failed") else taken)
    assert sqlite_office.acts(request)[-1] == outcome
    assert sqlite_office.show(request).waiting_on is None


def test_the_first_approved_starts_first(sqlite_office: Office) -> None:
    late, early = sqlite_office.ask(T1), sqlite_office.ask(T1, name="early")
    sqlite_office.approve(early, "ana")
    sqlite_office.forward(seconds=1)
    sqlite_office.approve(late, "ana")
    sqlite_office.forward(minutes=1)
    assert list(sqlite_office.turn()) == [early, late]


def test_policy_that_denies_by_now_is_not_voted_past(sqlite_office: Office) -> None:
    request = sqlite_office.approved(T2, "ana", "li")
    usual = sqlite_office.catalogue
    deny(sqlite_office, "gpus > 0", "No GPUs this quarter.")
    for _ in range(2):
        assert sqlite_office.turn()[request].word == "waits"
    assert waits_on(sqlite_office, request)[1] == "policy does not allow it: No GPUs this quarter."
    assert sqlite_office.state(request) == "approved"
    sqlite_office.catalogue = usual
    assert sqlite_office.turn()[request].word == "started"


def test_a_requester_who_is_in_no_directory_any_more_is_waited_for(sqlite_office: Office) -> None:
    request = sqlite_office.approved(T1, by="priya")
    organisation = sqlite_office.catalogue.organisation
    people = tuple(one for one in organisation.people if one.id != "priya")
    sqlite_office.catalogue = changed(sqlite_office.catalogue, organisation=changed(organisation, people=people))
    assert sqlite_office.turn()[request].reason == "priya is not in the directory any more"


def test_a_running_request_can_be_neither_voted_on_nor_expired(sqlite_office: Office) -> None:
    request = sqlite_office.approved(T1)
    sqlite_office.turn()
    for verdict in ("approve", "deny", "undo"):
        with pytest.raises(Problem) as fault:
            sqlite_office.vote(request, "ana", verdict, "late")
        assert status(fault.value) == (409, "too-late")
    sqlite_office.forward(days=365)
    assert sqlite_office.turn() == {}
    assert [row["state"] for row in sqlite_office.rows(requests)] == ["running"]
