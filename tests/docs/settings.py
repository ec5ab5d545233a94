"""The table of settings: what each is called, where it can be set, what it is without that, and what it does."""

import ast
import inspect
from dataclasses import MISSING, fields
from typing import get_type_hints

from portal import settings as source
from portal.cli.options import common_options
from portal.settings import Settings
from tests.docs.markdown import code, note, page, table

SAID = """A flag beats a `PORTAL_*` variable, which beats `portal.toml` in the home (written as `mode = "solo"`), which
beats what `portal login` remembered, which beats the default. Every command takes the flags named here. `portal doctor`
prints every setting in force and where it came from."""

KINDS = {bool: "on or off", float: "a number", str: "text"}


def settings_page() -> str:
    """The whole table."""
    said, types = sentences(inspect.getsource(source)), get_type_hints(Settings)
    flags = {option.name: option.opts[0] for option in common_options()}
    rows = [
        [
            f"{code(field.name)}<br>{code(f'PORTAL_{field.name.upper()}')}",
            code(flags.get(field.name, "")),
            KINDS.get(types[field.name], "a folder"),
            "" if field.default is MISSING else _default(field.default),
            said[field.name],
        ]
        for field in fields(Settings)
    ]
    heads = ("setting, variable", "flag", "takes", "default", "what it does")
    return page(note("`portal/settings.py`"), "# Settings", SAID, table(heads, rows))


def sentences(text: str) -> dict[str, str]:
    """What the source of `Settings` says below each of its fields."""
    (made,) = (one for one in ast.parse(text).body if isinstance(one, ast.ClassDef) and one.name == Settings.__name__)
    return {
        field.target.id: said.value.value
        for field, said in zip(made.body, made.body[1:], strict=False)
        if isinstance(field, ast.AnnAssign)
        and isinstance(field.target, ast.Name)
        and isinstance(said, ast.Expr)
        and isinstance(said.value, ast.Constant)
        and isinstance(said.value.value, str)
    }


def _default(value: object) -> str:
    if isinstance(value, bool):
        return "on" if value else "off"
    return code(f"{value:g}" if isinstance(value, float) else str(value))
