"""Names of months and weekdays, which say nothing about what an article reports."""

from collections.abc import Iterator
from functools import cache

from broadsheet_server.search.analysis import analyser
from broadsheet_server.search.folding import fold

_CONTEXTS = ("format", "stand-alone")
_WIDTHS = ("abbreviated", "wide")
_ALSO = {"en": frozenset({"sept", "tues", "weds", "thur", "thurs"})}
"""Abbreviations that newspapers write besides those of CLDR."""


@cache
def calendar_words(primary: str) -> frozenset[str]:
    """The names in a language, by its primary subtag, and the words of them, folded; from Unicode's CLDR.

    Empty for a language that CLDR does not have.
    """
    tokens, names = analyser(primary).tokens, list(_names(primary))
    return frozenset(map(fold, names)).union(*map(tokens, names), _ALSO.get(primary, ()))


def _names(primary: str) -> Iterator[str]:
    from babel import Locale, UnknownLocaleError

    try:
        locale = Locale.parse(primary)
    except (UnknownLocaleError, ValueError):
        return
    for names in (locale.months, locale.days):
        for context in _CONTEXTS:
            for width in _WIDTHS:
                yield from names[context][width].values()
