"""The palette: every act that this screen knows, and everything that has a name."""

from typing import Any

from screens.choosing.chooser import ChooserItem, choose
from screens.choosing.things import at_server, known, open_thing, people, places
from screens.host import Host
from screens.keys import GO, KEYS, LIST, PAGE, all_shown
from screens.tables.rows import Heading
from screens.themes import THEMES


def open_palette(app: Host) -> None:
    """Show it; choosing runs the act or opens the thing."""
    screen: Any = app.screen
    acts = [act for act in screen.acts() if act not in (*LIST, *PAGE, *GO, "palette")]
    rows: list[ChooserItem | Heading] = [
        ChooserItem(
            f"act:{act}", screen.label(act), KEYS[act].sentence, all_shown(act, app.keys_set), screen.why_not(act)
        )
        for act in acts
    ]
    rows += [*places(), *known(app), *people(app)]
    rows += [ChooserItem(f"theme:{name}", f"theme {name}", "change the colours") for name in THEMES]

    async def then(choice: ChooserItem) -> None:
        if choice.id.startswith("act:"):
            await screen.run_act(choice.id.removeprefix("act:"))
        else:
            open_thing(app, choice)

    choose(
        app,
        "Palette",
        rows,
        then,
        "an action, a request, a project, a model, a person",
        lambda text: at_server(app, text),
    )
