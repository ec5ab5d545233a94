"""Being somebody else, in the demo."""

from screens.choosing.chooser import choose
from screens.choosing.things import open_thing, people
from screens.host import Host


def choose_person(app: Host) -> None:
    """Choose whom to be; outside the demo one is always oneself."""
    rows = people(app)
    if rows:
        choose(app, "Look around as", rows, lambda choice: open_thing(app, choice), "a name, a unit, a role")
    else:
        app.notify("Only the demo lets you be somebody else.", severity="warning", markup=False, timeout=4)
