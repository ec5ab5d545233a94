"""Saying what is owed after a start: why something was rolled back, or what a second person thinks of an emergency."""

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from portal.contract.problem import Problem
from portal.contract.requests import Request, SecondLook
from screens.requests.votes import key
from screens.text import Part, line

if TYPE_CHECKING:
    from portal.client import PortalClient
    from screens.frame import PortalScreen

Call = Callable[["PortalClient", str], Awaitable[Request]]
"""What sends somebody's words."""

REASON, REVIEW = "reason", "review"
NOTHING = "nothing is owed by you here"


def say_owed(screen: "PortalScreen[Any]", request: str, what: str) -> None:
    """Ask for the words that are owed about a request, and send them."""
    from screens.choosing.chooser import ChooserItem, choose

    if what == REASON:
        _ask(
            screen,
            request,
            "Why was it rolled back?",
            "Say why",
            lambda portal, words: portal.requests.explain(request, words, key()),
        )
        return

    def look(agrees: bool) -> None:
        title = f"{request}: what did you look at?"
        yes = "Agree" if agrees else "Object"
        _ask(screen, request, title, yes,
             lambda portal, words: portal.requests.second_look(request, SecondLook(words, agrees), key()))  # fmt: skip

    rows = [ChooserItem("yes", "It was right"), ChooserItem("no", "It was not right")]
    choose(screen.app, f"A second look at {request}", rows, lambda choice: look(choice.id == "yes"))


def _ask(screen: "PortalScreen[Any]", request: str, title: str, yes: str, call: Call) -> None:
    from screens.dialogs import AskText

    def then(words: str | None) -> None:
        if words is not None:
            screen.run_worker(_send(screen, call, line(words)), group="send", exit_on_error=False)

    said: list[Part] = [f"About {request}. It stays in the audit."]
    screen.app.push_screen(AskText(title, said, yes, None, "Say it in a sentence."), then)


async def _send(screen: "PortalScreen[Any]", call: Call, words: str) -> None:
    portal = screen.session.portal
    try:
        if portal is None:
            raise Problem(0, "there is no connection", todo="try again in a moment")
        answered = await call(portal, words)
    except Problem as problem:
        screen.say(problem.line(), "error")
    else:
        screen.say(f"{answered.id}: it is said, and kept")
    screen.load()
