"""Everything that has a name: what the screens have read already, and what the server finds."""

from collections.abc import Iterator
from dataclasses import dataclass

from portal.contract.catalogue import CataloguePage
from portal.contract.models.board import Board
from portal.contract.projects import ProjectPage
from portal.contract.requests import RequestPage
from screens.choosing.chooser import ChooserItem
from screens.host import Host
from screens.places import PLACES
from screens.words import LIFECYCLE, PHASE, REQUEST, face

_PAGES = {"request": "request", "project": "project", "model": "model", "catalogue": "catalogue"}


@dataclass(frozen=True)
class Named:
    """The page and the id that a choice's id stands for."""

    page: str
    id: str


def named(choice: ChooserItem) -> Named:
    """What a choice of a thing leads to."""
    page, _, id = choice.id.partition(":")
    return Named(page, id)


def of_data(data: object) -> Iterator[ChooserItem]:
    """The things on one screen."""
    if isinstance(data, RequestPage):
        for row in data.items:
            yield ChooserItem(f"request:{row.id}", f"{row.id} {row.title}", f"request, {face(REQUEST, row.state).word}")
    elif isinstance(data, ProjectPage):
        for project in data.items:
            yield ChooserItem(f"project:{project.name}", project.name, f"project, {face(PHASE, project.phase).word}")
    elif isinstance(data, Board):
        for model in data.items:
            id = f"{model.project}/{model.name}" if model.project else model.name
            yield ChooserItem(f"model:{id}", model.name, f"model of {model.project}" if model.project else "model")
    elif isinstance(data, CataloguePage):
        for item in data.items:
            yield ChooserItem(
                f"catalogue:{item.id}", item.title, f"{item.kind}, {face(LIFECYCLE, item.lifecycle).word}"
            )


def known(app: Host) -> list[ChooserItem]:
    """The things that some screen has read, each once."""
    found: dict[str, ChooserItem] = {}
    for screen in app.all_portal_screens():
        for choice in of_data(screen.data):
            found.setdefault(choice.id, choice)
    return list(found.values())


async def at_server(app: Host, text: str) -> list[ChooserItem]:
    """The things that the server finds. Raises Problem."""
    portal = app.session.portal
    if portal is None or len(text.strip()) < 2:
        return []
    pages = (
        await portal.requests.listing("all", text=text, limit=10),
        await portal.projects.listing(text, limit=10),
        await portal.catalogue.listing(text),
        await portal.models.board(text),
    )
    return [choice for page in pages for choice in list(of_data(page))[:10]]


def places() -> list[ChooserItem]:
    """The tabs."""
    return [ChooserItem(f"place:{name}", title, f"go to {title}", key) for name, (key, title, *_) in PLACES.items()]


def people(app: Host) -> list[ChooserItem]:
    """Whom one can be in the demo."""
    me = app.session.me
    if me is None or me.mode != "demo":
        return []
    others = sorted(me.people, key=lambda one: (one.persona is None, one.name))
    return [
        ChooserItem(
            f"as:{one.id}", f"as {one.name}", f"{one.title}, {one.unit}" + (f" · {one.persona}" if one.persona else "")
        )
        for one in others
        if one.id != me.person.id and one.active
    ]


def open_thing(app: Host, choice: ChooserItem) -> None:
    """Go where a choice leads."""
    thing = named(choice)
    if thing.page == "place":
        app.go(thing.id)
    elif thing.page == "as":
        app.be(thing.id)
    elif thing.page == "theme":
        app.theme = thing.id
    else:
        app.open_page(thing.page, thing.id)
