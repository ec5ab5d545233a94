"""Signing in at the terminal: a code in a dialog, other ways, plain reasons; what was typed stays."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.contract.people.people import Me, Right, RoleOrigin
from portal.contract.problem import Problem
from portal.settings import Settings
from screens.app import PortalApp
from screens.connection.snapshot import folder
from screens.people.large import GLYPHS, large
from tests.screens import made
from tests.screens.fake import FakePortal
from tests.screens.fake_account import ENDED, Code, FakeAccount
from tests.screens.scene import busy_portal
from tests.screens.story import NARROW, SMALL, WIDE, Story

CLIENT = "1b2c3d4e-5f60-4718-8293-a4b5c6d7e8f9"
SERVER = "https://portal.example.org"
CODE = Code("https://login.example.org/device", "ABC123XYZ", int(made.NOW.timestamp()) + 872)
OTHER = replace(CODE, code="QRS456TUV")


class SignedInPortal(FakePortal):
    """A shared server that knows nobody without a token."""

    def __init__(self, account: FakeAccount, like: FakePortal) -> None:
        super().__init__("maya")
        self.__dict__.update(like.__dict__)
        self.account, self.openings = account, 0

    async def opener(self, settings: Settings, person: str, say: Callable[[str], None]) -> FakePortal:
        """Connects as whoever signed in."""
        assert person == "", "nobody says who they are but by signing in"
        self.account.token()
        self.openings += 1
        return self

    async def me(self) -> Me:
        """A person of a shared server."""
        return replace(made.me(self.person, "team"), account=CLIENT, tenant=CLIENT, account_source="signed in at X")


@asynccontextmanager
async def terminal(
    home: Path, account: FakeAccount, portal: FakePortal, size: tuple[int, int] = SMALL
) -> AsyncIterator[Story]:
    """A terminal at which somebody has to sign in."""
    settings = Settings(home, mode="team", server=SERVER, tenant=CLIENT, client=CLIENT)
    app = PortalApp(settings, portal.opener, "", made.clock, account=account)
    async with app.run_test(size=size, notifications=True) as pilot:
        yield Story(app, pilot)
        account.stop()


@pytest.fixture
def account() -> FakeAccount:
    """Somebody with a code."""
    known = FakeAccount()
    known.codes = [CODE, OTHER]
    return known


@pytest.fixture
def portal(account: FakeAccount) -> SignedInPortal:
    """The shared server with much to do."""
    return SignedInPortal(account, busy_portal())


@pytest.mark.parametrize("size", [SMALL, WIDE, NARROW])
async def test_a_code_is_shown_large_with_its_address_and_how_long_it_is_good(
    tmp_path: Path, account: FakeAccount, portal: SignedInPortal, size: tuple[int, int]
) -> None:
    async with terminal(tmp_path, account, portal, size) as story:
        await story.sees("Sign in to https://portal.example.org", "https://login.example.org/device", "ABC123XYZ")
        await story.sees("14:32", "not now")
        assert ("▀▀▀" in story.screen_text()) == (size != NARROW), "large where there is room"
        account.enter()
        await story.sees_not("Sign in to").sees("R-200")
        assert portal.openings == 1


async def test_another_code_can_be_asked_for_and_another_way_taken(
    tmp_path: Path, account: FakeAccount, portal: SignedInPortal
) -> None:
    async with terminal(tmp_path, account, portal) as story:
        await story.sees("ABC123XYZ").presses("r").sees("QRS456TUV").sees_not("ABC123XYZ")
        await story.presses("b").sees("in the browser that was opened").presses("z").sees("the Azure command line")
        assert account.ways == ["device", "device", "browser", "cli"]


async def test_each_failure_is_told_with_what_to_do_and_can_be_tried_again(
    tmp_path: Path, account: FakeAccount, portal: SignedInPortal
) -> None:
    account.faults = [Problem(503, "login.example.org cannot be reached", "no name", "check the network", "no-network")]
    async with terminal(tmp_path, account, portal) as story:
        await story.sees("login.example.org cannot be reached", "check the network", "try again").presses("r")
        await story.sees("QRS456TUV").sees_not("cannot be reached")


async def test_whoever_does_not_sign_in_can_still_ask_to_later(
    tmp_path: Path, account: FakeAccount, portal: SignedInPortal
) -> None:
    async with terminal(tmp_path, account, portal) as story:
        await story.sees("ABC123XYZ").presses("escape").sees("not signed in", "sign in again").sees_not("ABC123XYZ")
        await story.presses("ctrl+r").sees("QRS456TUV")


async def test_a_sign_in_that_ends_while_one_works_is_asked_for_and_nothing_is_lost_or_sent(
    tmp_path: Path, account: FakeAccount, portal: SignedInPortal
) -> None:
    account.signed_in = True
    async with terminal(tmp_path, account, portal) as story:
        await story.presses("4").sees("R-200").presses("enter").sees("What will happen").presses("D").types("too dear")
        account.signed_in = False
        portal.unknown(ENDED)
        await story.sees("Your sign-in has ended. What you have typed is kept.", "ABC123XYZ")
        await story.presses("escape").sees("not signed in", "too dear").presses("ctrl+r")
        portal.unknown(ENDED)
        await story.sees("QRS456TUV")
        account.enter()
        await story.sees_not("QRS456TUV", "not signed in").sees("too dear").presses("enter")
        await story.waits_for(lambda: [vote.reason for _, vote in portal.votes] == ["too dear"])


async def test_when_somebody_else_signs_in_nothing_of_the_one_before_stays(
    tmp_path: Path, account: FakeAccount, portal: SignedInPortal
) -> None:
    account.signed_in = True
    async with terminal(tmp_path, account, portal) as story:
        await story.presses("4").sees("R-200").presses("enter").sees("What will happen")
        account.signed_in = False
        portal.unknown(ENDED)
        await story.sees("ABC123XYZ")
        portal.person, portal.inbox = "lena", []
        account.enter()
        await story.sees_not("ABC123XYZ", "What will happen", "R-200").sees("Lena")


async def test_who_am_i_tells_account_roles_and_what_one_may(
    tmp_path: Path, account: FakeAccount, portal: SignedInPortal, monkeypatch: pytest.MonkeyPatch
) -> None:
    account.signed_in = True
    known = replace(
        await portal.me(),
        roles=(RoleOrigin("data_scientist", "the group Retail"),),
        rights=(Right("ask for something", True, "everybody may"), Right("decide at tier T1", False, "it takes one")),
        signed_in_until=made.after(hours=1),
        directory="Microsoft Graph",
        directory_read_at=made.before(minutes=3),
    )

    async def me() -> Me:
        return known

    monkeypatch.setattr(portal, "me", me)
    async with terminal(tmp_path, account, portal, WIDE) as story:
        await story.sees("R-200").presses("W").sees("Who am I", "1b2c3d4e…", "data scientist", "from the group Retail")
        await story.sees("✓ ask for something", "✗ decide at tier T1  it takes one", "in 1 h", "read 3 m ago")
        await story.sees("memory only", SERVER)


async def test_signing_out_forgets_the_sign_in_and_what_was_seen(
    tmp_path: Path, account: FakeAccount, portal: SignedInPortal
) -> None:
    account.signed_in = True
    async with terminal(tmp_path, account, portal) as story:
        await story.presses("4").sees("R-200").presses("W").sees("Who am I")
        await story.waits_for(lambda: list(folder(story.app.session.settings).glob("*.json")))
        await story.presses("L").sees("Sign out of").presses("y").sees("you are signed out").sees_not("R-200")
        assert account.forgotten and not list(folder(story.app.session.settings).glob("*.json"))
        await story.presses("ctrl+r").sees("ABC123XYZ")


@given(st.text(st.sampled_from([*GLYPHS]), min_size=1, max_size=9), st.integers(1, 90))
def test_a_large_text_has_three_lines_or_is_spaced_out_and_never_wider_than_its_place(text: str, cells: int) -> None:
    drawn = large(text, cells).splitlines()
    if len(text) * 6 - 1 <= cells:
        assert len(drawn) <= 3 and all(len(line) <= cells for line in drawn)
    else:
        assert drawn == [" ".join(text)]
    assert {character for line in drawn for character in line} <= {*" ▀▄█", *text}


def test_no_two_letters_look_alike() -> None:
    assert len({large(letter, 10) for letter in GLYPHS}) == len(GLYPHS)
    assert large("ÄB", 70) == "Ä B"


async def test_without_colours_nothing_is_painted_in_any(
    tmp_path: Path, account: FakeAccount, portal: SignedInPortal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with terminal(tmp_path, account, portal) as story:
        await story.sees("ABC123XYZ", "waiting for you")
        styles = [segment.style for strip in story.strips() for segment in strip if segment.style is not None]
        colours = {colour for style in styles for colour in (style.color, style.bgcolor) if colour is not None}
        assert {colour.name for colour in colours} <= {"default"}
