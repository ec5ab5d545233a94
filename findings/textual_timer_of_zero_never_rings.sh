#!/usr/bin/env bash
# A Textual timer of zero seconds never calls back, and the application goes on as if nothing were wrong.
#
# Versions: textual 8.2.8.
# Expected: `set_timer(0, callback)` calls back as soon as it can, as `asyncio.get_running_loop().call_later(0,
#   ...)` does, or raises at the call.
# Seen: the timer's own task divides by the interval and ends in ZeroDivisionError. Nobody awaits that task: the
#   callback never runs, no exit, no traceback on the screen; asyncio tells its exception handler when the task is
#   thrown away. `set_timer(0.001, ...)` works.
# Meaning: a delay worked out as "whatever is left until then" reaches zero one day, and the screen then waits for
#   ever. Use `call_later` or `call_next` for at once, and never give a timer less than a millisecond.
set -euo pipefail
room=$(mktemp -d)
trap 'rm -rf "$room"' EXIT
python3 -m venv "$room/venv"
"$room/venv/bin/pip" install --quiet --disable-pip-version-check --no-compile textual==8.2.8

cat >"$room/ring.py" <<'PYTHON'
import asyncio
import gc
import sys

from textual.app import App


class Program(App):
    def __init__(self, delay):
        super().__init__()
        self.delay, self.rung = delay, False

    def on_mount(self):
        self.set_timer(self.delay, self.ring)

    def ring(self):
        self.rung = True


async def outcome(delay):
    told = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: told.append(repr(context["exception"])))
    program = Program(delay)
    async with program.run_test() as pilot:
        await pilot.pause(0.3)
        running = program.is_running
    await asyncio.sleep(0)
    gc.collect()
    print(f"set_timer({delay}): rung {program.rung}, still running {running}, asyncio was told {told}")
    return program.rung, running, bool(told)


seen = [asyncio.run(outcome(delay)) for delay in (0, 0.001)]
sys.exit(seen != [(False, True, True), (True, True, False)])
PYTHON
"$room/venv/bin/python" "$room/ring.py"
