#!/usr/bin/env bash
# Textual loses what is typed right behind the key that opens a dialog, and its test pilot hides it.
#
# Versions: textual 8.2.8.
# Expected: keys act in the order in which they were typed. `:` pushes a screen with an Input, so of `:query` the
#   word stands in that Input, as it does when the same keys are pressed by a test's pilot.
# Seen: when the keys come in one go, as from a fast typist on a slow link or from a paste, all letters are handed
#   to the screen that has the focus at that moment, which is the one that is being left. The Input stays empty. The
#   pilot waits after each key until the application is idle, so the same keys pass in a test.
# Meaning: a command line behind `:` or `/` needs type-ahead of its own: hold each key until the one before it was
#   acted on. A test has to post the keys as a terminal does, not through the pilot.
set -euo pipefail
room=$(mktemp -d)
trap 'rm -rf "$room"' EXIT
python3 -m venv "$room/venv"
"$room/venv/bin/pip" install --quiet --disable-pip-version-check --no-compile textual==8.2.8

cat >"$room/type.py" <<'PYTHON'
import asyncio
import sys

from textual import events
from textual.app import App
from textual.screen import ModalScreen
from textual.widgets import Input, Static

KEYS = ["colon", *"query"]


class Ask(ModalScreen):
    def compose(self):
        yield Input()


class Program(App):
    BINDINGS = [("colon", "ask", "Ask")]

    def compose(self):
        yield Static("a list")

    def action_ask(self):
        self.push_screen(Ask())


async def typed(at_once):
    program = Program()
    async with program.run_test() as pilot:
        await pilot.pause()
        if at_once:
            for key in KEYS:  # this is how a driver hands on what it has read from the terminal
                program.post_message(events.Key(key, ":" if key == "colon" else key))
            await pilot.pause()
        else:
            await pilot.press(*KEYS)
        await pilot.pause()
        return program.screen.query_one(Input).value


one_by_one, in_one_go = asyncio.run(typed(at_once=False)), asyncio.run(typed(at_once=True))
print(f"pressed by the pilot: {one_by_one!r}; read from the terminal in one go: {in_one_go!r}")
sys.exit((one_by_one, in_one_go) != ("query", ""))
PYTHON
"$room/venv/bin/python" "$room/type.py"
