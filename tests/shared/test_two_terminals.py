"""Two people at two terminals, at two servers on one PostgreSQL database: each sees at once what the other does."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from portal.client import requests
from portal.client.connection import Connection
from portal.contract.requests import Proposing, Submission, Vote
from portal.server.app import create_app
from portal.settings import Settings
from portal.store.chain import verify
from portal.store.connections import Database
from tests.client.serving import serving
from tests.screens.story import SMALL, WIDE
from tests.stories.catalogues import OwnCatalogue
from tests.stories.people import Server, at_terminal

TOKEN = "what-both-servers-take"


@contextmanager
def server(home: Path, catalogue: OwnCatalogue, database: Database, worker: bool) -> Iterator[Server]:
    """One of the servers; the durable engine is one a process, so that only one of them works."""
    home.mkdir()
    url = database.engine.url.render_as_string(hide_password=False)
    settings = Settings(home, database=url, worker=worker, catalogue=str(catalogue.folder), operation_seconds=0.0)
    app = create_app(settings)
    app.state.token = TOKEN
    with serving(app) as address:
        yield Server(address, TOKEN)


async def test_a_request_is_asked_about_changed_voted_on_twice_and_started_while_both_watch(
    postgresql_database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    catalogue = OwnCatalogue(tmp_path / "catalogue")
    catalogue.hold(0)
    with (
        server(tmp_path / "one", catalogue, postgresql_database, worker=True) as one,
        server(tmp_path / "two", catalogue, postgresql_database, worker=False) as two,
    ):
        async with (
            at_terminal("li", two, tmp_path, monkeypatch, SMALL) as li,
            at_terminal("maya", one, tmp_path, monkeypatch, WIDE) as maya,
            Connection(*one, "maya") as at_one,
            Connection(*two, "ana") as ana,
            Connection(*two, "lena") as lena,
        ):
            await li.presses("4").sees("One key each")
            wish = Submission("compute", {"type": "nc4as-t4-v3", "nodes": 4})
            id = (await requests.submit(at_one, wish)).id
            await li.sees(id).presses("slash").types(id).presses("enter", "enter").sees(id, "What will happen")
            maya.app.open_at("requests", "request", id)
            await maya.sees(id, "in review")
            await li.presses("m").sees("Ask a question").types("why four?").presses("enter")
            await maya.sees("why four?").presses("m").sees("Answer").types("to be fast").presses("enter")
            await maya.sees("to be fast")

            shown = await requests.show(ana, id)
            await requests.propose(ana, id, Proposing({**shown.spec, "nodes": 3}, "three are enough"))
            await maya.sees("three are enough", "was 4", "is 3").presses("C").sees("revision 2")

            changed = await requests.show(lena, id)
            assert (changed.revision, changed.tier, changed.spec["nodes"]) == (2, "T2", 3)
            await requests.vote(lena, id, Vote("approve", changed.digest))
            await maya.sees("1 of 2 missing")
            await li.sees("4 Approvals 15", id, "revision 2", "was  4  is  3").presses("A")
            await li.toasts(f"{id}: approve, done")
            await maya.sees("is ready")
            await li.sees("4 Approvals 14")
    with postgresql_database.read() as connection:
        assert verify(connection).ok
