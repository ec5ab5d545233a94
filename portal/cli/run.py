"""Runs one command line from its words to its exit code."""

import os
import sys
from contextlib import suppress

from portal.contract.problem import EXIT_FAILED


def run(arguments: list[str]) -> int:
    """The exit code of a command line. Raises KeyboardInterrupt and nothing else."""
    as_json = "--json" in (arguments[: arguments.index("--")] if "--" in arguments else arguments)
    try:
        code = _answer(arguments)
        sys.stdout.flush()
        return code
    except BrokenPipeError:  # whoever read our output has seen enough
        return _hushed()
    except Exception as fault:
        if os.environ.get("PORTAL_DEBUG") == "1":
            import traceback

            traceback.print_exc()
        try:
            from portal.cli.faults import tell

            return tell(fault, as_json)
        except (BrokenPipeError, OSError):
            return _hushed()


def _answer(arguments: list[str]) -> int:
    if not arguments:
        from portal.cli.terminal_app import terminal_app

        return terminal_app()
    for stream in (sys.stdout, sys.stderr):
        with suppress(AttributeError):  # a test may have put something simpler in its place
            stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    from click.exceptions import Exit

    from portal.cli.options import CallerOptions
    from portal.cli.root import root

    if "_PORTAL_COMPLETE" in os.environ:  # a shell asks how a word may end
        root.main(arguments, prog_name="portal")
    try:
        # Not through `main`, which would write an empty line of its own on Ctrl-C.
        with root.make_context("portal", arguments, obj=CallerOptions()) as context:
            answer = root.invoke(context)
    except Exit as end:
        return end.exit_code
    return answer if isinstance(answer, int) else 0


def _hushed() -> int:
    """Let nothing more be written, not even when Python ends and flushes."""
    with suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
    return EXIT_FAILED
