"""The terminal app, as `portal` without a command and `portal open` begin it."""

import sys
from collections.abc import Mapping

from portal.contract.problem import Problem


def terminal_app(flags: Mapping[str, object] | None = None, opens: tuple[str, str, str] | None = None) -> int:
    """The terminal app, perhaps on one thing's page. Raises Problem without a terminal, and when it cannot start."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise Problem(
            400, "the terminal app needs a terminal", todo="name a command: `portal --help` lists them", code="usage"
        )
    from portal.settings import load_settings

    settings, _ = load_settings(flags)
    from screens.start import main

    return main(settings, opens)
