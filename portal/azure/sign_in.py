"""Signs somebody in, in a process of its own: `python -m portal.azure.sign_in --tenant ID --client ID --way device`.

It answers questions, a line each: `token` asks for one without asking anybody; `sign-in` asks the person as well;
`forget` signs out. Each answer is one line of JSON: `token` with `expires_on` and `kept`, `forgotten`, or `fault` with
its `code`, `title`, `todo` and `detail`. Before it, a line with `prompt` may say what a person has to do meanwhile.
Tokens are kept in memory, and on disk only where the platform encrypts them.
"""

import argparse
import json
import sys
from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from portal.azure.signing.sign_in_faults import ENDED, SignInFault, fault_of
from portal.azure.signing.ways import SignInSettings, credential, forget, kept_encrypted, remember
from portal.settings import ASKS_SOMEBODY, SIGN_INS

QUESTIONS = ("token", "sign-in", "forget")


def main(arguments: list[str] | None = None, questions: Iterable[str] = sys.stdin) -> int:
    """Answer until nobody asks any more."""
    parser = argparse.ArgumentParser(prog="portal.azure.sign_in", description=__doc__)
    parser.add_argument("--tenant", required=True)
    parser.add_argument("--client", required=True)
    parser.add_argument("--way", choices=SIGN_INS, required=True)
    parser.add_argument("--authority", default=SignInSettings.authority)
    parser.add_argument("--home", type=Path)
    asked = parser.parse_args(arguments)
    signing = Signing(SignInSettings(asked.tenant, asked.client, asked.way, asked.authority, asked.home))
    try:
        for line in questions:
            _tell(signing.answer(line.strip()))
    except (KeyboardInterrupt, BrokenPipeError):  # whoever asked has gone
        return 1
    return 0


class Signing:
    """The sign-in of one person, for as long as this process runs."""

    def __init__(self, place: SignInSettings) -> None:
        self._place = place
        self._credential: Any = None

    def answer(self, question: str) -> dict[str, Any]:
        """The answer to one question."""
        if question not in QUESTIONS:
            return _fault(SignInFault("question", f"'{question}' is no question", f"ask {', '.join(QUESTIONS)}"))
        try:
            if question == "forget":
                forget(self._place.home)
                self._credential = None
                return {"forgotten": True}
            if question == "sign-in" and self._place.way in ASKS_SOMEBODY:
                self._ask_somebody()
            return self._token()
        except Exception as error:  # azure-identity raises many kinds
            if type(error).__name__ == "AuthenticationRequiredError":
                return _fault(ENDED)
            return _fault(fault_of(error, self._place.way, self._place.tenant, self._place.authority))

    def _ask_somebody(self) -> None:
        afresh = credential(self._place, _prompt, afresh=True)
        record = afresh.authenticate(scopes=[self._place.scope])
        self._credential = afresh
        if kept_encrypted() is not None:
            remember(self._place.home, record)

    def _token(self) -> dict[str, Any]:
        found = self._known().get_token(self._place.scope)
        asks = self._place.way in ASKS_SOMEBODY
        return {"token": found.token, "expires_on": found.expires_on, "kept": not asks or kept_encrypted() is not None}

    def _known(self) -> Any:
        if self._credential is None:
            self._credential = credential(self._place, _prompt)
        return self._credential


def _prompt(address: str, code: str, expires: datetime) -> None:
    _tell({"prompt": {"address": address, "code": code, "expires_on": int(expires.timestamp())}})


def _fault(fault: SignInFault) -> dict[str, Any]:
    return {"fault": asdict(fault)}


def _tell(said: dict[str, Any]) -> None:
    print(json.dumps(said), flush=True)


if __name__ == "__main__":
    sys.exit(main())
