"""Which addresses may be connected to: public ones, and those that the publisher allows.

A name is resolved, what it resolves to is checked, and the connection goes to what was checked: a name that
resolves differently a moment later (DNS rebinding) gains nothing. Every redirect passes here again.
"""

import asyncio
import socket
from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

from broadsheet_server.fetching.errors import ForbiddenAddressError, UnreachableError

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

# Python's `is_global` differs between its versions, and has nothing on addresses that carry an IPv4 address.
_GLOBAL_UNICAST = IPv6Network("2000::/3")  # RFC 4291, section 2.4
_NAT64 = IPv6Network("64:ff9b::/96")  # RFC 6052
_NOT_PUBLIC = (
    IPv6Network("2001::/23"),  # IETF protocol assignments, Teredo among them
    IPv6Network("2001:db8::/32"),  # documentation
    IPv6Network("2002::/16"),  # 6to4: carries an IPv4 address
    IPv6Network("3fff::/20"),  # documentation
)


def is_public(address: Address) -> bool:
    """Whether an address belongs to the public internet (IANA's special-purpose address registries)."""
    if isinstance(address, IPv4Address):
        return address.is_global and not address.is_multicast
    if address.ipv4_mapped is not None:
        return is_public(address.ipv4_mapped)
    if address in _NAT64:
        return is_public(IPv4Address(address.packed[-4:]))
    return address in _GLOBAL_UNICAST and not any(address in network for network in _NOT_PUBLIC)


async def checked_addresses(host: str, port: int, allowed: Sequence[Network]) -> list[str]:
    """All addresses of a host, in the order in which to try them.

    Raises ForbiddenAddressError if any of them is neither public nor in an `allowed` network, and
    UnreachableError if there is none.
    """
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise UnreachableError(f"The host {host} has no address.") from error
    addresses = [ip_address(str(entry[4][0]).partition("%")[0]) for entry in found]
    for address in addresses:
        if not (is_public(address) or any(address in network for network in allowed)):
            raise ForbiddenAddressError(
                f"{host} is at {address}, which is no address of the public internet. If it is yours, "
                "name its network in the setting fetching.allowed_networks."
            )
    return list(dict.fromkeys(map(str, addresses)))
