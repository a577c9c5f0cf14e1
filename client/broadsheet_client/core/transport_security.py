"""Whether what is sent could be read on the way: loopback and private networks, and all others."""

from ipaddress import ip_address
from urllib.parse import urlsplit

_PRIVATE_SUFFIXES = (".localhost", ".local", ".lan", ".home", ".internal", ".home.arpa")
"""Names that no public server has (RFC 6761, 6762 and 8375, and what routers use)."""


def sends_key_in_clear(server: str, key: str | None) -> bool:
    """Whether others on the network could read the key: plain http to another host."""
    parts = urlsplit(server)
    return bool(key) and parts.scheme == "http" and not _is_loopback(parts.hostname or "")


def is_private_host(host: str) -> bool:
    """Whether a host is this computer or in a private network: such an address, or a name without a dot."""
    try:
        return not ip_address(host).is_global
    except ValueError:
        return "." not in host or host.endswith(_PRIVATE_SUFFIXES)


def _is_loopback(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
