"""The private server of one home: `python -m portal.server.private --home FOLDER`."""

import argparse
import logging
import sys
from typing import TYPE_CHECKING

from portal.contract.plaintext import one_line
from portal.contract.problem import Problem
from portal.settings import Settings, load_settings

if TYPE_CHECKING:
    from fastapi import FastAPI


def main(arguments: list[str] | None = None) -> int:
    """Serve until nobody needs the server any more; the exit code is 1 when it could not begin."""
    parser = argparse.ArgumentParser(prog="portal.server.private", description=__doc__)
    parser.add_argument("--home", help="the folder below which all state is kept")
    chosen = parser.parse_args(arguments)
    try:
        settings, _ = load_settings({"home": chosen.home}, logged_in=False)
        run(settings)
    except Problem as problem:
        print(f"portal: {one_line(problem.line())}", file=sys.stderr)
        return 1
    except Exception as fault:  # the last line that the program which started this one can show to somebody
        logging.getLogger(__name__).exception("the server ended")
        print(f"portal: {one_line(f'{type(fault).__name__}: {fault}')}", file=sys.stderr)
        return 1
    return 0


def run(settings: Settings) -> None:
    """Serve one home. Raises Problem."""
    from portal.server.exposure import Exposure
    from portal.server.serve import serve

    serve(settings, Exposure(), make_app)


def make_app(settings: Settings) -> "FastAPI":
    """The application for these settings. Raises Problem."""
    from portal.server.app import create_app  # seconds of imports: only once the home is held

    return create_app(settings)


if __name__ == "__main__":
    sys.exit(main())
