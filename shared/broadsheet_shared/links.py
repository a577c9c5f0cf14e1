"""Links in what people type: what a mail program would make a link of, and hardly anything else.

The server looks with all top-level domains that there are, the reader with `GENERIC_DOMAINS` alone: whatever
the reader finds the server finds too, and the server has the last word.
"""

import re
from collections.abc import Iterable, Iterator

from broadsheet_shared.normalization import normalize
from broadsheet_shared.truncation import truncate

GENERIC_DOMAINS = frozenset({"biz", "com", "edu", "gov", "info", "int", "mil", "net", "org"})
"""The generic top-level domains of before 2002. Behind a full stop they are hardly ever a word."""

JOINERS = "\u200c\u200d"
"""Zero-width (non-)joiners: needed by Persian, Indic scripts and emoji; elsewhere they only obscure text."""

_LINK_SHOWN_MAX = 80
"""How much of a link is returned, in characters."""
_LABEL_MAX, _HOST_MAX = 63, 253
"""Longest label and longest name of a host, in characters (RFC 1035, section 2.3.4)."""

_UNCONDITIONAL = r"""
    [a-z][a-z0-9+.-]{0,30}://                                      # any scheme
    | \b(?:https?|hxxps?|ftp|mailto|javascript):\S | \bdata:\w+/ | \bfile:/ | \b(?:tel|sms):[+\d]
    | (?<![\w:/])//\w | \\\\\w                                     # scheme-relative; UNC path
    | \bwww[.。]\S
    | \b\d{1,3}(?:\.\d{1,3}){3}(?:/|:\d)                           # IPv4 with a path or port; else a version
    | \[[0-9a-f:.]{0,45}::[0-9a-f:.]{0,45}\] | \[(?:[0-9a-f]{1,4}:){7}[0-9a-f]{1,4}\]    # IPv6
    | \w\s?[\[({]\s?(?:[.。]|dot)\s?[\])}]\s?\w                    # "defanged": example[.]com
    | [a-z0-9]\ dot\ [a-z]{2,24}/\w                                # in words: example dot com/buy
"""
_HOST_CHARACTER = r"[^\s\x00-,./:-@\[-^`{-\x7f。]"
"""A character of a host name in any script: combining marks count as letters here, which `\\w` omits."""
_GOES_ON = r"(?!-?(?=[\x00-\u052f\u1e00-\u1eff])[^\W_])"
"""A domain in Latin letters ends also before a letter of another script: mail programs see it so."""

_PATH = re.compile(r"/|[:?\#][^\s.]")
_NEXT_WORD = re.compile(r" +\w")
_WORD_END = re.compile(rf"\S{{0,{_LINK_SHOWN_MAX}}}")
_NOT_IN_HOSTS = re.compile(r"[^\w.-]")
_PRODUCTS = frozenset({"ADO", "ASP", "ML", "VB"})
"""What stands before `.NET` in names of products."""
_TITLES = frozenset({"Dr", "Fr", "Gov", "Mr", "Mrs", "Ms", "Prof", "Rep", "Rev", "Sen", "St"})
"""Abbreviations that stand before a name (`Dr.Ma`)."""
_AFTER_NUMBERS = frozenset({"am", "at", "in", "is", "pm", "to"})
"""Top-level domains that are words which follow a number and a full stop (`10.am`, `room 5.at the back`)."""


class LinkFinder:
    """Finds links, given the top-level domains that there are."""

    def __init__(self, top_level_domains: Iterable[str]) -> None:
        domains = {normalize("NFKC", domain).lower() for domain in top_level_domains}
        self._latin = frozenset(filter(str.isascii, domains))
        other = "|".join(sorted(domains - self._latin)) or r"(?!)"
        latin = rf"[.。](?=(?P<latin>[a-z]{{2,{_LABEL_MAX}}}+){_GOES_ON})"
        host = (
            rf"(?<={_HOST_CHARACTER})(?:\.xn--[a-z0-9-]+ | {latin} | [.。](?=[^\x00-\x7f])(?:{other})(?!\w))"
        )
        self._pattern = re.compile(rf"{_UNCONDITIONAL} | {host}", re.IGNORECASE | re.VERBOSE)

    def find(self, text: str) -> str | None:
        """The first thing in a text that is likely a link, with what it is part of; None if there is none."""
        plain = normalize("NFKC", text.translate(dict.fromkeys(map(ord, JOINERS))))
        return next(self._links(plain), None)

    def _links(self, text: str) -> Iterator[str]:
        """Only the end of a host is matched: matching what may stand before it would take quadratic time."""
        for match in self._pattern.finditer(text):
            if match["latin"] is None or self._ends_host(text, *match.span("latin")):
                end = max(match.end(), match.end("latin"))
                yield truncate(_word_around(text, match.start(), end), _LINK_SHOWN_MAX)

    def _ends_host(self, text: str, start: int, end: int) -> bool:
        return text[start:end].lower() in self._latin and not _is_ordinary_text(text, start, end)


def _is_ordinary_text(text: str, start: int, end: int) -> bool:
    """Whether `text[start:end]`, a top-level domain behind a full stop, is none where it stands.

    True for abbreviations (`i.e.to`), initials (`A.Li`), titles (`Dr.Ma`), times (`10.am`), names of products
    (`ASP.NET`), and where the next sentence begins without a blank (`at the end.It was`, `Yes.In the end`,
    `很好。AI 也`). False before a path.
    """
    domain, label_count, label = text[start:end], *_labels_before(text, start - 1)
    if _PATH.match(text, end):
        return False
    if domain.lower() in GENERIC_DOMAINS:
        return domain == "NET" and label_count == 1 and label in _PRODUCTS
    if text[start - 1] == "。" and not text[start - 2].isascii():
        return True
    if label.isdecimal():
        return len(label) < 3 and domain.lower() in _AFTER_NUMBERS
    if len(label) == 1:
        return label_count > 1 or (label.isupper() and domain.istitle() and len(domain) == 2)
    if label_count > 1 or not label.isalpha() or not domain.istitle():
        return False
    if label in _TITLES:
        return True
    return (label.islower() or len(domain) == 2) and _NEXT_WORD.match(text, end) is not None


def _labels_before(text: str, stop: int) -> tuple[int, str]:
    """How many labels of a host name end at `stop`, and the last of them."""
    labels = _NOT_IN_HOSTS.split(text[max(0, stop - _HOST_MAX) : stop])[-1].split(".")
    return len(labels), labels[-1]


def _word_around(text: str, start: int, end: int) -> str:
    """The link for the person who typed it: from blank to blank, but not all of a text without blanks."""
    begin = max(*(text.rfind(blank, 0, start) + 1 for blank in " \n"), start - _LINK_SHOWN_MAX // 2)
    rest = _WORD_END.match(text, end)
    return text[begin : rest.end() if rest else end]
