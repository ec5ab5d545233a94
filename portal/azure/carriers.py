"""How requests reach Azure: over the network. An emulated Azure brings carriers of its own.

A carrier is a pair of httpx transports. Everybody addresses https://management.azure.com.
"""

import ssl
import urllib.request
from functools import cached_property
from typing import Protocol

import httpx


class Carrier(Protocol):
    """Makes the transports that clients are built on; each client gets and closes its own."""

    def blocking(self) -> httpx.BaseTransport:
        """A transport for calls in a thread."""

    def concurrent(self) -> httpx.AsyncBaseTransport:
        """A transport for calls in an event loop."""


class Network:
    """The true service, through the proxy that the surroundings name."""

    def __init__(self) -> None:
        self._proxy = urllib.request.getproxies().get("https")

    @cached_property
    def _trust(self) -> ssl.SSLContext:
        """Reading the authorities takes a while: once for all clients."""
        return httpx.create_ssl_context()

    def blocking(self) -> httpx.BaseTransport:
        """TLS, no retries."""
        return httpx.HTTPTransport(verify=self._trust, proxy=self._proxy)

    def concurrent(self) -> httpx.AsyncBaseTransport:
        """TLS, no retries, kept connections."""
        limits = httpx.Limits(max_connections=32, max_keepalive_connections=32)
        return httpx.AsyncHTTPTransport(verify=self._trust, proxy=self._proxy, limits=limits)
