"""The one analyser: text to terms, the same for every language and every engine.

A text becomes units: words between spaces, and single characters where Chinese or Japanese is written. A
unit's term is its stem in the text's language; Chinese gets jieba's words beside its characters. Terms know
where they stand in the original, so that a match is shown as ranges of it.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from broadsheet_server.search import chinese
from broadsheet_server.search.folding import CJK, Folded, fold, fold_with_origin
from broadsheet_server.search.marks import MARKS
from broadsheet_server.search.stemming import stems
from broadsheet_server.search.stopwords import stop_words

VERSION = 2
"""Grows whenever the same text would give other terms; an index of another version is built anew."""

LONGEST = 64
_APOSTROPHES = "'’ʼ"
_POSSESSIVE = re.compile(f"[{_APOSTROPHES}]s\\b")
_LETTER = f"[^\\W_{CJK}]"
_PLAIN = f"{_LETTER}{{1,{LONGEST}}}+(?![{MARKS}.])"  # most words, found quickly
INITIAL = f"(?:(?<![^\\W_])(?<![{MARKS}])[^\\W\\d_{CJK}]\\.)"
_INITIALS = f"{INITIAL}{{2,}}"  # like u.n., one word
_MARKED = f"{_LETTER}(?:{_LETTER}|[{MARKS}]){{0,{LONGEST - 1}}}"
WORD = f"{_PLAIN}|{_INITIALS}|{_MARKED}"
"""The pattern of a word in folded text."""

_UNIT = re.compile(f"{_PLAIN}|[{CJK}]|{_INITIALS}|{_MARKED}")
_ASCII_UNIT = re.compile(f"[a-z0-9]{{1,{LONGEST}}}")
_ASCII_INITIAL = re.compile(r"\.[a-z]\.")
_PIECE = re.compile(f"(?P<chinese>[{CJK}]+)|{WORD}")
_PRIMARY = re.compile("[A-Za-z]{2,3}(?![^_-])")
_UNKNOWN = "und"
_KEPT = 100


class Token(NamedTuple):
    """A term, its position among the units, and the part of the original that it stands for."""

    term: str
    position: int
    start: int
    end: int


class Analyser:
    """The analyser of one language; get it from `analyser`."""

    def __init__(self, primary: str) -> None:
        self.primary = primary
        self.stems = stems(primary)
        self.stop_words = stop_words(primary) | stop_words("zh")

    def units(self, text: str) -> list[str]:
        """The folded units of a text in their order, unstemmed."""
        folded = blanked(fold(text))
        if folded.isascii() and not _ASCII_INITIAL.search(folded):
            return _ASCII_UNIT.findall(folded)  # the same units, found three times as fast
        return [unit.replace(".", "") for unit in _UNIT.findall(folded)]

    def terms(self, units: list[str]) -> list[str]:
        """The stem of each unit."""
        return [self.stems[unit] for unit in units]

    def telling(self, units: list[str]) -> list[str]:
        """The stems of the units that say what a text is about: no stop words."""
        stems, stop = self.stems, self.stop_words
        return [stems[unit] for unit in units if unit not in stop]

    def tokens(self, text: str, *, chinese_words: bool = True) -> Iterator[Token]:
        """Every term with its place, Chinese words beside their characters unless told otherwise.

        Where something stands between two runs of Chinese, one position stays free: no phrase reaches
        over a comma.
        """
        return self.tokens_of(fold_with_origin(text), chinese_words=chinese_words)

    def tokens_of(self, folded: Folded, *, chinese_words: bool = True) -> Iterator[Token]:
        """The tokens of a text that is folded already."""
        position, after_chinese = 0, False
        for match in _PIECE.finditer(blanked(folded.text)):
            piece, start = match.group(), match.start()
            if match["chinese"] is None:
                term = self.stems[piece.replace(".", "")]
                yield Token(term, position, *folded.span(start, match.end()))
                position, after_chinese = position + 1, False
            else:
                position += after_chinese
                yield from _characters(piece, position, start, folded)
                if chinese_words:
                    yield from _words(piece, position, start, folded)
                position, after_chinese = position + len(piece), True


def blanked(folded: str) -> str:
    """Folded text without possessives, every character in its old place."""
    if any(apostrophe in folded for apostrophe in _APOSTROPHES):
        return _POSSESSIVE.sub("  ", folded)
    return folded


def _characters(run: str, position: int, start: int, folded: Folded) -> Iterator[Token]:
    for i, character in enumerate(run):
        yield Token(character, position + i, *folded.span(start + i, start + i + 1))


def _words(run: str, position: int, start: int, folded: Folded) -> Iterator[Token]:
    for i, word in chinese.words(run):
        yield Token(word, position + i, *folded.span(start + i, start + i + len(word)))


def analyser(language: str) -> Analyser:
    """The analyser of a BCP 47 language tag, whatever somebody gives for one."""
    return _analyser(primary_language(language))


def primary_language(language: str) -> str:
    """The primary subtag of a BCP 47 tag: `en` of `en-GB`; `und` of what has none of two or three letters."""
    found = _PRIMARY.match(language)
    return found.group().lower() if found else _UNKNOWN


@lru_cache(_KEPT)
def _analyser(primary: str) -> Analyser:
    return Analyser(primary)
