"""Two people at two terminals of one server on PostgreSQL, over TLS, each signed in with a code of their own: each sees
at once what the other does.
"""

from pathlib import Path

import pytest

from portal.contract.requests import Proposing, Submission, Vote
from portal.store.chain import verify
from portal.store.connections import Database
from tests.client.serving import portal_of
from tests.screens.story import SMALL, WIDE
from tests.shared.processes import running
from tests.shared.signed_in import Provider, at_terminal, provider
from tests.stories.catalogues import OwnCatalogue

STANDARD = 'when: template != "exploration"\n    outcome: "tier:T1"'
WISH = {"name": "churn", "template": "tabular-classic", "monthly_budget": 400}


async def test_a_request_is_asked_about_changed_voted_on_twice_and_started_while_both_watch(
    postgresql_database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    catalogue = OwnCatalogue(tmp_path / "catalogue")
    catalogue.hold(0)
    catalogue.change("policies/default.yaml", STANDARD, STANDARD.replace("T1", "T2"))
    with provider(tmp_path / "provider", catalogue.folder) as known:
        for name, value in {
            "SSL_CERT_FILE": known.certificate, "PORTAL_CATALOGUE": catalogue.folder, "PORTAL_TENANT": known.tenant,
            "PORTAL_CLIENT": known.client, "PORTAL_AUTHORITY": known.url,
        }.items():  # fmt: skip
            monkeypatch.setenv(name, str(value))
        shown = ("--tls-cert", str(known.certificate), "--tls-key", str(known.key))
        url = postgresql_database.engine.url.render_as_string(hide_password=False)
        words = ("serve", "--mode", "team", "--database", url, "--port", "0", *shown)
        with running(tmp_path / "server", *words) as server:
            await _story(known, server.told["url"], tmp_path)
    with postgresql_database.read() as connection:
        assert verify(connection).ok


async def _story(known: Provider, server: str, folder: Path) -> None:
    async with (
        at_terminal("li", known, server, folder, SMALL) as li,
        at_terminal("maya", known, server, folder, WIDE) as maya,
        portal_of(server, known.token("ana")) as ana,
        portal_of(server, known.token("lena")) as lena,
    ):
        await li.presses("4")
        assert maya.app.session.portal is not None
        id = (await maya.app.session.portal.requests.submit(Submission("project", WISH), "a wish")).id
        await li.sees(id).presses("slash").types(id).presses("enter", "enter").sees(id, "What will happen")
        maya.app.open_at("requests", "request", id)
        await maya.sees(id, "in review")
        await li.presses("m").sees("Ask a question").types("why four?").presses("enter")
        await maya.sees("why four?").presses("m").sees("Answer").types("to begin").presses("enter")
        await maya.sees("to begin")

        shown = await ana.requests.show(id)
        await ana.requests.propose(id, Proposing({**shown.spec, "monthly_budget": 300}, "three are enough"))
        await maya.sees("three are enough", "was 400", "is 300").presses("C").sees("revision 2")

        changed = await lena.requests.show(id)
        assert (changed.revision, changed.tier, changed.spec["monthly_budget"]) == (2, "T2", 300)
        await lena.requests.vote(id, Vote("approve", changed.digest))
        await maya.sees("1 of 2 missing")
        await li.sees("4 Approvals 1", id, "revision 2", "was  400  is  300").presses("A")
        await li.toasts(f"{id}: approve, done")
        await maya.sees("is ready")
        await li.sees_not("4 Approvals 1")
