"""Which addresses mean this machine."""

import ipaddress


def is_loopback(host: str) -> bool:
    """Whether a host is this machine seen from itself."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
