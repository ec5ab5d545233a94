"""Makes what `docs/` holds of the code anew, or says with `--check` what of it is stale: `python -m tests.docs`."""

import argparse
import asyncio
import sys

from tests.docs.pages import FOLDER, PAGES, stale, write
from tests.docs.pictures import pictures
from tests.house.tracked import ROOT


def main() -> int:
    """The exit code is 1 when something is stale."""
    parser = argparse.ArgumentParser(prog="python -m tests.docs", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing, and fail on what is stale")
    check = parser.parse_args().check
    made = {name: make() for name, make in PAGES.items()} | asyncio.run(pictures())
    old = stale(made)
    if not check:
        write(made)
    where = FOLDER.relative_to(ROOT)
    for name in old:
        print(f"{where / name} is stale: run `make docs`" if check else f"{where / name} is new")
    if not old:
        print(f"{where}: {len(made)} files, all as the code says")
    return int(check and bool(old))


if __name__ == "__main__":
    sys.exit(main())
