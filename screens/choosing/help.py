"""The keys that work here, each to be run from the list, and the words that the portal uses."""

from typing import Any

from screens.acts import ActingScreen
from screens.choosing.chooser import ChooserItem, choose
from screens.host import Host
from screens.keys import EVERYWHERE, GO, KEYS, LIST, PAGE, all_shown
from screens.tables.rows import Heading

WORDS = {
    "Catalogue": "what may be asked for: templates, compute, environments; draft, approved, deprecated or blocked",
    "Request": "somebody's wish of one kind; its revisions never change, each has a number and a digest",
    "Plan": "what will happen: effects (what one approves) and facts (checked again before the start)",
    "Origin": "how a value came to be: answered, derived or assumed; assumed ones are marked",
    "Review": "one person's vote on one digest: approve, deny, question or comment",
    "Policy": "the rules that say who must approve what, how many, how long; kept with the request",
    "Start": "the moment in which an approved request becomes a running operation",
    "Operation": "the durable run of a plan; its journal is its record",
    "Resource": "a thing made or found in Azure; its lease says how long it may stay",
    "Observation": "a fact read from outside, with its time",
    "Stage": "dev, test or prod, each served by Azure ML workspaces",
    "Phase": "where a project is in its life: explore, funded, building, live, retired",
    "Promotion": "moving one exact model, by its digest, to the next stage",
    "Waiting on": "who has to act next, and since when",
    "= ≠ ~": "on the board: the same, proven not the same, not known",
}
"""The glossary."""


def help_rows(screen: ActingScreen, keymap: dict[str, str]) -> list[ChooserItem | Heading]:
    """What one can press here, what first and what always, then the words."""
    acts = screen.acts()
    moves = {*LIST, *PAGE}
    groups: tuple[tuple[str, list[str]], ...] = (
        ("On this screen", [act for act in acts if act not in moves and act not in EVERYWHERE and act not in GO]),
        ("Moving", [act for act in acts if act in moves]),
        ("Everywhere", [act for act in acts if act in EVERYWHERE]),
        ("Go to", [act for act in acts if act in GO]),
    )
    rows: list[ChooserItem | Heading] = []
    for title, ids in groups:
        if ids:
            rows.append(Heading(title))
            rows += [
                ChooserItem(act, KEYS[act].label, KEYS[act].sentence, all_shown(act, keymap), screen.why_not(act))
                for act in ids
            ]
    rows += [
        Heading("Also: ctrl+q quits, ctrl+z back to the shell until fg, shift and drag selects text for the terminal"),
        Heading("Words"),
    ]
    return [*rows, *(ChooserItem(f"word {word}", word, said) for word, said in WORDS.items())]


def open_help(app: Host) -> None:
    """Show it; choosing a key runs it."""
    screen: Any = app.screen

    async def run(choice: ChooserItem) -> None:
        if choice.id in KEYS:
            await screen.run_act(choice.id)

    choose(
        app, "What works here · Enter runs it", help_rows(screen, app.keys_set), run, "type to search keys and words"
    )
