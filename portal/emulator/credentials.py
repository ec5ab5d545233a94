"""Who we are to an emulated Azure: a made-up token."""

import time
from typing import Any

from portal.azure.credentials import Token


class EmulatedCredential:
    """A token that no true service accepts; it says which identity of the portal's it stands for."""

    def __init__(self, identity: str = "") -> None:
        self._token = f"emulated-{identity}" if identity else "emulated"

    def get_token(self, *scopes: str, **options: Any) -> Token:
        """A token for any scope, good for an hour."""
        return Token(self._token, int(time.time()) + 3600)
