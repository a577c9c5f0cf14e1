"""Validators of settings. Each raises ValueError with a sentence for the operator."""

import difflib
import ipaddress
import os
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from pydantic import SecretStr
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from broadsheet_shared.addresses import InvalidAddressError, parse_address
from broadsheet_shared.language_tags import is_language_tag
from broadsheet_shared.limits import COST_MAX

PROXIES_VARIABLE = "FORWARDED_ALLOW_IPS"
"""The environment variable of uvicorn's that names trusted proxies where the setting does not."""

_VALKEY_SCHEMES = frozenset({"valkey", "valkeys", "redis", "rediss", "unix"})
_BACKENDS = frozenset({"postgresql", "postgres", "sqlite"})


def database_url(url: str | None) -> str | None:
    """The URL of a supported database. The message does not repeat it: it may contain a password."""
    try:
        is_supported = url is None or make_url(url).get_backend_name() in _BACKENDS
    except (ArgumentError, ValueError):
        is_supported = False
    if not is_supported:
        raise ValueError("it must look like postgresql://user:password@host/name; leave it out for SQLite")
    return url


def public_url(url: str | None) -> str | None:
    """A URL that links can begin with."""
    if url is None:
        return None
    try:
        parts = urlsplit(url)
        is_complete = parts.scheme in {"http", "https"} and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        is_complete = False
    if not is_complete or "?" in url or "#" in url or "@" in parts.netloc or any(map(str.isspace, url)):
        raise ValueError(
            f"“{url}” is no address that links can begin with; it must look like https://news.example, "
            "without a query"
        )
    return url


def language(tag: str) -> str:
    """The tag of a language (BCP 47)."""
    if not is_language_tag(tag):
        raise ValueError(f"“{tag}” is no language tag; it must look like en, de-AT or zh-Hans")
    return tag


def time_zone(name: str) -> str:
    """The name of a time zone in the IANA database."""
    zones = available_time_zones()
    if name not in zones:
        close = difflib.get_close_matches(name, sorted(zones), n=1)
        meant = f" (maybe {close[0]} is meant)" if close else ""
        raise ValueError(
            f"“{name}” is no time zone{meant}; it must be an IANA name like Europe/Berlin, or UTC"
        )
    return name


@cache
def available_time_zones() -> frozenset[str]:
    """The names in the IANA database. Abbreviations like CST, which mean several zones, are none of them."""
    return frozenset(name for name in available_timezones() if "/" in name or name == "UTC")


def sender(address: str) -> str:
    """A bare mail address; returned as SMTP carries it, with the domain in ASCII."""
    try:
        parsed = parse_address(address)
    except InvalidAddressError as error:
        raise ValueError(
            f"“{address}” is not a bare mail address like share@news.example: {error}"
        ) from error
    if parsed.needs_smtputf8:
        raise ValueError(f"“{address}” has other letters than ASCII before the @; few mail servers take that")
    return parsed.mailbox


def readable_file(path: Path | None) -> Path | None:
    """The path of an existing file."""
    if path is not None and not path.is_file():
        raise ValueError(f"there is no file {path}")
    return path


def existing_path(path: Path) -> Path:
    """The path of a file or folder that exists."""
    if not path.exists():
        raise ValueError(f"there is no file or folder {path}")
    return path


def is_loopback(host: str) -> bool:
    """Whether a host is this machine (127.0.0.0/8, ::1, localhost and names below it, RFC 6761)."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        name = host.lower().rstrip(".")
        return name == "localhost" or name.endswith(".localhost")


def leads_nowhere(url: str) -> bool:
    """Whether a link that begins with `url` leads to the machine of whoever follows it, or to none."""
    host = urlsplit(url).hostname or ""
    return is_loopback(host) or is_unspecified(host)


def is_reachable(url: str) -> bool:
    """Whether others may reach what is at a URL: not where its host is an address of a private network."""
    host = urlsplit(url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_global
    except ValueError:
        return not leads_nowhere(url)


def is_unspecified(host: str) -> bool:
    """Whether it stands for all addresses of the machine (0.0.0.0, ::), so that no link can lead there."""
    try:
        return ipaddress.ip_address(host).is_unspecified
    except ValueError:
        return host == ""


def cost_in_a_minute(cost: int) -> int:
    """0 for no limit, or as much as the dearest operation at least: it could never run otherwise."""
    if cost and cost < COST_MAX:
        raise ValueError(
            f"it must be {COST_MAX:,} at least, the highest cost of one operation, or 0 for no limit"
        )
    return cost


def valkey_url(url: SecretStr | None) -> SecretStr | None:
    """The URL of a Valkey or Redis server. The message does not repeat it: it may contain a password."""
    if url is not None and urlsplit(url.get_secret_value()).scheme not in _VALKEY_SCHEMES:
        raise ValueError("it must look like valkey://host:6379, redis://host:6379 or unix:///path")
    return url


def origins(names: list[str]) -> list[str]:
    """Origins as browsers send them (RFC 6454, section 6.2), or `*`."""
    for name in names:
        parts = urlsplit(name)
        is_origin = parts.scheme in {"http", "https"} and bool(parts.hostname) and "@" not in parts.netloc
        if name != "*" and (not is_origin or name != f"{parts.scheme}://{parts.netloc}".lower()):
            raise ValueError(
                f"“{name}” is no origin; it must look like https://app.example, without a path or a slash at "
                "the end"
            )
    return names


def proxies(names: list[str]) -> list[str]:
    """Addresses and networks, or `*` for all."""
    for name in names:
        try:
            networks(name)
        except ValueError:
            raise ValueError(
                f"“{name}” is no address or network of a proxy; it must look like 10.0.0.5 or 10.0.0.0/8"
            ) from None
    return names


def proxies_of_environment() -> list[str]:
    """What `FORWARDED_ALLOW_IPS` names; by default this machine."""
    names = os.environ.get(PROXIES_VARIABLE, "127.0.0.1,::1").split(",")
    return [name.strip() for name in names if name.strip()]


def networks(name: str) -> list[ipaddress.IPv4Network | ipaddress.IPv6Network]:
    """The networks that a name means. Raises ValueError."""
    if name == "*":
        return [ipaddress.IPv4Network("0.0.0.0/0"), ipaddress.IPv6Network("::/0")]
    return [ipaddress.ip_network(name)]
