"""Whatever keeps somebody from signing in is one plain sentence with what to do."""

import pytest
from azure.core.exceptions import ClientAuthenticationError, ServiceRequestError
from azure.identity import CredentialUnavailableError

from portal.azure.signing.sign_in_faults import fault_of
from tests.sign_in.provider import TENANT

PUBLIC = "https://login.microsoftonline.com"
DENIED = "Authentication failed: AADSTS50105: Your administrator has configured the app to block users"


def unreachable() -> Exception:
    """What azure-identity raises where a name cannot be found."""
    error = ClientAuthenticationError(message="Authentication failed: HTTPSConnection: Failed to resolve")
    error.__cause__ = ServiceRequestError("Failed to resolve")
    return error


@pytest.mark.parametrize(
    ("error", "way", "code", "title", "todo"),
    [
        (unreachable(), "device", "no-network", "login.microsoftonline.com cannot be reached", "check the network"),
        (CredentialUnavailableError("Azure CLI not found on path"), "cli", "not-installed", "not installed", "device"),
        (CredentialUnavailableError("Please run 'az login' to set up an account"), "cli", "not-signed-in",
         "you are not signed in", f"az login --tenant {TENANT}"),
        (ClientAuthenticationError(message="ERROR: AADSTS700082: The refresh token has expired"), "cli",
         "not-signed-in", "you are not signed in", f"az login --tenant {TENANT}"),
        (CredentialUnavailableError("Failed to invoke the Azure CLI: timed out"), "cli", "slow", "in time", "again"),
        (ClientAuthenticationError(message=DENIED), "device", "refused", "not given access", "app registration"),
        (ClientAuthenticationError(message=DENIED), "cli", "refused", "not given access", "app registration"),
        (ClientAuthenticationError(message="Authentication failed: authorization_declined"), "device", "declined",
         "was declined", "accept"),
        (ClientAuthenticationError(message="Timed out waiting for user to authenticate"), "device", "expired",
         "the code has expired", "new one"),
        (ClientAuthenticationError(message="Authentication failed: expired_token: the code is too old"), "device",
         "expired", "the code has expired", "new one"),
        (CredentialUnavailableError("Failed to open a browser"), "browser", "no-browser", "no browser", "device code"),
        (ClientAuthenticationError(message="DefaultAzureCredential failed\n\tManagedIdentityCredential: no answer"),
         "workload", "no-identity", "no identity of this machine", "another way"),
        (RuntimeError("something odd"), "device", "refused", "could not be signed in", "another way"),
    ],
)  # fmt: skip
def test_each_failure_says_what_was_wrong_and_what_to_do(
    error: Exception, way: str, code: str, title: str, todo: str
) -> None:
    fault = fault_of(error, way, TENANT, PUBLIC)
    assert fault.code == code
    assert title in fault.title and todo in fault.todo
    assert "\n" not in fault.title + fault.todo + fault.detail
