"""The identity provider as a process of its own: `python -m portal.emulator.identity --folder DIR`."""

import argparse
import sqlite3
from dataclasses import replace
from pathlib import Path

from catalog.load import CatalogueError, load
from portal.clock import system_clock
from portal.emulator.alone import listen, serve
from portal.emulator.identity import keys
from portal.emulator.identity.app import DEVICE_PAGE, create_app
from portal.emulator.identity.certificate import make
from portal.emulator.identity.people import PORTAL, of_organisation
from portal.emulator.identity.state import account_named, put_account
from portal.emulator.tenant import TENANT


def main() -> None:
    """Serves on loopback, says where as one line of JSON, leaves when its standard input closes or on a signal."""
    arguments = _read()
    try:
        arguments.folder.mkdir(parents=True, exist_ok=True)
        registered = of_organisation(load(arguments.catalogue).organisation, arguments.tenant, arguments.client)
        app = create_app(arguments.folder / "identity.db", system_clock, registered, arguments.interval)
        with app.state.provider.store.transaction() as connection:
            for words in arguments.assign:
                _assign(connection, words)
            if arguments.rotate:
                keys.rotate(connection, forget=arguments.rotate == "stolen")
        pem = make(arguments.folder, system_clock()) if arguments.tls else None
        listening, host = listen(arguments.port)
    except (OSError, ValueError, sqlite3.Error, CatalogueError) as problem:
        raise SystemExit(f"the identity provider cannot start: {problem}") from None
    url = f"{'https' if pem else 'http'}://{host}"
    told = {"url": url, "tenant": registered.tenant, "client": registered.client, "device_page": f"{url}{DEVICE_PAGE}"}
    serve(app, listening, {**told, "certificate": str(pem.certificate) if pem else None}, pem)


def _assign(connection: sqlite3.Connection, words: str) -> None:
    """Assigns an app role, by `PERSON=ROLE`. Raises ValueError for a person whom nobody knows."""
    named, _, role = words.partition("=")
    account = account_named(connection, named)
    if account is None or not role:
        raise ValueError(f"'{words}' assigns nothing; write PERSON=ROLE, with a person of the organisation")
    put_account(connection, replace(account, app_roles=tuple(dict.fromkeys((*account.app_roles, role)))))


def _read() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m portal.emulator.identity", description=__doc__)
    parser.add_argument("--folder", type=Path, required=True, help="where it keeps its state and its certificate")
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--tls", action="store_true", help="speak TLS, with a certificate made now in the folder")
    parser.add_argument("--catalogue", type=Path, help="whose organisation can sign in; the one shipped without it")
    parser.add_argument("--tenant", default=TENANT, help="the tenant's id")
    parser.add_argument("--client", default=PORTAL, help="the client id of the portal's registration")
    parser.add_argument("--interval", type=int, default=5, help="seconds between two polls for a device code")
    parser.add_argument("--assign", action="append", default=[], metavar="PERSON=ROLE", help="assign an app role")
    parser.add_argument("--rotate", choices=("planned", "stolen"), help="sign with a new key; stolen: forget the old")
    return parser.parse_args()


if __name__ == "__main__":
    main()
