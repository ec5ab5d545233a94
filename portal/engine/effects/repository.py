"""Effect `repository`: the rendered tree as a first commit, its files being exactly those that were approved."""

import os
import shutil
import uuid
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

from portal.clock import moment
from portal.code_hosts import Author, CodeHost, Commit, RepositoryConflict, RepositoryError, code_host_at
from portal.engine.effects.effect import Accepted, Call, EffectOfKind, EffectRefused
from portal.engine.operations.intent import Intent
from portal.engine.operations.reading import MISSING, Reading
from portal.engine.surroundings import Surroundings
from portal.records.inventory.made import Making
from portal.rendering.cage import RenderError, Tree, render

MAIL_DOMAIN = "ml-portal.invalid"
"""Commits carry ids of people, no true addresses; this domain can never exist (RFC 2606)."""


class Repository(EffectOfKind):
    """Renders, compares, publishes. Publishing the same again is harmless, so it needs no tag to be recognised."""

    doing = "is being rendered and published"
    done = "is published"
    brings_name = True

    def subject(self, intent: Intent) -> str:
        """Which repository."""
        return f"Repository {intent.payload['name']}"

    def resource(self, intent: Intent) -> str:
        """Its id in the inventory."""
        return f"repository/{intent.payload['name']}"

    def making(self, intent: Intent) -> Making | None:
        """The repository in the inventory."""
        url = str(intent.outcome.get("url", ""))
        return Making(self.resource(intent), "repository", intent.payload["name"], "", "", url=url)

    def read(self, world: Surroundings, intent: Intent) -> Reading:
        """Whether it is there, once it is known which commit is ours; before that, publishing finds out."""
        if not intent.outcome.get("commit") or place(world).read_head(intent.payload["name"]) is None:
            return MISSING
        return Reading("ready")

    def remaining(self, world: Surroundings, intent: Intent) -> Reading:
        """Whether it is there, and from us: without a call of ours it is somebody else's."""
        try:
            head = place(world).read_head(intent.payload["name"])
        except RepositoryError as strange:
            return Reading("other", str(strange))
        if head is None:
            return MISSING
        if not intent.outcome.get("commit") and not intent.outcome.get("tries"):
            return Reading("other", f"{head.clone_url} was there before and is left alone")
        return Reading("ready")

    def prepare(self, world: Surroundings, intent: Intent) -> Call:
        """Renders the tree and compares it with what was approved; the call publishes it."""
        tree = _rendered(world, intent)
        return lambda: self._publish(world, intent, tree)

    def _publish(self, world: Surroundings, intent: Intent, tree: Tree) -> Accepted:
        commit = _published(world, intent, tree)
        outcome = {"url": commit.clone_url, "commit": commit.sha, "branches": list(commit.branches)}
        files = len(intent.payload["files"])
        note = f"{files} files rendered, all as approved; commit {commit.sha[:10]} on {', '.join(commit.branches)}"
        return Accepted(outcome=outcome, notes=(note,))

    def undo(self, world: Surroundings, intent: Intent) -> Accepted:
        """Removes it, unless somebody has pushed to it."""
        name = intent.payload["name"]
        ours = str(intent.outcome.get("commit") or _published(world, intent, _rendered(world, intent)).sha)
        head = place(world).read_head(name)
        if head is None:
            return Accepted()
        if set(head.branches.values()) != {ours}:
            raise EffectRefused(f"somebody has pushed to {head.clone_url}, so it stays")
        there = Path(url2pathname(urlsplit(head.clone_url).path))
        leaving = there.with_name(f".{there.name}.gone-{uuid.uuid4().hex[:8]}")
        os.replace(there, leaving)
        shutil.rmtree(leaving)
        return Accepted()


def place(world: Surroundings) -> CodeHost:
    """Where the repositories of projects are kept."""
    return code_host_at((world.settings.home / "repositories").absolute().as_uri())


def _rendered(world: Surroundings, intent: Intent) -> Tree:
    payload = intent.payload
    try:
        tree = render(world.catalogue().template_folder(payload["template"]), payload["answers"])
    except KeyError as missing:
        raise EffectRefused(f"there is no template {missing} any more") from missing
    except RenderError as fault:
        raise EffectRefused(f"template {payload['template']} cannot be rendered: {fault}") from fault
    if why := _differs(payload["files"], {file.path: file.sha256 for file in tree.files}):
        raise EffectRefused(f"template {payload['template']} renders other files than were approved: {why}")
    return tree


def _published(world: Surroundings, intent: Intent, tree: Tree) -> Commit:
    payload = intent.payload
    author = Author(payload["author"], f"{payload['author']}@{MAIL_DOMAIN}")
    message = f"Begin {payload['name']} from template {payload['template']} (R-{intent.request})"
    at, branches = moment(payload["date"]), payload["branches"]
    try:
        return place(world).publish(tree, payload["name"], author=author, message=message, at=at, branches=branches)
    except RepositoryConflict as taken:
        raise EffectRefused(f"repository {payload['name']} is there already with other content") from taken
    except RepositoryError as fault:
        raise EffectRefused(str(fault)) from fault


def _differs(approved: Mapping[str, str], rendered: Mapping[str, str]) -> str:
    named = sorted(approved.keys() ^ rendered.keys()) or [
        path for path in sorted(approved) if approved[path] != rendered[path]
    ]
    return ", ".join(named[:3]) + (f" and {len(named) - 3} more" if len(named) > 3 else "")
