"""People and groups as Microsoft Graph shows them: a whole reading, or an error; never half of one.

Calls: https://learn.microsoft.com/graph/api/user-list, https://learn.microsoft.com/graph/api/group-list-transitivemembers.
The reader needs User.Read.All and GroupMember.Read.All.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from typing import Any

import httpx

from portal.contract.plaintext import is_plain, one_line
from portal.contract.sound_json import Unsound, entries, unsound
from portal.domain.people.directory import SeenDirectory, User

BASE_URL = "https://graph.microsoft.com/v1.0"
SCOPE = "https://graph.microsoft.com/.default"
FIELDS = "id,accountEnabled,userType,employeeId"
ID_LENGTH = 100
AT_ONCE = 15
"""How many ids one filter may name; Graph refuses more."""
TRIES = 4
LONGEST_PAUSE_SECONDS = 30.0
MOST_PAGES = 2000


class Unreadable(Exception):
    """The directory could not be read; the text says why."""


def read(
    client: httpx.Client,
    token: str,
    users: Collection[str],
    groups: Collection[str],
    pause: Callable[[float], object],
) -> SeenDirectory:
    """These user accounts and everybody in these groups, nested ones included. Raises Unreadable.

    An account or a group that is not there is left out, or empty; one account that cannot be read counts as gone, and
    is named. If none can be read, it is the directory that cannot. `pause` waits as many seconds as Graph asks for.
    """
    ask = _Asking(client, token, pause)
    found: dict[str, User] = {}
    unread: list[str] = []
    wanted = sorted(users)
    for start in range(0, len(wanted), AT_ONCE):
        named = ",".join(f"'{one}'" for one in wanted[start : start + AT_ONCE])
        query = {"$filter": f"id in ({named})", "$select": FIELDS, "$top": "100"}
        found |= _users(ask.pages(f"{BASE_URL}/users", query), unread)
    members = {}
    for group in sorted(groups):
        path = f"{BASE_URL}/groups/{group}/transitiveMembers/microsoft.graph.user"
        inside = _users(ask.pages(path, {"$select": FIELDS, "$top": "999"}), unread)
        members[group] = frozenset(inside)
        found |= inside
    if unread and not found:
        raise Unreadable(f"Microsoft Graph showed no account that can be read: {unread[0]}")
    return SeenDirectory(found, members, tuple(dict.fromkeys(unread)))


def _users(listed: Iterator[Any], unread: list[str]) -> dict[str, User]:
    """The accounts of a list by their ids; what is odd about one is that one's alone."""
    found = {}
    for one in listed:
        match one:
            case {"id": str(id_), "accountEnabled": bool(enabled)} if is_plain(id_) and len(id_) <= ID_LENGTH:
                number = one.get("employeeId")
                guest = one.get("userType") != "Member"
                sound = isinstance(number, str) and bool(number) and not unsound(number) and len(number) <= ID_LENGTH
                found[id_.lower()] = User(enabled, guest, number if sound else None)
            case {"id": str(id_)}:
                unread.append(f"the account {one_line(id_)[:40]} does not say whether it is enabled")
            case _:
                unread.append("an account has no id")
    return found


class _Asking:
    """One client, one token, and the patience that Graph asks for."""

    def __init__(self, client: httpx.Client, token: str, pause: Callable[[float], object]) -> None:
        self._client = client
        self._headers = {"Authorization": f"Bearer {token}"}
        self._pause = pause

    def pages(self, url: str, query: dict[str, str]) -> Iterator[Any]:
        """Everything in a list, page by page; nothing where the list is not there."""
        address = httpx.URL(url, params=query)
        for _ in range(MOST_PAGES):
            page = self._get(address)
            yield from _listed(page)
            following = page.get("@odata.nextLink")
            if following is None:
                return
            address = httpx.URL(str(following))
            if (address.scheme, address.host) != ("https", httpx.URL(BASE_URL).host):
                raise Unreadable("Microsoft Graph's next page lies at another host")
        raise Unreadable(f"a list of more than {MOST_PAGES} pages")

    def _get(self, address: httpx.URL) -> dict[str, Any]:
        for left in range(TRIES - 1, -1, -1):
            try:
                answer = self._client.get(address, headers=self._headers)
            except httpx.HTTPError as fault:
                raise Unreadable(f"Microsoft Graph cannot be reached ({type(fault).__name__})") from None
            if answer.status_code in (429, 503, 504) and left:
                self._pause(_asked_pause(answer))
                continue
            return _document(answer)
        raise Unreadable("Microsoft Graph was not asked")


def _asked_pause(answer: httpx.Response) -> float:
    asked = answer.headers.get("Retry-After", "")
    return min(float(asked) if asked.isascii() and asked.isdecimal() else 1.0, LONGEST_PAUSE_SECONDS)


def _document(answer: httpx.Response) -> dict[str, Any]:
    if answer.status_code == 404:
        return {"value": []}
    if answer.status_code != 200:
        raise Unreadable(f"Microsoft Graph answers {answer.status_code}")
    try:
        document = entries(answer.content)
    except Unsound:
        document = None
    if not isinstance(document, dict):
        raise Unreadable("Microsoft Graph answers with something that is no JSON object")
    return document


def _listed(page: dict[str, Any]) -> Sequence[Any]:
    listed = page.get("value")
    if not isinstance(listed, list):
        raise Unreadable("Microsoft Graph answers without a list")
    return listed
