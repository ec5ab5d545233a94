"""Everything a handler needs: the request, the path's variables, the state and the present moment."""

import json
import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote, urlencode

from portal.emulator.tuning import Tuning
from portal.emulator.wire import AzureRefusal, Json, WireAnswer, WireRequest

ARM_HOST = "management.azure.com"


@dataclass(frozen=True)
class EmulatedResource:
    """One thing that exists; `body` holds everything but id, name and type."""

    id: str
    type: str
    name: str
    body: Json
    created: float

    @property
    def properties(self) -> Json:
        """The `properties` of the body; an empty one is made when there is none."""
        found: Json = self.body.setdefault("properties", {})
        return found

    def view(self) -> Json:
        """The resource as Azure shows it."""
        shown = {"id": self.id, "name": self.name, "type": self.type, **self.body}
        return {key: value for key, value in shown.items() if not key.startswith("_")}


@dataclass
class Scene:
    """One request inside its transaction."""

    connection: sqlite3.Connection
    request: WireRequest
    now: float
    tuning: Tuning
    ids: Mapping[str, str] = field(default_factory=dict)
    correlation: str = ""

    @property
    def body(self) -> Json:
        """The request's JSON object. Refuses anything else as Azure does."""
        if not isinstance(self.request.body, dict):
            raise AzureRefusal(
                400, "InvalidRequestContent", "The request content was invalid and could not be deserialized."
            )
        return self.request.body

    def stamp(self, at: float | None = None) -> str:
        """A moment as Azure writes it."""
        moment = datetime.fromtimestamp(self.now if at is None else at, UTC)
        return moment.strftime("%Y-%m-%dT%H:%M:%S.%f") + "Z"

    def find(self, id_: str) -> EmulatedResource | None:
        """The resource of that id, however it is spelled."""
        row = self.connection.execute("SELECT * FROM resource WHERE key = ?", (id_.lower(),)).fetchone()
        return None if row is None else _resource(row)

    def require(self, id_: str, missing: AzureRefusal) -> EmulatedResource:
        """The resource of that id. Refuses with `missing` when there is none."""
        if (found := self.find(id_)) is None:
            raise missing
        return found

    def save(self, id_: str, type_: str, body: Json) -> tuple[EmulatedResource, bool]:
        """Makes or replaces a resource; answers whether it is new. The first spelling of the id is kept."""
        before = self.find(id_)
        kept = before.id if before else id_
        created = before.created if before else self.now
        self.connection.execute(
            "INSERT INTO resource (key, id, type, parent, name, body, created) VALUES (?, ?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (key) DO UPDATE SET body = excluded.body",
            (id_.lower(), kept, type_, parent_of(id_).lower(), kept.rsplit("/", 1)[1], json.dumps(body), created),
        )
        return EmulatedResource(kept, type_, kept.rsplit("/", 1)[1], body, created), before is None

    def remove(self, id_: str) -> None:
        """Takes a resource and all below it out of existence."""
        key = id_.lower()
        self.connection.execute(
            "DELETE FROM resource WHERE key = ? OR substr(key, 1, ?) = ?", (key, len(key) + 1, key + "/")
        )

    def children(self, parent: str, type_: str) -> list[EmulatedResource]:
        """The resources of one type directly below an id, by name."""
        rows = self.connection.execute(
            "SELECT * FROM resource WHERE parent = ? AND type = ? ORDER BY key", (parent.lower(), type_)
        )
        return [_resource(row) for row in rows]

    def of_type(self, type_: str, below: str = "") -> list[EmulatedResource]:
        """All resources of one type below an id, at any depth."""
        prefix = below.lower()
        rows = self.connection.execute(
            "SELECT * FROM resource WHERE type = ? AND substr(key, 1, ?) = ? ORDER BY key", (type_, len(prefix), prefix)
        )
        return [_resource(row) for row in rows]

    def page(
        self, found: list[EmulatedResource], view: Callable[[EmulatedResource], Json] = EmulatedResource.view
    ) -> WireAnswer:
        """One page of a list, with a nextLink when there is more. `$top` and `$skiptoken` are understood."""
        query = self.request.query
        token = next((value for key, value in query.items() if key.lower() == "$skiptoken"), "0")
        start = int(token) if token.isdigit() else 0
        asked = query.get("$top", "")
        size = int(self.tuning.page_size)
        if asked.isdigit() and int(asked) > 0:
            size = min(size, int(asked))
        answer: Json = {"value": [view(one) for one in found[start : start + size]]}
        if start + size < len(found):
            kept = [(key, value) for key, value in query.items() if key.lower() != "$skiptoken"]
            pairs = [*kept, ("$skiptoken", str(start + size))]
            answer["nextLink"] = f"{self.request.url}?{urlencode(pairs, safe='$', quote_via=quote)}"
        return WireAnswer(200, answer)

    def group_id(self) -> str:
        """The id of the resource group in the path."""
        return f"/subscriptions/{self.ids['subscription']}/resourceGroups/{self.ids['group']}"


def parent_of(id_: str) -> str:
    """The id one level up: a workspace for its compute, a group for its workspace, a subscription for its group."""
    head, provider, tail = id_.rpartition("/providers/")
    if provider and tail.count("/") == 2:
        return head
    return id_.rsplit("/", 2)[0]


def _resource(row: sqlite3.Row) -> EmulatedResource:
    body: dict[str, Any] = json.loads(row["body"])
    return EmulatedResource(row["id"], row["type"], row["name"], body, row["created"])
