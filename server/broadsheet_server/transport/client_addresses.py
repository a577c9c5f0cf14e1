"""Who a request comes from: the peer, or whom a proxy names that the server trusts.

`Forwarded` (RFC 7239) counts before `X-Forwarded-For`; both are read from the right, up to the first address
that is no trusted proxy's. Of anybody else these headers mean nothing.
"""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Final

from starlette.types import Scope

Networks = Sequence[IPv4Network | IPv6Network]

UNKNOWN: Final = "unknown"
"""Who comes by a socket file, or by a proxy that does not say from whom."""

_FOR: Final = re.compile(r'(?:^|[;,])\s*for\s*=\s*("(?:[^"\\]|\\.)*"|[^;,\s]*)', re.IGNORECASE)


class ClientAddresses:
    """Tells clients apart; `trusted` are the networks of proxies."""

    def __init__(self, trusted: Networks) -> None:
        self._trusted = trusted
        self.is_proxy = lru_cache(maxsize=10_000)(self._compute_trust)

    def of(self, scope: Scope) -> str:
        """The address of the client."""
        client: tuple[str, int] | None = scope.get("client")
        peer = UNKNOWN if client is None else client[0]
        if client is not None and not self.is_proxy(peer):
            return peer
        names = [name for name, _ in scope["headers"]]
        if b"x-forwarded-for" not in names and b"forwarded" not in names:
            return peer
        return next((each for each in _named(scope["headers"]) if not self.is_proxy(each)), peer)

    def _compute_trust(self, address: str) -> bool:
        return is_in(address, self._trusted)


def is_in(address: str, networks: Networks) -> bool:
    """Whether an address is in one of the networks; of what is none never."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return False
    mapped = parsed.ipv4_mapped if isinstance(parsed, IPv6Address) else None
    return any((mapped or parsed) in network for network in networks)


@lru_cache(maxsize=10_000)
def household(address: str) -> str:
    """Who has one share of what is counted by address: an IPv4 address, or the 64 bits of an IPv6 one."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address[:100]
    if not isinstance(parsed, IPv6Address):
        return address
    mapped = parsed.ipv4_mapped
    return str(mapped) if mapped is not None else str(ip_network((int(parsed), 64), strict=False))


def _named(headers: Iterable[tuple[bytes, bytes]]) -> list[str]:
    """The addresses that proxies name, the nearest first."""
    found: dict[bytes, list[str]] = {b"forwarded": [], b"x-forwarded-for": []}
    for name, value in headers:
        if name in found:
            found[name].append(value.decode("latin-1"))
    if found[b"forwarded"]:
        nodes = _FOR.findall(",".join(found[b"forwarded"]))
    else:
        nodes = [each for value in found[b"x-forwarded-for"] for each in value.split(",")]
    return [address for node in reversed(nodes) if (address := _address(node))]


def _address(node: str) -> str:
    """The address of a node, without its port (RFC 7239, section 6)."""
    text = node.strip().strip('"')
    if text.startswith("["):
        return text[1:].partition("]")[0]
    return text.partition(":")[0] if text.count(":") == 1 else text
