"""The start of the terminal app: paint what was last seen, then connect."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from portal.contract.problem import Complaint, Problem, bad_input
from portal.settings import Settings
from screens.app import PortalApp
from screens.connection.account import TerminalAccount
from screens.connection.link import OpenConnection
from screens.keys import KEYS

LOG_AFTER_SECONDS = 1.0
"""What needs a log file is rare; its imports can wait until the first rows are shown."""


def main(settings: Settings, opens: tuple[str, str, str] | None = None) -> int:
    """Run the terminal app until it is left; the exit code. Raises Problem when it cannot start, or had to end.

    `opens` is what to begin with: a tab, a page and the id of a thing.
    """
    account = account_of(settings)
    opener = partial(open_server, account=account)
    app = PortalApp(settings, opener, person_chosen(settings), keys_set=keys_of(settings), opens=opens, account=account)
    try:
        app.run(mouse=settings.mouse)
    finally:
        if account is not None:
            account.stop()
    if app.fault is not None:
        raise _crashed(settings, app.fault)
    return app.return_code or 0


def _crashed(settings: Settings, fault: Exception) -> Problem:
    """What to say after a fault of ours has ended the app; where it was goes to the log."""
    import logging

    logger = logging.getLogger("portal.screens")
    if not logger.handlers:
        _log_to_file(settings)
    logger.error("the terminal app had to end", exc_info=fault)
    said = f"{type(fault).__name__}: {fault}"
    todo = f"start it again, nothing that was asked for is lost; where it was stands in {_log_path(settings)}"
    return Problem(500, "the terminal app had to end by a fault of its own", said, todo, "fault")


def account_of(settings: Settings) -> TerminalAccount | None:
    """Who signs in here; None where nobody has to, or a token was given in PORTAL_TOKEN."""
    import os

    if not (settings.server and settings.tenant and settings.client) or os.environ.get("PORTAL_TOKEN"):
        return None
    from portal.local.sign_in import SignedIn

    return SignedIn(settings)


async def open_server(
    settings: Settings, person: str, say: Callable[[str], None], account: TerminalAccount | None = None
) -> OpenConnection:
    """Connect to the server of these settings; what speaks HTTP is imported only here."""
    import asyncio

    opening = await asyncio.to_thread(__import__, "screens.connection.opening", fromlist=["open_live"])
    connection: OpenConnection = await opening.open_live(settings, person, say, account)
    asyncio.get_running_loop().call_later(LOG_AFTER_SECONDS, _log_to_file, settings)
    return connection


def person_chosen(settings: Settings) -> str:
    """Who to be in the demo: the setting, or the one chosen last."""
    if settings.person or settings.mode != "demo":
        return settings.person
    try:
        return (settings.home / "person").read_text(encoding="utf-8").strip()[:64]
    except (OSError, UnicodeDecodeError):
        return ""


def keys_of(settings: Settings) -> dict[str, str]:
    """Keys set otherwise, in `keys.toml` of the home: `approve = "ctrl+y"`. Raises Problem on an unknown act."""
    path = settings.home / "keys.toml"
    if not path.is_file():
        return {}
    import tomllib

    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as fault:
        raise Problem(0, f"{path} cannot be read", str(fault), "mend or remove the file", "bad-keys") from None
    unknown = [name for name, keys in values.items() if name not in KEYS or not isinstance(keys, str)]
    if unknown:
        faults = (Complaint(name, "no such act, or its key is no text") for name in unknown)
        raise bad_input(f"{path} sets what does not exist", *faults, todo="acts are: " + ", ".join(KEYS))
    return {name: str(keys) for name, keys in values.items()}


def _log_path(settings: Settings) -> Path:
    return settings.home / "log" / "screens.log"


def _log_to_file(settings: Settings) -> None:
    import logging
    from logging.handlers import RotatingFileHandler

    handler: logging.Handler = logging.NullHandler()
    path = _log_path(settings)
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handler = RotatingFileHandler(path, maxBytes=1_000_000, backupCount=2, delay=True)
    except OSError as fault:
        logging.getLogger("portal.screens").debug("no log file: %s", fault)
    logger = logging.getLogger("portal.screens")
    logger.addHandler(handler)
    logger.propagate = False
