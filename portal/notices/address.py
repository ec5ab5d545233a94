"""Where a notice may be sent: https alone, hosts that are listed, and addresses of the public internet alone.

A host's name is resolved once; what was checked is what is connected to, so that a name cannot mean something else a
moment later.
"""

import ipaddress
import re
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Resolve = Callable[[str, int], Sequence[str]]
"""The addresses of a host. Raises OSError when it has none."""

LONGEST = 2048
_URL = re.compile(r"https://([^/?#]*)([/?][\x21\x24-\x3b\x3d\x3f-\x5b\x5d\x5f\x61-\x7a\x7e]*)?")
_HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?")
"""A name of at least two labels in small letters; the last begins with a letter, so that no spelling of a number is."""
_NEVER = tuple(
    ipaddress.ip_network(network)
    for network in (
        "168.63.129.16/32",  # Azure's own services inside a virtual network; formally a public address
        "100.64.0.0/10",
        "192.0.0.0/24",
        "198.18.0.0/15",
        "64:ff9b::/96",  # these four carry an IPv4 address inside
        "64:ff9b:1::/48",
        "2002::/16",
        "2001::/32",
        "fc00::/7",
        "fec0::/10",
    )
)


class Unsafe(Exception):
    """An address that nothing is sent to, and why."""


@dataclass(frozen=True)
class CheckedAddress:
    """A checked place: the name that its certificate has to bear, and the address that is connected to."""

    host: str
    port: int
    target: str
    """Path and query."""
    address: str


def resolved(host: str, port: int) -> list[str]:
    """The addresses of a host as the system knows them. Raises OSError."""
    return [str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


@dataclass(frozen=True)
class Guard:
    """Which places are let through. Only tests give another `resolve` or `permitted`; no setting reaches them."""

    allowed: tuple[str, ...]
    """Hosts, each with `:port` where it is not 443; `*.example.com` is every name below."""
    resolve: Resolve = resolved
    permitted: tuple[Network, ...] = ()
    """Networks that are let through although they are not public."""

    def check(self, url: str) -> CheckedAddress:
        """The place that a URL names. Raises Unsafe, saying why; nothing of the URL's query is repeated."""
        host, port, target = _split(url)
        if not any(_fits(host, port, entry) for entry in self.allowed):
            raise Unsafe(f"{host}:{port} is not among the allowed hosts")
        try:
            found = self.resolve(host, port)
        except OSError as fault:
            raise Unsafe(f"{host} has no address: {fault.strerror or type(fault).__name__}") from None
        if not found:
            raise Unsafe(f"{host} has no address")
        for text in found:
            self._check_address(host, text)
        return CheckedAddress(host, port, target, found[0])

    def _check_address(self, host: str, text: str) -> None:
        try:
            address = ipaddress.ip_address(text)
        except ValueError:
            raise Unsafe(f"{host} has an address that is none") from None
        if any(address.version == network.version and address in network for network in self.permitted):
            return
        if not is_public(address):
            raise Unsafe(f"{host} leads to {address}, which is no address of the public internet")


def is_public(address: Address) -> bool:
    """Whether an address lies in the public internet, beyond doubt."""
    if isinstance(address, ipaddress.IPv6Address) and (address.ipv4_mapped or address.scope_id):
        return False
    if any(address.version == network.version and address in network for network in _NEVER):
        return False
    return address.is_global and not (address.is_multicast or address.is_reserved or address.is_unspecified)


def _split(url: str) -> tuple[str, int, str]:
    """Host, port and path with query of a URL. Raises Unsafe for whatever two readers could read in two ways."""
    if len(url) > LONGEST:
        raise Unsafe(f"the address is longer than {LONGEST} characters")
    if (parts := _URL.fullmatch(url)) is None:
        raise Unsafe("the address is not a plain https:// one")
    host, colon, digits = parts[1].partition(":")
    if colon and not re.fullmatch(r"[1-9][0-9]{0,4}", digits):
        raise Unsafe("the address has a port that is none")
    port = int(digits) if colon else 443
    if port > 65535:
        raise Unsafe("the address has a port that is none")
    if len(host) > 253 or _HOST.fullmatch(host) is None:
        raise Unsafe("the address names no host in small letters, such as hooks.example.com")
    target = parts[2] or "/"
    return host, port, target if target.startswith("/") else "/" + target


def _fits(host: str, port: int, entry: str) -> bool:
    name, colon, digits = entry.partition(":")
    if port != (int(digits) if colon else 443):
        return False
    return host.endswith(name[1:]) if name.startswith("*.") else host == name
