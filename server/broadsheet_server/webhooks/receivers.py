"""The address of a receiver: where payloads may be posted to."""

from collections.abc import Sequence
from ipaddress import ip_address
from typing import Final
from urllib.parse import urlsplit

from broadsheet_server.fetching.addresses import Network, checked_addresses
from broadsheet_server.fetching.errors import FetchError

URL_MAX: Final = 2_000


class ReceiverError(ValueError):
    """Nothing can be posted to an address. The message is a sentence for the integrator."""


async def check_receiver(url: str, allowed: Sequence[Network]) -> None:
    """Raise ReceiverError for an address that is none, or that nothing may be posted to.

    http is for receivers in the networks of the setting `fetching.allowed_networks` only: others on the way
    could read what is posted. Where a name leads is checked again whenever something is posted.
    """
    host, port, is_plain = _parts(url)
    try:
        addresses = await checked_addresses(host, port, allowed)
    except FetchError as error:
        raise ReceiverError(str(error)) from error
    if is_plain and not all(_is_in(address, allowed) for address in addresses):
        raise ReceiverError(
            "Over http others could read what is posted: the address has to begin with https://."
        )


def _is_in(address: str, networks: Sequence[Network]) -> bool:
    return any(ip_address(address) in network for network in networks)


def _parts(url: str) -> tuple[str, int, bool]:
    """The host and port, and whether it is without encryption. Raises ReceiverError."""
    if len(url) > URL_MAX:
        raise ReceiverError(f"The address has {len(url):,} characters; at most {URL_MAX:,} are taken.")
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise ReceiverError(f"This is no web address: {error}.") from error
    if (
        parts.scheme not in ("http", "https")
        or not host
        or any(map(str.isspace, url))
        or not url.isprintable()
    ):
        raise ReceiverError("This is no web address: it has to look like https://cms.example/hook.")
    if parts.username is not None or parts.password is not None:
        raise ReceiverError("An address with a name or password is not taken: check the signature instead.")
    is_plain = parts.scheme == "http"
    return host, port or (80 if is_plain else 443), is_plain
