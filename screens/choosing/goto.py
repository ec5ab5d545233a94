"""The `:` prompt: `:approvals`, `:req 12`, `:project churn`, `:as ana`, `:theme light`, `:quit`."""

import re

from screens.choosing.chooser import ChooserItem, choose
from screens.choosing.things import at_server, known, open_thing, people, places
from screens.host import Host
from screens.places import PLACES
from screens.themes import THEMES

_PAGE_WORDS = {"req": "request", "request": "request", "project": "project", "model": "model", "item": "catalogue"}

THERE = {"found": "what is in Azure and was not made here", "leased": "what has a lease"}
"""Lists of what is there, by the word that opens them."""


def read(typed: str) -> ChooserItem | None:
    """What was typed, where it says by itself where to go."""
    words = typed.split()
    if len(words) == 1 and (number := re.fullmatch(r"(?:r-?)?(\d+)", words[0])) and words[0] not in "12345678":
        return ChooserItem(f"request:R-{number[1]}", f"request R-{number[1]}", "open it")
    if len(words) == 2 and words[0] in _PAGE_WORDS:
        page = _PAGE_WORDS[words[0]]
        id = f"R-{words[1].removeprefix('r-')}" if page == "request" else words[1]
        return ChooserItem(f"{page}:{id}", f"{page} {id}", "open it")
    if len(words) == 1 and words[0] in THERE:
        return ChooserItem(f"found:{words[0]}", words[0], THERE[words[0]])
    if len(words) == 1 and words[0] in PLACES:
        return ChooserItem(f"place:{words[0]}", PLACES[words[0]][1], "go there")
    return None


def ask_where(app: Host) -> None:
    """Ask, and go there."""
    themes = [ChooserItem(f"theme:{name}", f"theme {name}", "change the colours") for name in THEMES]
    tour = [ChooserItem("tour", "tour", "be led from a request to the board")] if app.session.mode == "demo" else []
    there = [ChooserItem(f"found:{word}", word, said) for word, said in THERE.items()]
    rows = [
        *places(),
        *there,
        *known(app),
        *people(app),
        *tour,
        *themes,
        ChooserItem("quit", "quit", "leave the portal", "ctrl+q"),
    ]

    def then(choice: ChooserItem) -> None:
        if choice.id == "quit":
            app.exit()
        elif choice.id == "tour":
            app.open_dialog("tour")
        else:
            open_thing(app, choice)

    choose(
        app, ": go to", rows, then, "approvals, req 12, project churn, as ana", lambda text: at_server(app, text), read
    )
