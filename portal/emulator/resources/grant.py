"""Raising a quota of an emulated Azure, as its operators would: `python -m portal.emulator.resources.grant --help`.

True Azure asks for a support request, or its own portal, before a family of machines may have more cores.
"""

import argparse
from dataclasses import dataclass
from pathlib import Path

from portal.emulator.state import transaction_in


def grant(state: Path, subscription: str, region: str, family: str, cores: int) -> None:
    """Sets the limit of a family in a region, also while a process serves the emulator. Raises ValueError."""
    if cores < 0:
        raise ValueError(f"a quota cannot be {cores} cores")
    with transaction_in(state) as connection:
        known = connection.execute("SELECT family FROM size WHERE lower(family) = ?", (family.lower(),)).fetchone()
        if known is None:
            raise ValueError(f"there is no family {family!r} of machines")
        connection.execute(
            "INSERT INTO quota (subscription, location, family, cores) VALUES (?, ?, ?, ?) "
            "ON CONFLICT (subscription, location, family) DO UPDATE SET cores = excluded.cores",
            (subscription.lower(), region.lower(), known["family"], cores),
        )


@dataclass(frozen=True)
class Granted:
    """A quota that was raised."""

    subscription: str
    region: str
    family: str


def grant_everywhere(state: Path, family: str, cores: int, region: str = "") -> list[Granted]:
    """Sets the limit of a family, or of a size's family, wherever it has one. Raises ValueError."""
    with transaction_in(state) as connection:
        size = "SELECT family FROM size WHERE lower(?) IN (lower(name), lower(family))"
        named = connection.execute(size, (family,)).fetchone()
        if named is None:
            raise ValueError(f"there is no family and no size {family!r} of machines")
        query = "SELECT subscription, location FROM quota WHERE family = ? AND ? IN ('', location) ORDER BY 1, 2"
        found = connection.execute(query, (named["family"], region.lower())).fetchall()
    if not found:
        where = f" in {region}" if region else ""
        raise ValueError(f"{named['family']} has no quota{where} to raise")
    for row in found:
        grant(state, row["subscription"], row["location"], named["family"], cores)
    return [Granted(row["subscription"], row["location"], named["family"]) for row in found]


def main() -> None:
    """Raises one quota of an emulator by its state file."""
    parser = argparse.ArgumentParser(prog="python -m portal.emulator.resources.grant", description=grant.__doc__)
    parser.add_argument("--state", type=Path, required=True, help="the emulator's SQLite file")
    parser.add_argument("--subscription", required=True)
    parser.add_argument("--region", required=True)
    parser.add_argument("--family", required=True, help="such as standardDSv5Family")
    parser.add_argument("--cores", type=int, required=True, help="the new limit, in vCPUs")
    arguments = parser.parse_args()
    if not arguments.state.is_file():
        parser.error(f"there is no emulated Azure at {arguments.state}")
    try:
        grant(arguments.state, arguments.subscription, arguments.region, arguments.family, arguments.cores)
    except ValueError as wrong:
        parser.error(str(wrong))
    print(f"{arguments.family} in {arguments.region} may have {arguments.cores} vCPUs now")


if __name__ == "__main__":
    main()
