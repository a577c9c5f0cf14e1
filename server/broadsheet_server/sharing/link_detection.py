"""Detection of links in untrusted text: whatever a mail program, a browser or a person makes a link of."""

import re
import unicodedata
from functools import cache
from importlib.resources import files

from broadsheet_server.sharing.text_cleaning import JOINERS
from broadsheet_shared.normalization import normalize

_HOST_CHARACTER = r"[^\s\x00-,./:-@\[-^`{-\x7f。]"
"""A character of a host name in any script: combining marks count as letters here, which `\\w` omits."""

_UNCONDITIONAL = r"""
    [a-z][a-z0-9+.-]{0,30}://\S*                          # any scheme
    | \b(?:https?|hxxps?|ftp|file|mailto|tel|sms|javascript|data):\S+
    | (?<![\w:/])//\w\S* | \\\\\w\S*                    # scheme-relative; UNC path
    | \bwww[.。]\S+
    | \b\d{1,3}(?:\.\d{1,3}){3}\b\S*                    # IPv4
    | \[[0-9a-f:.]{0,45}::[0-9a-f:.]{0,45}\]\S* | \[(?:[0-9a-f]{1,4}:){7}[0-9a-f]{1,4}\]\S*    # IPv6
    | \w\s?[\[({]\s?(?:[.。]|dot)\s?[\])}]\s?\w\S*       # "defanged": example[.]com
"""
_INITIAL = re.compile(r"\b([A-Z])\.(?=[A-Z][a-z]\b(?![./:]))")
"""The initial in A.Li: every short surname is the top-level domain of some country."""

_RESERVED_DOMAINS = ("alt", "example", "internal", "invalid", "local", "localhost", "test")
"""Top-level domains reserved by RFC 2606, RFC 6761, RFC 6762, RFC 9476 and ICANN (`internal`, 2024)."""


def find_link(text: str) -> str | None:
    """Return the first thing in `text` that could become a link, or None.

    After an ASCII full stop any two Latin letters count as a top-level domain: new ones are delegated every
    year. After an ideographic full stop, and in other scripts, only existing ones do, because sentences
    follow each other without a blank there.
    """
    return _first_match(rf"\.[a-z]{{2,}}(?![a-z])\S* | [.。](?:{_top_level_domains()})(?!\w)\S*", text)


def find_link_in_name(text: str) -> str | None:
    """The same for the name of a person, where Dr.Who and A.Smith are no hosts."""
    return _first_match(rf"[.。](?:{_top_level_domains()})(?![\w-])\S*", _INITIAL.sub(r"\1. ", text))


def _first_match(host_end: str, text: str) -> str | None:
    plain = normalize("NFKC", text.translate(dict.fromkeys(map(ord, JOINERS))))
    match = _pattern(host_end).search(plain)
    return None if match is None else plain[_word_start(plain, match.start()) : match.end()]


@cache
def _pattern(host_end: str) -> re.Pattern[str]:
    """Only the end of a host is matched: matching what may stand before it would take quadratic time."""
    host = rf"(?<={_HOST_CHARACTER})(?:\.xn--[a-z0-9-]+\S* | {host_end})"
    return re.compile(rf"{_UNCONDITIONAL} | {host}", re.IGNORECASE | re.VERBOSE)


def _word_start(text: str, index: int) -> int:
    return max((text.rfind(blank, 0, index) + 1 for blank in " \n"), default=0)


@cache
def _top_level_domains() -> str:
    """The existing and the reserved top-level domains, as alternatives of a regular expression."""
    domains = {*_delegated_domains(), *_RESERVED_DOMAINS}
    return "|".join(sorted(unicodedata.normalize("NFKC", domain) for domain in domains))


def _delegated_domains() -> set[str]:
    """The last label of every rule in the ICANN section of the Public Suffix List."""
    rules = files("publicsuffixlist").joinpath("public_suffix_list.dat").read_text("utf-8")
    icann_rules = rules.partition("// ===END ICANN DOMAINS===")[0].splitlines()
    return {rule.strip().rpartition(".")[2] for rule in icann_rules if not rule.startswith("//")} - {""}
