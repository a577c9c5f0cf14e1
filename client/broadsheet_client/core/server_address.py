"""The address of a paper's server, as people type and paste it."""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from urllib.parse import SplitResult, urlsplit

from broadsheet_client.core.transport_security import is_private_host

_SCHEME: Final = re.compile(r"([a-z][a-z0-9+.-]*)://+", re.IGNORECASE)
_MISTYPED_SCHEME: Final = re.compile(r"(https?)[:;/][:/]*", re.IGNORECASE)
_OWN_PATH: Final = re.compile(
    r"/(?:articles|authors|feeds?|graphql|healthz|media|playground|search|sections|tags)(?:[/.].*)?$"
)
"""What a server of ours has below its address: an article, a section, the place for queries."""
_NOT_IN_HOSTS: Final = re.compile(r"[\s\\<>\"'^`{|}%,;!$&()*+=]")
_HOST_MAX: Final = 253
"""Octets of a name (RFC 1035, section 2.3.4)."""
_DEFAULT_PORTS: Final = {"http": 80, "https": 443}
_WRAPPING: Final = "<>“”\"' \t\r\n"


class AddressFault(StrEnum):
    """What is wrong with an address."""

    EMPTY = "empty"
    NOT_AN_ADDRESS = "not_an_address"
    OTHER_SCHEME = "other_scheme"
    CREDENTIALS = "credentials"


class InvalidAddressError(ValueError):
    """The text is no address of a server; `value` is the part that is wrong."""

    def __init__(self, fault: AddressFault, value: str = "") -> None:
        super().__init__(f"{fault}: {value}")
        self.fault, self.value = fault, value


@dataclass(frozen=True, slots=True)
class ServerAddress:
    """What a typed address can mean: the likeliest first, each like `https://news.example`."""

    candidates: tuple[str, ...]
    is_unprotected: bool = False
    """Whether it is plain http to a host outside of private networks."""

    @property
    def protected(self) -> "ServerAddress":
        """The same with https."""
        return ServerAddress(tuple(re.sub("^http:", "https:", candidate) for candidate in self.candidates))

    @property
    def host(self) -> str:
        """Host and port, to be shown."""
        return urlsplit(self.candidates[0]).netloc


def parse_server_address(text: str) -> ServerAddress:
    """Read an address with or without scheme, of the server or of a page of it. Raises InvalidAddressError.

    Without a scheme it is https; http in a private network, where few servers have a certificate.
    """
    # Chinese and Japanese keyboards type full-width colons, slashes and full stops.
    text = unicodedata.normalize("NFKC", text).replace("。", ".").strip(_WRAPPING)
    if not text:
        raise InvalidAddressError(AddressFault.EMPTY)
    scheme, rest = _scheme_and_rest(text.removeprefix("//"))
    parts = _split(f"//{rest}", text)
    if parts.username is not None or parts.password is not None:
        raise InvalidAddressError(AddressFault.CREDENTIALS)
    host = _checked_host(parts, text)
    is_private = is_private_host(host)
    scheme = scheme or ("http" if is_private else "https")
    origin = f"{scheme}://{_netloc(host, parts.port, scheme)}"
    path = _OWN_PATH.sub("", parts.path.rstrip("/")).rstrip("/")
    candidates = tuple(dict.fromkeys((f"{origin}{path}", origin)))
    return ServerAddress(candidates, is_unprotected=scheme == "http" and not is_private)


def _scheme_and_rest(text: str) -> tuple[str, str]:
    match = _SCHEME.match(text) or _MISTYPED_SCHEME.match(text)
    if match is None:
        return "", text
    scheme, rest = match[1].lower(), text[match.end() :].lstrip()
    if scheme not in {"http", "https"}:
        raise InvalidAddressError(AddressFault.OTHER_SCHEME, f"{scheme}://")
    # An address that is pasted behind https:// has a scheme already.
    return _scheme_and_rest(rest) if _SCHEME.match(rest) else (scheme, rest)


def _netloc(host: str, port: int | None, scheme: str) -> str:
    """Host and port in the one way in which an address is remembered: without the port that is understood."""
    name = f"[{host}]" if ":" in host else host
    return name if port in {None, _DEFAULT_PORTS[scheme]} else f"{name}:{port}"


def _split(url: str, text: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        if parts.port == 0:
            raise InvalidAddressError(AddressFault.NOT_AN_ADDRESS, text)
    except ValueError as error:
        raise InvalidAddressError(AddressFault.NOT_AN_ADDRESS, text) from error
    return parts


def _checked_host(parts: SplitResult, text: str) -> str:
    host = (parts.hostname or "").removesuffix(".")
    try:
        is_valid = bool(host) and len(host.encode("idna")) <= _HOST_MAX and not _NOT_IN_HOSTS.search(host)
    except UnicodeError:
        is_valid = False
    if not is_valid:
        raise InvalidAddressError(AddressFault.NOT_AN_ADDRESS, text)
    return host
