"""Where text from strangers hides a link: what a mail program, a browser or a patient reader makes one of."""

import re
import unicodedata
from functools import cache
from importlib.resources import files

from broadsheet_server.sharing.text_cleaning import JOINERS

_LABEL = r"[^\s\x00-,./:-@\[-^`{-\x7f。]"
"""A character of a host's name, in any script: marks belong to letters, which `\\w` does not know."""

_ANYWHERE = r"""
    [a-z][a-z0-9+.-]*://\S*                              # any scheme
    | \b(?:https?|hxxps?|ftp|file|mailto|tel|sms|javascript|data):\S+
    | (?<![\w:/])//\w\S* | \\\\\w\S*                    # the scheme left out; a share of Windows
    | \bwww[.。]\S+
    | \b\d{1,3}(?:\.\d{1,3}){3}\b\S*                    # an IPv4 address
    | \[[0-9a-f:.]*::[0-9a-f:.]*\]\S* | \[(?:[0-9a-f]{1,4}:){7}[0-9a-f]{1,4}\]\S*
    | \w\s?[\[({]\s?(?:[.。]|dot)\s?[\])}]\s?\w\S*       # made harmless, to be put right by hand
"""
_INITIAL = re.compile(r"\b([A-Z])\.(?=[A-Z][a-z]\b(?![./:]))")
"""As in A.Li: every short surname is some country's top-level domain."""


def find_link(text: str) -> str | None:
    """The first thing in `text` that someone could make a link of, or None.

    After a full stop of ours, whatever looks like a top-level domain counts as one: new ones are made every
    year. After a Chinese full stop, and in other scripts, only those that exist: there, sentences follow each
    other without a blank.
    """
    return _found(rf"\.[a-z]{{2,}}(?![a-z])\S* | [.。](?:{_top_level_domains()})(?!\w)\S*", text)


def find_link_in_name(text: str) -> str | None:
    """The same for the name of a person, where Dr.Who and A.Smith are no hosts."""
    return _found(rf"[.。](?:{_top_level_domains()})(?![\w-])\S*", _INITIAL.sub(r"\1. ", text))


def _found(ending: str, text: str) -> str | None:
    bare = unicodedata.normalize("NFKC", text.translate(dict.fromkeys(map(ord, JOINERS))))
    found = _pattern(ending).search(bare)
    return None if found is None else bare[_begin(bare, found.start()) : found.end()]


@cache
def _pattern(ending: str) -> re.Pattern[str]:
    """Of a host only its end is looked for: all that may stand before it would take time to try."""
    host = rf"(?<={_LABEL})(?:\.xn--[a-z0-9-]+\S* | {ending})"
    return re.compile(rf"{_ANYWHERE} | {host}", re.IGNORECASE | re.VERBOSE)


def _begin(text: str, place: int) -> int:
    """Where the word begins that goes on at this place."""
    return max((text.rfind(blank, 0, place) + 1 for blank in " \n"), default=0)


@cache
def _top_level_domains() -> str:
    """Those of the Internet in 2026 and the reserved ones, as alternatives of a pattern."""
    listed = files("broadsheet_server.sharing").joinpath("top_level_domains.txt").read_text("utf-8")
    return "|".join(unicodedata.normalize("NFKC", listed).split())
