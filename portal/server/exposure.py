"""How a server shows itself, and what it takes before others than this machine's user may reach it."""

import ipaddress
from dataclasses import dataclass
from pathlib import Path

from portal.contract.addresses import is_loopback
from portal.contract.problem import Problem, bad_input, refused
from portal.local import server_file
from portal.settings import Settings


@dataclass(frozen=True)
class Exposure:
    """How a server shows itself: `kind` is `private` or `foreground`; port 0 takes a free one."""

    kind: str = server_file.PRIVATE
    host: str = "127.0.0.1"
    port: int = 0
    certificate: Path | None = None
    """A PEM file with the server's certificate and what leads from it to a root; with `key`, HTTPS is spoken."""
    key: Path | None = None
    proxies: tuple[str, ...] = ()
    """Addresses or networks of the proxies that speak HTTPS for this server; only their calls are let in."""

    @property
    def scheme(self) -> str:
        """What this server itself speaks."""
        return "https" if self.certificate is not None else "http"


def check(settings: Settings, exposure: Exposure) -> None:
    """Raises Problem for a server that would let in whom it cannot know, or let others listen in."""
    _check_files(exposure)
    _check_proxies(exposure.proxies)
    signs_in = settings.mode == "team" and bool(settings.tenant and settings.client)
    if settings.mode == "team" and not signs_in:
        raise bad_input(
            "team mode needs sign-in, and it is not set up",
            todo="set tenant and client (PORTAL_TENANT, PORTAL_CLIENT): the ids of the tenant and of the portal's app",
            code="sign-in-missing",
        )
    if is_loopback(exposure.host):
        return
    if not signs_in:
        raise refused(
            f"this server does not listen on '{exposure.host}'",
            f"it has no sign-in in {settings.mode} mode, so it may only be reached from this machine",
            "leave --host out, or serve in team mode with tenant and client set",
        )
    if exposure.certificate is None and not exposure.proxies:
        raise refused(
            f"this server does not listen on '{exposure.host}' without encryption",
            "who signs in would send the token in the clear",
            "give --tls-cert and --tls-key, or name the proxy that speaks HTTPS with --behind-proxy",
        )


def _check_files(exposure: Exposure) -> None:
    if (exposure.certificate is None) != (exposure.key is None):
        raise bad_input("a certificate and its key go together", todo="give both --tls-cert and --tls-key")
    if exposure.certificate is None or exposure.key is None:
        return
    import ssl

    try:
        ssl.create_default_context(ssl.Purpose.CLIENT_AUTH).load_cert_chain(
            exposure.certificate, exposure.key, password=""
        )
    except OSError as fault:  # ssl.SSLError is one too
        reason = fault.strerror or getattr(fault, "reason", None) or "not a PEM certificate with its unencrypted key"
        raise bad_input(
            f"{exposure.certificate} and {exposure.key} cannot be used for HTTPS",
            todo=f"{reason}: give a PEM certificate and its own key without a password",
            code="bad-certificate",
        ) from None


def _check_proxies(proxies: tuple[str, ...]) -> None:
    for proxy in proxies:
        try:
            network = ipaddress.ip_network(proxy)
        except ValueError:
            raise bad_input(
                f"'{proxy}' is no address or network of a proxy", todo="write it like 10.0.0.7 or 10.0.0.0/24"
            ) from None
        if network.prefixlen == 0:
            raise Problem(422, f"'{proxy}' is everybody, not a proxy", todo="name the proxy's own address")
