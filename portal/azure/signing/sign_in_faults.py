"""Why somebody could not sign in, in one plain sentence, and what to do.

Codes: https://learn.microsoft.com/entra/identity-platform/reference-error-codes.
"""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

ADMINISTRATOR = "ask whoever administers the portal's app registration"


@dataclass(frozen=True)
class SignInFault:
    """A failed sign-in: a word for programs, what was wrong, and what to do."""

    code: str
    title: str
    todo: str
    detail: str = ""


REFUSALS = {
    "AADSTS50020": ("your account is not of this organisation", "sign in with your account of this organisation"),
    "AADSTS50034": ("this organisation does not know your account", "sign in with your account of this organisation"),
    "AADSTS50057": ("your account is disabled", "ask your administrator"),
    "AADSTS50105": ("your account was not given access to the portal", ADMINISTRATOR),
    "AADSTS53003": ("your organisation does not allow this sign-in here", "sign in from a managed device or network"),
    "AADSTS530003": ("your organisation wants a managed device", "sign in from one, or ask your administrator"),
    "AADSTS65001": ("nobody has allowed the portal to sign you in", ADMINISTRATOR),
    "AADSTS700016": ("this tenant does not know the portal's app", f"check client and tenant, or {ADMINISTRATOR}"),
    "AADSTS7000218": ("the portal's app does not allow sign-in without a secret", ADMINISTRATOR),
    "AADSTS90002": ("there is no such tenant", "check the setting tenant"),
}
"""What the provider says by number, where somebody can do something about it."""

EXPIRED = SignInFault("expired", "the code has expired before it was entered", "ask for a new one")
DECLINED = SignInFault("declined", "the sign-in was declined", "sign in again, and accept it")
NO_BROWSER = SignInFault("no-browser", "no browser can be opened here", "sign in with a device code instead")
NO_TENANT = SignInFault("refused", *REFUSALS["AADSTS90002"])
ENDED = SignInFault("ended", "your sign-in has ended", "sign in again")

_WORDS = (
    (("AADSTS70019", "AADSTS70020", "expired_token", "code_expired", "Timed out waiting for user"), EXPIRED),
    (("AADSTS70017", "AADSTS70018", "authorization_declined", "access_denied"), DECLINED),
    (("Failed to open a browser",), NO_BROWSER),
    (("Unable to get authority configuration",), NO_TENANT),
)


def fault_of(error: Exception, way: str, tenant: str, authority: str) -> SignInFault:
    """What an exception of azure-identity means to whoever wants to sign in by that way."""
    said = str(error).strip() or type(error).__name__
    first = said.splitlines()[0].removeprefix("Authentication failed: ")
    if _is_network(error):
        host = urlsplit(authority).hostname or authority
        why = first.partition("): ")[2] or first
        return SignInFault("no-network", f"{host} cannot be reached", "check the network, then try again", why)
    if (number := re.search(r"AADSTS\d+", said)) and number[0] in REFUSALS:
        title, todo = REFUSALS[number[0]]
        return SignInFault("refused", title, todo, number[0])
    for words, fault in _WORDS:
        if any(word in said for word in words):
            return fault
    if way == "cli":
        return _of_command_line(said, first, tenant)
    if way == "workload":
        todo = "run where there is a managed or federated identity, or set sign_in to another way"
        return SignInFault(
            "no-identity", "there is no identity of this machine to sign in with", todo, _managed_identity(said)
        )
    return SignInFault("refused", "you could not be signed in", "try again, or sign in another way", first)


def _is_network(error: BaseException | None) -> bool:
    while error is not None:
        if type(error).__name__ in ("ServiceRequestError", "ServiceResponseError"):
            return True
        error = error.__cause__
    return False


def _of_command_line(said: str, first: str, tenant: str) -> SignInFault:
    if "not found on path" in said:
        todo = "install it, or sign in another way: set sign_in to device or browser"
        return SignInFault("not-installed", "the Azure command line (az) is not installed here", todo)
    log_in = f"run `az login --tenant {tenant}`"
    if "az login" in said or "setup account" in said or "AADSTS" in said:
        return SignInFault("not-signed-in", "you are not signed in", log_in, first)
    if "Timed out" in said or "timed out" in said:
        return SignInFault("slow", "the Azure command line (az) did not answer in time", "try again")
    return SignInFault("refused", "the Azure command line (az) could not sign you in", log_in, first)


def _managed_identity(said: str) -> str:
    """What became of the identity that most machines have; of the others few people have heard."""
    tried = [line.strip() for line in said.splitlines() if line.strip().startswith("ManagedIdentityCredential:")]
    return tried[0][:200] if tried else ""
