"""At a shared server everybody comes with an account of their own, and acts as nobody else."""

import httpx
import pytest

from portal.clock import system_clock
from portal.contract.problem import Problem
from portal.settings import Settings, load_settings
from tests.server.served_portal import problem
from tests.server.test_refusals import routes
from tests.sign_in.conftest import SharedPortal
from tests.sign_in.provider import CI, GWEN, MAYA, TENANT, app_only, delegated, signed

ANA = "135e5f75-dd46-550d-9b82-896e8b8994de"
ERIK = "0ae1c9d3-5ea6-5fb1-9f58-be724dc5d1ba"
STRANGER = "00000000-0000-4000-8000-000000000001"


def test_whoever_signs_in_is_the_person_behind_the_account(shared: SharedPortal) -> None:
    answer = shared.ask("/me", shared.token(MAYA))
    assert answer.is_success and answer.json()["person"]["id"] == "maya" and answer.json()["mode"] == "team"
    assert shared.ask("/me", shared.token(GWEN, acct=1)).json()["person"]["kind"] == "guest"


def test_who_i_am_says_the_account_and_where_each_role_came_from(shared: SharedPortal) -> None:
    told = shared.ask("/me", shared.token(MAYA)).json()
    assert told["account"] == MAYA and told["account_source"].startswith("signed in at http://127.0.0.1")
    assert told["roles"] == [{"role": "data_scientist", "source": "organisation.yaml"}]
    assert (
        told["tenant"] == TENANT and told["signed_in_until"].endswith("Z") and told["directory"] == "organisation.yaml"
    )
    may = {one["what"]: one["may"] for one in told["rights"]}
    assert may["ask for something"] and not may["decide at tier T1"]


def test_who_i_am_says_who_decides_in_whose_place(shared: SharedPortal) -> None:
    wish = {"delegate": "li", "until": "friday 18:00", "reason": "away"}
    token = {"Authorization": f"Bearer {shared.token(ANA)}"}
    made = shared.client.post("/delegations", json=wish, headers=token)
    assert made.status_code == 201, made.text
    told = shared.client.get("/me", headers=token).json()["delegations"]
    assert [(one["person"], one["delegate"], one["active"]) for one in told] == [("ana", "li", True)]
    assert shared.ask("/me", shared.token(MAYA)).json()["delegations"] == []


def test_a_program_that_is_listed_acts_for_itself(shared: SharedPortal) -> None:
    issuer = shared.app.state.sign_in.expected.issuer
    answer = shared.ask("/me", signed(app_only(CI, system_clock(), iss=issuer)))
    assert answer.json()["person"]["id"] == "ci-churn"
    told = problem(shared.ask("/me", signed(app_only(MAYA, system_clock(), iss=issuer))), 403)
    assert told.title == "a program acts for maya, who is a person"
    told = problem(shared.ask("/me", shared.token(CI)), 403)
    assert told.title == "a person acts for ci-churn, who is a program"


@pytest.mark.parametrize(
    ("account", "acct", "says"),
    [(STRANGER, 0, "no place"), (ERIK, 0, "has left"), (MAYA, 1, "is no guest")],
)
def test_an_account_without_a_place_here_is_refused_with_what_to_do(
    shared: SharedPortal, account: str, acct: int, says: str
) -> None:
    told = problem(shared.ask("/me", shared.token(account, acct=acct)), 403)
    assert says in told.title and told.todo


def test_nobody_acts_as_somebody_else(shared: SharedPortal) -> None:
    told = problem(shared.ask("/me", shared.token(MAYA), **{"Portal-As": "ana"}), 403)
    assert told.title == "nobody acts as ana but they themselves"
    assert shared.ask("/me", shared.token(MAYA), **{"Portal-As": "maya"}).is_success


def test_no_route_but_health_lets_anybody_in_without_a_sound_token(shared: SharedPortal) -> None:
    issuer = shared.app.state.sign_in.expected.issuer
    forged = signed(delegated(MAYA, system_clock(), iss=issuer), by="theirs")
    for method, path in routes(shared):
        if path == "/health":
            continue
        tokens = [forged] if path == "/server/stop" else [forged, shared.app.state.token]
        for token in tokens:
            assert problem(shared.ask(path, token, method), 401).code == "token", (method, path)
        assert problem(shared.client.request(method, path), 401).code == "token"


def test_nobody_who_signs_in_can_stop_the_server(shared: SharedPortal) -> None:
    assert "not yours to stop" in problem(shared.ask("/server/stop", shared.token(MAYA), "POST"), 401).title
    assert shared.ask("/server/stop", shared.app.state.token, "POST").is_success


@pytest.mark.parametrize(
    ("named", "says"),
    [
        ({"client": "x", "tenant": MAYA}, "is no id"),
        ({"client": MAYA}, "without a tenant"),
        ({"authority": "http://login.example.org"}, "no safe address"),
    ],
)
def test_a_sign_in_that_could_not_work_is_refused_before_the_server_begins(
    tmp_path: object, named: dict[str, str], says: str
) -> None:
    with pytest.raises(Problem) as fault:
        load_settings({"home": str(tmp_path), "mode": "team", **named})
    assert says in fault.value.body.title


def test_a_provider_that_cannot_be_reached_is_told_as_that(tmp_path_factory: pytest.TempPathFactory) -> None:
    from portal.server.sign_in import sign_in_of

    home = tmp_path_factory.mktemp("unreachable")
    found = sign_in_of(
        Settings(home, mode="team", tenant=MAYA, client=MAYA, authority="http://127.0.0.1:9"), system_clock
    )
    assert found is not None
    with pytest.raises(Problem) as fault:
        found.account(f"Bearer {signed(delegated())}")
    assert fault.value.body.status == 503
    assert not isinstance(fault.value.__cause__, httpx.HTTPError)
