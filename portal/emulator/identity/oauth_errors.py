"""What the provider refuses, in its own words and shape.

Shape: https://learn.microsoft.com/entra/identity-platform/v2-oauth2-auth-code-flow#error-response-1; the numbers:
https://learn.microsoft.com/entra/identity-platform/reference-error-codes.
"""

import uuid
from datetime import datetime
from typing import Any


class OAuthError(Exception):
    """A refusal: `error` is the word of OAuth 2.0, `number` the provider's own (AADSTS...)."""

    def __init__(self, error: str, number: int, text: str, status: int = 400) -> None:
        super().__init__(text)
        self.error = error
        self.number = number
        self.text = text
        self.status = status

    def document(self, now: datetime, correlation: str) -> dict[str, Any]:
        """The body of the answer."""
        at, trace = f"{now:%Y-%m-%d %H:%M:%SZ}", str(uuid.uuid4())
        told = f"AADSTS{self.number}: {self.text} Trace ID: {trace} Correlation ID: {correlation} Timestamp: {at}"
        return {
            "error": self.error,
            "error_description": told,
            "error_codes": [self.number],
            "timestamp": at,
            "trace_id": trace,
            "correlation_id": correlation,
            "error_uri": f"https://login.microsoftonline.com/error?code={self.number}",
        }


def missing(name: str) -> OAuthError:
    """A parameter that has to be there is not."""
    text = f"The request body must contain the following parameter: '{name}'."
    return OAuthError("invalid_request", 900144, text)


def unknown_program(client_id: str, tenant: str) -> OAuthError:
    """Nobody registered that program."""
    text = f"Application with identifier '{client_id[:60]}' was not found in the directory '{tenant}'."
    return OAuthError("unauthorized_client", 700016, text)


def unknown_tenant(tenant: str) -> OAuthError:
    """Another tenant than the one that is emulated."""
    text = f"Tenant '{tenant[:60]}' not found. Check to make sure you have the correct tenant ID."
    return OAuthError("invalid_tenant", 90002, text)
