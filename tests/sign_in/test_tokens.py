"""The token matrix: of every claim in every wrong form none is accepted, nor any trick with the signature."""

import hashlib
import hmac
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from portal.contract.problem import Problem
from portal.server.keys import Keys
from portal.server.tokens import APP_ROLE, AZURE_CLI, Account, read
from tests.sign_in.provider import (
    CI,
    CLIENT,
    EXPECTED,
    KID,
    MAYA,
    NOW,
    TENANT,
    app_only,
    delegated,
    key_set,
    part,
    public_bytes,
    signed,
)

OTHER = "00000000-0000-4000-8000-000000000001"
AT = int(NOW.timestamp())
WRONG: dict[str, tuple[Any, Any]] = {
    "iss": (f"https://sts.windows.net/{TENANT}/", 7),
    "aud": ("https://management.azure.com", 7),
    "tid": (OTHER, 7),
    "ver": ("1.0", 2.0),
    "exp": (AT - 61, str(AT + 3600)),
    "nbf": (AT + 61, str(AT)),
    "iat": (AT + 61, float(AT)),
    "oid": ("maya@example.org", 7),
    "sub": ("", 7),
    "azp": (OTHER, 7),
    "scp": ("openid profile", 7),
    "idtyp": ("device", 7),
    "roles": (["Portal.Admin"], "Portal.Submit"),
    "acct": (2, "0"),
}
"""Each claim's wrong value, and a value of a wrong type."""
OPTIONAL = ("acct",)
ONLY_OF_PROGRAMS = ("idtyp", "roles")


def accepted(token: str, later: float = 0.0) -> Account:
    """What the token proves. Raises Problem."""
    return read(token, EXPECTED, Keys(key_set), lambda: NOW + timedelta(seconds=later))


def refused(token: str) -> str:
    """Why the token is refused."""
    with pytest.raises(Problem) as fault:
        accepted(token)
    assert (fault.value.body.status, fault.value.body.code) == (401, "token")
    assert "eyJ" not in fault.value.line()
    return fault.value.body.detail


def claims_with(name: str) -> dict[str, Any]:
    """Sound claims of a token that says `name`."""
    return app_only() if name in ONLY_OF_PROGRAMS else delegated(acct=0)


def said(name: str) -> str:
    return json.dumps(claims_with(name)[name])


def without(name: str) -> bytes:
    return json.dumps({one: value for one, value in claims_with(name).items() if one != name}).encode()


def twice(name: str) -> bytes:
    """The claim as it must be, after it was said wrongly: most readers keep the last."""
    text = json.dumps(claims_with(name))
    return f'{{"{name}": {json.dumps(WRONG[name][0])}, {text[1:]}'.encode()


def saying(value: Callable[[str], Any]) -> Callable[[str], bytes]:
    return lambda name: json.dumps({**claims_with(name), name: value(name)}).encode()


FORMS: dict[str, Callable[[str], bytes]] = {
    "missing": without,
    "null": saying(lambda name: None),
    "of a wrong type": saying(lambda name: WRONG[name][1]),
    "wrong": saying(lambda name: WRONG[name][0]),
    "twice": twice,
    "a list": saying(lambda name: [claims_with(name)[name]]),
    "an object": saying(lambda name: {"value": claims_with(name)[name]}),
    "a truth": saying(lambda name: True),
    "of another letter case": lambda name: without(name)[:-1] + f', "{name.upper()}": {said(name)}}}'.encode(),
    "padded": saying(lambda name: f" {claims_with(name)[name]}" if said(name).startswith('"') else 10**30),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
@pytest.mark.parametrize("form", FORMS)
def test_no_claim_is_accepted_in_a_wrong_form(name: str, form: str) -> None:
    if name in OPTIONAL and form in ("missing", "of another letter case"):
        assert accepted(signed(FORMS[form](name))).object_id == MAYA
    elif (name, form) in (("sub", "padded"), ("scp", "padded")):
        assert (
            accepted(signed(FORMS[form](name))).object_id == MAYA
        )  # a list of words, and a name that nothing rests on
    else:
        assert refused(signed(FORMS[form](name)))


def test_sound_tokens_are_accepted_for_whom_they_prove() -> None:
    assert accepted(signed(delegated())) == Account(TENANT, MAYA, False, False, AT + 3600, AT)
    assert accepted(signed(delegated(acct=1))).guest
    assert accepted(signed(delegated(azp=AZURE_CLI, aud=f"api://{CLIENT}"))).object_id == MAYA
    assert accepted(signed(app_only())) == Account(TENANT, CI, True, False, AT + 3600, AT, (APP_ROLE,))


def forged_with_the_public_key(algorithm: str) -> str:
    header = json.dumps({"alg": algorithm, "typ": "JWT", "kid": KID}).encode()
    head = f"{part(header)}.{part(json.dumps(delegated()).encode())}"
    return f"{head}.{part(hmac.new(public_bytes(), head.encode(), hashlib.sha256).digest())}"


SOUND = signed(delegated())
HEAD, BODY, SIGNATURE = SOUND.split(".")
THEIRS = key_set("x", "theirs")["keys"][0]
HEADER = {"alg": "RS256", "typ": "JWT", "kid": KID}
FORGED: dict[str, str] = {
    "alg none without a signature": f"{part(json.dumps({**HEADER, 'alg': 'none'}).encode())}.{BODY}.",
    "alg none with a signature": signed(delegated(), {**HEADER, "alg": "none"}),
    "alg None": signed(delegated(), {**HEADER, "alg": "None"}),
    "no alg": signed(delegated(), {"typ": "JWT", "kid": KID}),
    "alg twice": signed(delegated(), b'{"alg": "none", "alg": "RS256", "kid": "the-key"}'),
    "HS256 with the public key": forged_with_the_public_key("HS256"),
    "HS256 called RS256": forged_with_the_public_key("RS256"),
    "RS512": signed(delegated(), {**HEADER, "alg": "RS512"}),
    "PS256": signed(delegated(), {**HEADER, "alg": "PS256"}),
    "no kid": signed(delegated(), {"alg": "RS256"}),
    "an unknown kid": signed(delegated(), {**HEADER, "kid": "another"}),
    "kid as a list": signed(delegated(), {**HEADER, "kid": [KID]}),
    "kid as a path": signed(delegated(), {**HEADER, "kid": "../../dev/null"}),
    "another's signature": signed(delegated(), by="theirs"),
    "the forger's own key in the header": signed(delegated(), {**HEADER, "kid": "x", "jwk": THEIRS}, "theirs"),
    "the forger's key set": signed(delegated(), {**HEADER, "kid": "x", "jku": "https://example.org/keys"}, "theirs"),
    "something critical": signed(delegated(), {**HEADER, "crit": ["b64"], "b64": False}),
    "an identity token": signed(delegated(), {**HEADER, "typ": "id+jwt"}),
    "no signature": f"{HEAD}.{BODY}.",
    "two parts": f"{HEAD}.{BODY}",
    "four parts": f"{SOUND}.{SIGNATURE}",
    "another's claims": f"{HEAD}.{part(json.dumps(delegated(CI)).encode())}.{SIGNATURE}",
    "no base64": f"{HEAD}.{BODY}.!!!!",
    "no JSON": signed(b"{"),
    "a list of claims": signed(b"[]"),
    "depth": signed(b"[" * 5000 + b"]" * 5000),
    "too long": signed(delegated(more="x" * 16_000)),
    "not of letters": SOUND + "ü",
    "of Azure's management": signed(delegated(aud="https://management.azure.com/")),
    "of Graph": signed(delegated(aud="00000003-0000-0000-c000-000000000000")),
    "of several audiences": signed(delegated(aud=[CLIENT, OTHER])),
    "for ever": signed(delegated(exp=AT + 10**9)),
    "ends before it begins": signed(delegated(nbf=AT + 30, exp=AT + 20)),
    "a person's and a program's": signed({**app_only(), "scp": "access_as_user"}),
    "a program's without its kind": signed({k: v for k, v in app_only().items() if k != "idtyp"}),
    "a program's of somebody else": signed(app_only(sub=OTHER)),
    "nothing": "",
    "dots": "..",
}  # fmt: skip


@pytest.mark.parametrize("trick", FORGED)
def test_no_trick_gets_a_token_accepted(trick: str) -> None:
    assert refused(FORGED[trick])


@pytest.mark.parametrize(("later", "good"), [(-61, False), (-59, True), (3659, True), (3660, False)])
def test_a_token_is_good_from_its_first_to_its_last_second_and_a_minute_of_doubt(later: float, good: bool) -> None:
    if good:
        assert accepted(SOUND, later)
    else:
        with pytest.raises(Problem):
            accepted(SOUND, later)
