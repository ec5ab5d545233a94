"""A token is renewed behind the screens; whoever the server knows no more is told once, wherever it was noticed."""

from collections.abc import Iterator

import pytest

from portal.client import PortalClient
from portal.contract.problem import Problem
from screens.connection.late import LateConnection
from tests.client.serving import Scripted, serving
from tests.screens.fake_account import ENDED, FakeAccount
from tests.shared.test_login import ME


class Renewing(FakeAccount):
    """Somebody whose token is numbered, and ends when the test says so."""

    def __init__(self) -> None:
        super().__init__()
        self.number, self.left = 1, 3600.0
        self.signed_in = True

    def token(self, refused: str = "") -> str:
        """The next one, when the last one ends or was refused."""
        if not self.signed_in:
            raise ENDED
        if refused or self.left < 300:
            self.number, self.left = self.number + 1, 3600.0
        return f"token-{self.number}"

    def seconds_left(self) -> float:
        """As the test says."""
        return self.left


@pytest.fixture(scope="module")
def server() -> Iterator[tuple[Scripted, str]]:
    """A server that says who is asking."""
    known = Scripted()
    with serving(known.app()) as url:
        yield known, url


async def test_a_token_is_renewed_before_it_ends(server: tuple[Scripted, str]) -> None:
    known, url = server
    known.answer("GET", "/me", ME)
    account = Renewing()
    connection = LateConnection(url, account.token(), account=account)
    await connection.renew()
    await PortalClient(connection).people.me()
    account.left = 200.0
    await connection.renew()
    await PortalClient(connection).people.me()
    await connection.close()
    assert [call.headers["authorization"] for call in known.calls[-2:]] == ["Bearer token-1", "Bearer token-2"]


async def test_a_token_that_is_refused_is_replaced_once_and_then_the_person_is_asked(
    server: tuple[Scripted, str],
) -> None:
    known, url = server
    known.answer("GET", "/me", {"title": "this sign-in is not accepted", "status": 401}, 401)
    account, told = Renewing(), list[Problem]()
    connection = LateConnection(url, account.token(), account=account)
    connection.unknown = told.append
    with pytest.raises(Problem):
        await PortalClient(connection).people.me()
    assert [call.headers["authorization"] for call in known.calls[-2:]] == ["Bearer token-1", "Bearer token-2"]
    account.signed_in = False
    with pytest.raises(Problem):
        await PortalClient(connection).people.me()
    await connection.close()
    assert [problem.body.status for problem in told] == [401, 401]
