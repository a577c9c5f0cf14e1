"""Settings that could not work are refused when the server starts, each in a sentence."""

import ipaddress
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from broadsheet_shared.addresses import InvalidAddressError, parse_address

_BACKENDS = frozenset({"postgresql", "postgres", "sqlite"})


def database_url(url: str | None) -> str | None:
    """A URL of a database that we know. It is not repeated: there may be a password in it."""
    try:
        known = url is None or make_url(url).get_backend_name() in _BACKENDS
    except (ArgumentError, ValueError):
        known = False
    if not known:
        raise ValueError("it must look like postgresql://user:password@host/name; leave it out for SQLite")
    return url


def public_url(url: str | None) -> str | None:
    """An address that links can begin with."""
    if url is None:
        return None
    try:
        parts = urlsplit(url)
        whole = parts.scheme in {"http", "https"} and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        whole = False
    if not whole or "?" in url or "#" in url or "@" in parts.netloc or any(map(str.isspace, url)):
        raise ValueError(
            f"“{url}” is no address that links can begin with; it must look like https://news.example, "
            "without a query"
        )
    return url


def sender(address: str) -> str:
    """A bare address, in the form that goes on the wire."""
    try:
        found = parse_address(address)
    except InvalidAddressError as refusal:
        raise ValueError(
            f"“{address}” is not a bare mail address like share@news.example: {refusal}"
        ) from refusal
    if found.needs_smtputf8:
        raise ValueError(f"“{address}” has other letters than ASCII before the @; few mail servers take that")
    return found.mailbox


def readable_file(path: Path | None) -> Path | None:
    """A file that is there."""
    if path is not None and not path.is_file():
        raise ValueError(f"there is no file {path}")
    return path


def is_this_machine(host: str) -> bool:
    """Whether mail to this host stays on this machine."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def is_everywhere(host: str) -> bool:
    """Whether listening there means listening at every address, so that it is none to link to."""
    try:
        return ipaddress.ip_address(host).is_unspecified
    except ValueError:
        return host == ""
