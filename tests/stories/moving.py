"""The words in which people bring a model on at their terminals: become, ask, approve."""

import re

from tests.stories.people import Person


async def become(portal: Person, name: str) -> None:
    """Be somebody else at the same terminal, as the demo allows."""
    portal.app.be(name)
    session = portal.app.session
    await portal.waits_for(lambda: session.live and session.me is not None and session.me.person.id == name)


async def look_for(portal: Person, words: str) -> None:
    """Filter the list by these words, and go to its rows."""
    await portal.waits_for(lambda: portal.app.screen.query("#body") and portal.app.screen.query_one("#body").display)
    await portal.presses("slash").waits_for(lambda: getattr(portal.app.focused, "id", "") == "filter")
    await portal.types(words).presses("enter")


async def approve(portal: Person, name: str, request: str) -> None:
    """As that person: find the request among those that wait, look at it, and approve it."""
    await become(portal, name)
    await portal.presses("4").sees(request)
    await look_for(portal, request)
    await portal.presses("enter").sees(request, "sha256:", "✓  G3" if name != "theo" else "✓  G2").presses("A")
    await portal.toasts(f"{request}: approve, done")


async def answer(portal: Person, field: str, text: str) -> None:
    """Type an answer into a field of the form."""
    portal.app.screen.query_one(f"#field-{field} Input").focus()
    await portal.types(text)


async def ask(portal: Person) -> str:
    """Send the form; the id of the request that it became."""
    await portal.presses("f2").sees("Requests ▸ R-")
    found = re.search(r"Requests ▸ (R-\d+)", portal.screen_text())
    assert found is not None
    return found.group(1)
