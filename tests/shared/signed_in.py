"""People who truly sign in: an emulated identity provider in a process of its own, and the real libraries."""

import asyncio
import json
import re
import ssl
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import httpx

from portal.emulator.identity.grants import DEVICE_GRANT
from portal.local.sign_in import SignedIn
from portal.settings import Settings
from screens.app import PortalApp
from screens.start import open_server
from tests.stories.people import Person


@dataclass(frozen=True)
class Provider:
    """Where people sign in, and who believes it."""

    url: str
    tenant: str
    client: str
    certificate: Path
    web: httpx.Client

    @property
    def key(self) -> Path:
        """The key of its certificate, which a server of the test shows as well."""
        return self.certificate.with_name("key.pem")

    def settings(self, person: str, folder: Path, server: str) -> Settings:
        """What somebody has set who signs in by a code."""
        return Settings(
            folder / person, mode="team", server=server, tenant=self.tenant, client=self.client, authority=self.url,
            sign_in="device",
        )  # fmt: skip

    def confirm(self, code: str, person: str) -> None:
        """Somebody enters their code in a browser."""
        self.web.post("/devicelogin", data={"code": code, "person": person, "verdict": "confirm"}).raise_for_status()

    def token(self, person: str) -> str:
        """The token of somebody who signed in elsewhere."""
        scope = f"api://{self.client}/.default"
        at = f"/{self.tenant}/oauth2/v2.0"
        begun = self.web.post(f"{at}/devicecode", data={"client_id": self.client, "scope": scope}).json()
        self.confirm(begun["user_code"], person)
        form = {"client_id": self.client, "grant_type": DEVICE_GRANT, "device_code": begun["device_code"]}
        return str(self.web.post(f"{at}/token", data=form).raise_for_status().json()["access_token"])


@contextmanager
def provider(folder: Path, catalogue: Path) -> Iterator[Provider]:
    """The provider of a catalogue's organisation, behind TLS, as a process of its own."""
    words = ["--folder", str(folder), "--catalogue", str(catalogue), "--tls", "--interval", "1"]
    command = [sys.executable, "-m", "portal.emulator.identity", *words]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        said = json.loads(process.stdout.readline())
        certificate = Path(said["certificate"])
        with httpx.Client(base_url=said["url"], verify=ssl.create_default_context(cafile=certificate)) as web:
            yield Provider(said["url"], said["tenant"], said["client"], certificate, web)
        process.communicate("", timeout=30)


@asynccontextmanager
async def at_terminal(
    person: str, known: Provider, server: str, folder: Path, size: tuple[int, int]
) -> AsyncIterator[Person]:
    """Somebody at a terminal of that size, who signs in with the code that it shows."""
    settings = known.settings(person, folder, server)
    with SignedIn(settings) as account:
        app = PortalApp(settings, partial(open_server, account=account), account=account)
        async with app.run_test(size=size, notifications=True, tooltips=True) as pilot:
            story = Person(app, pilot)
            await story.sees(f"Open   {known.url}/devicelogin", "waiting for you")
            code = re.search(r"that is +(\w{9})", story.screen_text())
            assert code is not None
            await asyncio.to_thread(known.confirm, code[1], person)
            await story.waits_for(lambda: app.session.live and not app.portal_screens()[-1].stale)
            yield story
