"""The addresses in the HTML of an article, as browsers read them (WHATWG URL Standard)."""

from urllib.parse import urljoin, urlsplit

LINK_SCHEMES = {"http", "https", "mailto", "tel"}
LENGTH_MAX = 4_000
"""Of an address that is kept, in characters."""
_REMOVED_BY_BROWSERS = str.maketrans("", "", "\t\n\r")
_STRIPPED_BY_BROWSERS = "".join(map(chr, range(0x21)))


def absolute_address(address: str, base: str | None) -> str:
    """The absolute address, without the blanks that browsers ignore; "" where there is none.

    A relative address begins at `base`. One that begins with `//` has no base's scheme without it: then it is
    https.
    """
    if not address.isprintable():
        address = address.translate(_REMOVED_BY_BROWSERS)
    address = address.strip(_STRIPPED_BY_BROWSERS)
    if len(address) > LENGTH_MAX:
        return ""
    if not address or scheme(address):
        return address
    if base is None:
        return f"https:{address}" if address.startswith("//") else ""
    try:
        joined = urljoin(base, address)
    except ValueError:  # like `http://[`
        return ""
    return joined if scheme(joined) else ""


def scheme(address: str) -> str:
    """The scheme of an absolute address, in lower case; "" for a relative one."""
    name, colon, _ = address.partition(":")
    if not (colon and name.isascii() and name[:1].isalpha()):
        return ""
    return name.lower() if name.isalpha() or all(each.isalnum() or each in "+-." for each in name) else ""


def host(address: str) -> str:
    """The host, without `www.`; "" where there is none, or it cannot be one."""
    plain = address.partition("://")[2].partition("/")[0]
    if plain.isascii() and plain.replace(".", "").replace("-", "").isalnum():
        return plain.lower().removeprefix("www.")
    try:
        parts = urlsplit(address)
        name = parts.hostname or ""
        return name.removeprefix("www.") if parts.port != 0 and not any(map(str.isspace, name)) else ""
    except ValueError:  # like `http://[` or a port above 65535
        return ""


def is_link(address: str) -> bool:
    """Whether a link may lead to the absolute address."""
    name = scheme(address)
    return name in LINK_SCHEMES and (name not in ("http", "https") or bool(host(address)))
