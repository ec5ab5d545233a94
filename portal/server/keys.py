"""The public keys of the identity provider: fetched when needed, kept, and never fetched more often than is decent."""

import threading
import time
from collections.abc import Callable, Mapping
from typing import Any

from portal.contract.problem import Problem

FRESH_SECONDS = 6 * 3600.0
"""After how long the keys are fetched anew; the provider rolls them over, and takes old ones back in an emergency."""

OLDEST_SECONDS = 24 * 3600.0
"""Up to which age keys are still good while the provider cannot be reached."""

PAUSE_SECONDS = 60.0
"""How long nothing is fetched after a try: a stranger who invents key ids must not make us a burden to the provider."""

TIMEOUT_SECONDS = 5.0
MOST_KEYS = 100


def fetch(url: str) -> Callable[[], Any]:
    """What fetches the published key set (RFC 7517) at `url`, as parsed JSON; it raises httpx errors and ValueError."""

    def get() -> Any:
        import httpx  # only a server with sign-in needs it

        answer = httpx.get(url, timeout=TIMEOUT_SECONDS, follow_redirects=False)
        return answer.raise_for_status().json()

    return get


class Keys:
    """Signing keys by their id. `get` is what `fetch` made; `clock` counts seconds that never go back."""

    def __init__(self, get: Callable[[], Any], clock: Callable[[], float] = time.monotonic) -> None:
        self._get = get
        self._clock = clock
        self._lock = threading.Lock()
        self._keys: Mapping[str, Any] = {}
        self._fetched: float | None = None
        self._tried: float | None = None

    def key(self, kid: str) -> Any | None:
        """The key of that id, None when the provider publishes none. Raises Problem (503) without any usable keys."""
        with self._lock:
            if (kid not in self._keys or self._age() > FRESH_SECONDS) and self._may_try():
                self._refresh()
            if self._age() > OLDEST_SECONDS:
                why = "the identity provider's keys cannot be read"
                raise Problem(503, "nobody can sign in now", why, "try again in a minute", "no-keys")
            return self._keys.get(kid)

    def _age(self) -> float:
        return float("inf") if self._fetched is None else self._clock() - self._fetched

    def _may_try(self) -> bool:
        return self._tried is None or self._clock() - self._tried >= PAUSE_SECONDS

    def _refresh(self) -> None:
        import httpx
        import jwt

        self._tried = self._clock()
        try:
            self._keys = signing_keys(self._get())
        except (httpx.HTTPError, ValueError, jwt.PyJWTError):
            return  # the keys at hand stay good until they are too old, and then everybody is told
        self._fetched = self._tried


def signing_keys(document: Any) -> dict[str, Any]:
    """The RSA signing keys of a key set by their id; other keys are left out. Raises ValueError for no key set."""
    import jwt

    listed = document.get("keys") if isinstance(document, dict) else None
    if not isinstance(listed, list) or len(listed) > MOST_KEYS:
        raise ValueError("that is no set of keys")
    found = {}
    for one in listed:
        if not isinstance(one, dict) or one.get("kty") != "RSA" or one.get("use", "sig") != "sig":
            continue
        kid = one.get("kid")
        if isinstance(kid, str) and kid:
            found[kid] = jwt.PyJWK(one, algorithm="RS256").key
    return found
