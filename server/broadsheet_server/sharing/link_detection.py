"""The links that a note or a name cannot contain, with every top-level domain that there is."""

from functools import cache
from importlib.resources import files

from broadsheet_shared.links import GENERIC_DOMAINS, LinkFinder

_RESERVED_DOMAINS = ("alt", "example", "internal", "invalid", "local", "localhost", "test")
"""Top-level domains reserved by RFC 2606, RFC 6761, RFC 6762, RFC 9476 and ICANN (`internal`, 2024)."""


@cache
def link_finder() -> LinkFinder:
    """The finder that knows the delegated and the reserved top-level domains."""
    return LinkFinder({*_delegated_domains(), *_RESERVED_DOMAINS, *GENERIC_DOMAINS})


def find_link(text: str) -> str | None:
    """Return the first thing in `text` that is likely a link, or None."""
    return link_finder().find(text)


def _delegated_domains() -> set[str]:
    """The last label of every rule in the ICANN section of the Public Suffix List."""
    rules = files("publicsuffixlist").joinpath("public_suffix_list.dat").read_text("utf-8")
    icann_rules = rules.partition("// ===END ICANN DOMAINS===")[0].splitlines()
    return {rule.strip().rpartition(".")[2] for rule in icann_rules if not rule.startswith("//")} - {""}
