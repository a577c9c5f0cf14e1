"""Whether the API key is sent over an encrypted connection."""

from ipaddress import ip_address
from urllib.parse import urlsplit


def sends_key_in_clear(server: str, key: str | None) -> bool:
    """Whether others on the network could read the key: plain http to another host."""
    parts = urlsplit(server)
    return bool(key) and parts.scheme == "http" and not _is_loopback(parts.hostname or "")


def _is_loopback(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
