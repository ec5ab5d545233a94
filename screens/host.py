"""What screens ask of the app, and what the app asks of a screen: they meet here, so that neither imports the other."""

from collections.abc import Sequence
from typing import Any, Protocol

from textual import getters
from textual.app import App
from textual.screen import Screen

from screens.connection.account import TerminalAccount
from screens.connection.session import Session
from screens.connection.snapshot import Snapshot


class HostedLink(Protocol):
    """The connection as screens see it (`screens.connection.link`)."""

    newest: int
    newest_notice: int

    def start(self) -> None:
        """Connect, from the beginning."""

    async def close(self) -> None:
        """Let the connection go."""

    def counted(self, counts: dict[str, int]) -> None:
        """Other numbers are known."""

    async def mark_told(self) -> None:
        """What Home told counts as seen."""


class HostedPresence(Protocol):
    """What this terminal tells others that it has open (`screens.connection.presence`)."""

    def look(self) -> None:
        """Something else may be open now."""


class HostedTour(Protocol):
    """The tour of the demo (`screens.home.tour`)."""

    def show_on(self, screen: "HostedScreen") -> None:
        """Say on a screen what is next."""

    def read(self) -> None:
        """Something happened."""

    def end(self) -> None:
        """Take it away."""


class Host(App[None]):
    """The app as its screens know it; `screens.app.PortalApp` is the one there is.

    It is a class and no Protocol because screens also ask it for what every Textual app can do.
    """

    session: Session
    snapshot: Snapshot
    account: TerminalAccount | None
    keys_set: dict[str, str]
    link: HostedLink
    presence: HostedPresence
    tour: HostedTour | None

    def portal_screens(self) -> Sequence["HostedScreen"]:
        """The screens of the present stack, the uppermost last; dialogs left out."""
        raise NotImplementedError

    def all_portal_screens(self) -> Sequence["HostedScreen"]:
        """The screens of every tab that was visited."""
        raise NotImplementedError

    def session_changed(self) -> None:
        """Tell the screens one sees that the connection or the person changed."""
        raise NotImplementedError

    def something_happened(self, kinds: set[str]) -> None:
        """Tell every screen what kinds of event came."""
        raise NotImplementedError

    def go(self, name: str) -> None:
        """Go to a tab; from one of its pages, back to its list."""
        raise NotImplementedError

    def climb(self, depth: int) -> None:
        """Close pages until `depth` screens are left of this tab; 0 goes to Home."""
        raise NotImplementedError

    def leave(self) -> None:
        """Close the uppermost page; the last one stays."""
        raise NotImplementedError

    def open_page(self, name: str, *about: Any) -> None:
        """Open the page of one thing above the present screen."""
        raise NotImplementedError

    def open_at(self, place: str, name: str, *about: Any) -> None:
        """Open the page of one thing in the tab it belongs to, above that tab's list."""
        raise NotImplementedError

    def open_dialog(self, name: str) -> None:
        """Ask something above the present screen."""
        raise NotImplementedError

    def be(self, person: str) -> None:
        """In the demo: be somebody else."""
        raise NotImplementedError

    def forget(self, person: str) -> None:
        """Somebody else looks from now on."""
        raise NotImplementedError

    def keys_may_go_on(self, meant: bool = True) -> None:
        """What keys waited for is there; without `meant` it does not come, and they are forgotten."""
        raise NotImplementedError

    def copy(self, text: str, what: str) -> None:
        """Put text on the clipboard and say so."""
        raise NotImplementedError


class HostedScreen(Screen[None]):
    """A screen as the app and its parts know it; `screens.frame.PortalScreen` is what all of them are."""

    app = getters.app(Host)
    data: Any = None
    """What it has read."""

    def opened(self) -> str:
        """The request that others are told is open here; "" for none."""
        return ""

    def presence_changed(self, subject: str) -> None:
        """Somebody else opened a request, or left it."""

    def session_changed(self) -> None:
        """The connection came, went, or says what it waits for."""

    def tell_bars(self) -> None:
        """Bring the bars up to date."""
