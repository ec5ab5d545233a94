"""`portal catalog identities`: what has to be made in Azure for the portal's rights to be split; needs no server."""

import json
import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import click

from portal.cli.options import CallerOptions, PortalCommand
from portal.cli.output import answer
from portal.cli.session import settings_of
from portal.cli.text import elastic, inner, page, right, section, table, width, wrap
from portal.clock import system_clock
from portal.contract.problem import bad_input

if TYPE_CHECKING:
    from catalog.model import Catalogue
    from portal.domain.rights.azure_identities import Arranged


@click.command(
    "identities",
    cls=PortalCommand,
    help="The managed identities that the portal's rights are split over: role, scope and condition of each.",
)
@click.option("--out", metavar="DIR", help="Write roles, conditions and the commands that make them into a new folder.")
@click.option("--azure", is_flag=True, help="Look in Azure for the ids of your own roles; it is only read.")
@click.pass_obj
def identities(asked: CallerOptions, out: str | None, azure: bool) -> None:
    """Work out the arrangement for the organisation, and perhaps write it down."""
    from portal.azure.connection import connect
    from portal.engine.connecting.rights import arrangement, role_ids

    settings = settings_of(asked)
    known = role_ids(connect(settings, system_clock), system_clock) if azure else {}
    catalogue, wanted = arrangement(Path(settings.catalogue) if settings.catalogue else None, known)
    folder = Path(out) if out else None
    if folder is not None:
        _write(folder, wanted)
    answer(asked, _told(wanted, folder), lambda: _text(catalogue, wanted, folder))


def _told(wanted: "tuple[Arranged, ...]", folder: Path | None) -> dict[str, object]:
    items = [
        {
            "identity": one.name,
            "duty": one.duty,
            "stage": one.stage or None,
            "scopes": list(one.scopes),
            "definition": one.definition(),
            "condition": one.condition or None,
            "not_given": list(one.not_given),
            "client_id": one.client_id or None,
            "object_id": one.object_id or None,
        }
        for one in wanted
    ]
    return {"items": items, "next": None, "folder": str(folder) if folder else None}


def _text(catalogue: "Catalogue", wanted: "tuple[Arranged, ...]", folder: Path | None) -> str:
    columns = ("identity", "role", right("actions"), "named", elastic("at"))
    rows = [
        (
            one.name, one.role.name, len(one.role.actions), "yes" if one.object_id else "no",
            ", ".join(map(_last, one.scopes)),
        )
        for one in wanted
    ]  # fmt: skip
    missing = sorted({name for one in wanted for name in one.not_given})
    left_out = (
        f"{', '.join(missing)}: their ids in your tenant are not known, so no condition lets them be given. With "
        "--azure they are looked up; those that do not exist there have to be made first, or left out of roles.yaml"
    )
    then = (
        f"written to {folder}: read it, then run make.sh there as an owner of the subscriptions"
        if folder
        else "nothing was written; with --out DIR the files for Azure are"
    )
    named = "" if catalogue.organisation.identities else "none is named under identities in organisation.yaml yet"
    not_given = section("Not given", "\n".join(wrap(left_out if missing else "", inner())))
    return page(table(columns, rows, width()), not_given, named, then)


def _last(scope: str) -> str:
    return scope.rstrip("/").rsplit("/", 1)[-1]


def _write(folder: Path, wanted: "tuple[Arranged, ...]") -> None:
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise bad_input(f"{folder} is not empty", todo="name a folder that does not exist yet; nothing is overwritten")
    folder.mkdir(parents=True, exist_ok=True)
    for one in wanted:
        told = json.dumps(one.definition(), indent=2, ensure_ascii=False) + "\n"
        (folder / f"role-{one.name}.json").write_text(told, encoding="utf-8")
        if one.condition:
            (folder / f"condition-{one.name}.txt").write_text(one.condition + "\n", encoding="utf-8")
    (folder / "make.sh").write_text(_commands(wanted), encoding="utf-8")


def _commands(wanted: "tuple[Arranged, ...]") -> str:
    lines = [
        "#!/bin/sh",
        "# Makes the roles of ML Portal's identities, and assigns them, as an owner of the scopes. Read it first.",
        "# Where an identity is not named in organisation.yaml yet, set its variable to its object id before.",
        "set -eu",
        'cd "$(dirname "$0")"',
    ]
    for one in wanted:
        who = shlex.quote(one.object_id) if one.object_id else f'"${one.name.replace("-", "_").upper()}"'
        lines += ["", f"az role definition create --role-definition role-{one.name}.json"]
        bound = f' --condition "$(cat condition-{one.name}.txt)" --condition-version 2.0' if one.condition else ""
        lines += [
            f"az role assignment create --assignee-object-id {who} --assignee-principal-type ServicePrincipal "
            f"--role {shlex.quote(one.role.name)} --scope {shlex.quote(scope)}{bound}"
            for scope in one.scopes
        ]
    return "\n".join(lines) + "\n"
