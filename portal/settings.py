"""Typed settings: a flag beats a `PORTAL_*` variable, that beats `portal.toml` in the home, that beats the default."""

import json
import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import get_type_hints

from portal.contract.problem import Complaint, Problem, bad_input

_GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


SIGN_INS = ("cli", "browser", "device", "workload")
"""The ways to sign in at a shared server."""
ASKS_SOMEBODY = ("browser", "device")
"""Those that ask a person."""
SIGN_IN_RECORD = "account.json"
"""In the home: whose sign-in the platform keeps. It is no secret."""
LOGIN = "login.json"
"""Beside `portal.toml`, and weaker than it: what `portal login` remembered."""
LOGIN_SETTINGS = ("server", "mode", "authority", "tenant", "client")


@dataclass(frozen=True)
class Settings:
    """Everything that can be set. The sentence below a field says what it does."""

    home: Path
    """The folder below which all state is kept."""
    mode: str = "demo"
    """`demo` (emulated Azure, act as anybody), `solo` (real Azure, one's own rights) or `team` (a shared server)."""
    server: str = ""
    """Address of a portal server; empty finds or starts the private one."""
    person: str = ""
    """Who to act as, in demo mode; empty is the person chosen last, at first maya."""
    database: str = ""
    """A SQLAlchemy database URL; empty is a SQLite file in the home."""
    worker: bool = True
    """Whether a server also carries out operations; off needs PostgreSQL and a `portal worker` beside it."""
    catalogue: str = ""
    """Folder of the catalogue; empty is the starter catalogue of the program."""
    azure: str = "emulator"
    """`emulator` (private, in the server), `real`, or the address of an emulator that runs by itself."""
    readonly: bool = False
    """Whether the portal only looks: its server refuses every change, and every key that would make one says so."""
    presence: bool = True
    """Whether it is told who has which request open; off at a server for everybody, off at a terminal for oneself."""
    tenant: str = ""
    """With real Azure: the tenant's id; empty is the signed-in account's own."""
    client: str = ""
    """In team mode: the id of the portal's app registration, with which a server asks everybody to sign in."""
    authority: str = "https://login.microsoftonline.com"
    """Who issues sign-ins; for a try, the http address of an emulated one on this machine."""
    sign_in: str = "cli"
    """How to sign in at a shared server: `cli` (as `az login` did), `browser`, `device` (a code) or `workload`."""
    operation_seconds: float = 2.0
    """How long emulated Azure takes for a long-running operation."""
    step_pause_seconds: float = 0.0
    """A pause after each step of an operation, so that a demo can be followed; 0 is none."""
    poll_seconds: float = 0.25
    """How often the server looks for new events, due starts and waiting operations."""
    observe_seconds: float = 30.0
    """How often the observer reads Azure while somebody is connected; 0 is only on request."""
    idle_seconds: float = 300.0
    """After how long without anybody connected and nothing running the private server leaves."""
    stuck_hours: float = 24.0
    """How long a stuck operation waits for a human before it is undone."""
    theme: str = ""
    """Colours of the terminal app: dark, light, contrast or ansi."""
    mouse: bool = True
    """Whether the terminal app takes the mouse; off leaves selecting text to the terminal."""

    @property
    def emulator_state(self) -> Path:
        """Where the private emulator of Azure keeps its state."""
        return self.home / "azure.db"


def load_settings(flags: Mapping[str, object] | None = None, logged_in: bool = True) -> tuple[Settings, dict[str, str]]:
    """The settings in force, and for each field where its value came from. Raises Problem on a bad value.

    `logged_in` False is for what serves: which server this home's user speaks to does not matter to it.
    """
    given = {name: value for name, value in (flags or {}).items() if value is not None}
    home = Path(str(given.get("home") or os.environ.get("PORTAL_HOME") or _default_home())).expanduser().absolute()
    settings, sources = Settings(home), {field.name: "default" for field in fields(Settings)}
    sources["home"] = "flag" if "home" in given else "PORTAL_HOME" if os.environ.get("PORTAL_HOME") else "default"
    for origin, values in (
        (str(home / LOGIN), _from_login(home / LOGIN) if logged_in else {}),
        (str(home / "portal.toml"), _from_file(home / "portal.toml")),
        ("environment", _from_environment()),
        ("flag", given),
    ):
        for name, value in values.items():
            if name == "home":
                continue
            settings = replace(settings, **{name: _typed(name, value, origin)})  # type: ignore[arg-type]
            sources[name] = f"PORTAL_{name.upper()}" if origin == "environment" else origin
    _check(settings)
    return settings, sources


def _default_home() -> Path:
    import platformdirs  # only needed where no home is named

    return Path(platformdirs.user_state_dir("ml-portal", appauthor=False))


def _from_environment() -> dict[str, object]:
    names = {field.name for field in fields(Settings)}
    return {
        name: value
        for key, value in os.environ.items()
        if key.startswith("PORTAL_") and (name := key.removeprefix("PORTAL_").lower()) in names and value != ""
    }


def _from_file(path: Path) -> dict[str, object]:
    try:
        text = path.read_text(encoding="utf-8")
    except (FileNotFoundError, NotADirectoryError):
        return {}  # a home that is no folder is refused where it is needed, in words of its own
    except (OSError, UnicodeDecodeError) as fault:
        raise Problem(0, f"{path} cannot be read", str(fault), "mend or remove the file", "bad-settings") from None
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        raise bad_input(f"{path} is not valid TOML", Complaint(str(path), str(fault))) from None
    names = {field.name for field in fields(Settings)}
    unknown = sorted(set(values) - names)
    if unknown:
        raise bad_input(
            f"{path} sets what does not exist",
            *(Complaint(name, "no such setting") for name in unknown),
            todo="settings are: " + ", ".join(sorted(names)),
        )
    return values


def _from_login(path: Path) -> dict[str, object]:
    """What `portal login` remembered."""
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
        return {name: str(values[name]) for name in LOGIN_SETTINGS if name in values}
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except (OSError, ValueError, TypeError) as fault:
        raise Problem(0, f"{path} cannot be read", str(fault), "log in anew: `portal logout`", "bad-login") from None


def _typed(name: str, value: object, origin: str) -> object:
    wanted = get_type_hints(Settings)[name]
    if wanted is bool:
        words = {
            "1": True,
            "true": True,
            "yes": True,
            "on": True,
            "0": False,
            "false": False,
            "no": False,
            "off": False,
        }
        if (known := words.get(str(value).lower())) is not None:
            return known
    elif wanted is float:
        try:
            number = float(str(value))
        except ValueError:
            number = -1.0
        if number >= 0:
            return number
    else:
        return str(value)
    raise bad_input(f"setting '{name}' cannot be {value!r}", Complaint(origin, f"'{name}' wants a {wanted.__name__}"))


def _check(settings: Settings) -> None:
    if settings.mode not in ("demo", "solo", "team"):
        raise bad_input(f"mode '{settings.mode}' does not exist", todo="use demo, solo or team")
    if settings.azure not in ("emulator", "real") and not settings.azure.startswith(
        ("http://127.", "http://localhost")
    ):
        raise bad_input(
            f"azure '{settings.azure}' does not exist", todo="use emulator, real, or a loopback http address"
        )
    _check_sign_in(settings)
    if settings.mode == "demo" and settings.azure == "real":
        raise bad_input("demo mode never touches real Azure", todo="set mode to solo to use real Azure")


def _check_sign_in(settings: Settings) -> None:
    if settings.sign_in not in SIGN_INS:
        raise bad_input(f"sign_in '{settings.sign_in}' does not exist", todo="use cli, browser, device or workload")
    for name in ("tenant", "client"):
        value = str(getattr(settings, name))
        if value and not _GUID.fullmatch(value):
            raise bad_input(f"{name} '{value}' is no id", todo="take it from the app registration; it reads 8-4-4-4-12")
    if settings.client and not settings.tenant:
        raise bad_input("a client without a tenant lets nobody sign in", todo="set tenant too")
    if not settings.authority.startswith(("https://", "http://127.0.0.1", "http://localhost", "http://[::1]")):
        raise bad_input(
            f"authority '{settings.authority}' is no safe address", todo="use https; http only to this machine"
        )
