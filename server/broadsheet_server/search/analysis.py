"""The analyser: turns text into terms, in the same way for every language and every search engine.

Text is folded (`folding.py`) and cut into tokens: words between spaces, emoji, and single characters where
Chinese or Japanese is written. The term of a token is its Snowball stem in the text's language. Chinese
words, as segmented by jieba, stand beside their characters at the same positions. Every term knows its
offsets in the original text, so that a match can be highlighted there.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import groupby
from typing import NamedTuple

from broadsheet_server.search import chinese
from broadsheet_server.search.emoji import EMOJI, is_emoji
from broadsheet_server.search.folding import CJK, Folded, fold, fold_with_origin
from broadsheet_server.search.late_patterns import LatePattern
from broadsheet_server.search.stemming import stems
from broadsheet_server.search.stopwords import stop_words
from broadsheet_shared.language_tags import primary_language

VERSION = 4
"""To be raised whenever the same text yields other terms: an index of another version is built anew."""

TOKEN_LENGTH_MAX = 64
"""Longer words are cut into several tokens. In characters."""

HEADLINE_WEIGHT = 3
"""In term frequencies a term of the headline counts as so many of the body."""

_MARKS = frozenset({"Mn", "Mc"})
_MARK_BLOCKS = range(0x0300, 0x1E00), range(0xA66F, 0xAC00), range(0xFE20, 0xFE30)
_MARKS_BEYOND_BMP = "\U00010d24-\U00010d27\U00011100-\U00011102\U00011127-\U00011134\U0001e944-\U0001e94a"
"""Rohingya, Chakma, Adlam. Each range beyond the Basic Multilingual Plane slows the patterns down, and hardly
any news is written in the other scripts there."""


def _marks() -> str:
    """Ranges of marks: with each of two thousand characters, patterns take ten times as long to compile."""
    codes = [code for block in _MARK_BLOCKS for code in block if unicodedata.category(chr(code)) in _MARKS]
    runs = [[code for _, code in run] for _, run in groupby(enumerate(codes), lambda pair: pair[1] - pair[0])]
    return "".join(f"{chr(run[0])}-{chr(run[-1])}" for run in runs)


MARKS = _marks() + _MARKS_BEYOND_BMP
"""The inside of a character class: combining marks (general category Mn or Mc), which belong to the letter
before them, as most vowels of Hindi, Tamil and related scripts do."""

_APOSTROPHES = "'’ʼ"
_POSSESSIVE = re.compile(f"[{_APOSTROPHES}]s\\b")
_LETTER = f"[^\\W_{CJK}]"
_PLAIN = f"{_LETTER}{{1,{TOKEN_LENGTH_MAX}}}+(?![{MARKS}.])"  # matches most words, and fast
INITIAL = f"(?:(?<![^\\W_])(?<![{MARKS}])[^\\W\\d_{CJK}]\\.)"
_INITIALS = f"{INITIAL}{{2,}}"  # an abbreviation like u.n. is one word
_MARKED = f"{_LETTER}(?:{_LETTER}|[{MARKS}]){{0,{TOKEN_LENGTH_MAX - 1}}}"
WORD = f"{_PLAIN}|{_INITIALS}|{_MARKED}"
"""The pattern of a word in folded text."""

_TOKEN = LatePattern(f"{_PLAIN}|[{CJK}]|{_INITIALS}|{_MARKED}|{EMOJI}")
_ASCII_TOKEN = re.compile(f"[a-z0-9]{{1,{TOKEN_LENGTH_MAX}}}")
_ASCII_INITIAL = re.compile(r"\.[a-z]\.")
_CJK_RUN_OR_TOKEN = LatePattern(f"(?P<cjk>[{CJK}]+)|{WORD}|{EMOJI}")
_CACHED_ANALYSERS = 100


class Token(NamedTuple):
    """A term, its position among the tokens, and its offsets in the original text, in code points."""

    term: str
    position: int
    start: int
    end: int


class Analyser:
    """The analyser of one language; use `analyser` to get it."""

    def __init__(self, primary: str) -> None:
        self.primary = primary
        self.stems = stems(primary)
        self.stop_words = stop_words(primary) | stop_words("zh")

    def tokens(self, text: str) -> list[str]:
        """The folded tokens of a text in their order, not stemmed."""
        folded = without_possessives(fold(text))
        if folded.isascii() and not _ASCII_INITIAL.search(folded):
            return _ASCII_TOKEN.findall(folded)  # the same tokens, three times as fast
        return [token.replace(".", "") for token in _TOKEN.compiled.findall(folded)]

    def terms(self, tokens: list[str]) -> list[str]:
        """The stem of each token."""
        return [self.stems[token] for token in tokens]

    def content_terms(self, tokens: list[str]) -> list[str]:
        """The stems of the tokens that are not stop words. Emoji do not tell what a text is about."""
        stems, stop_words = self.stems, self.stop_words
        content = [token for token in tokens if token not in stop_words]
        if not "".join(content).isalnum():
            content = [token for token in content if not is_emoji(token)]
        return [stems[token] for token in content]

    def token_stream(self, text: str, *, chinese_words: bool = True) -> Iterator[Token]:
        """Every term with its position and offsets, Chinese words beside their characters if wanted.

        One position stays free where punctuation separates two runs of Chinese, so that no phrase matches
        across it.
        """
        return self.token_stream_of(fold_with_origin(text), chinese_words=chinese_words)

    def token_stream_of(self, folded: Folded, *, chinese_words: bool) -> Iterator[Token]:
        """The token stream of a text that is folded already."""
        position, is_after_cjk = 0, False
        for match in _CJK_RUN_OR_TOKEN.compiled.finditer(without_possessives(folded.text)):
            text, start = match.group(), match.start()
            if match["cjk"] is None:
                term = self.stems[text.replace(".", "")]
                yield Token(term, position, *folded.span(start, match.end()))
                position, is_after_cjk = position + 1, False
            else:
                position += is_after_cjk
                yield from _characters(text, position, start, folded)
                if chinese_words:
                    yield from _words(text, position, start, folded)
                position, is_after_cjk = position + len(text), True


def without_possessives(folded: str) -> str:
    """Folded text with every possessive 's blanked out: no other character changes its offset."""
    if "'" in folded or "’" in folded or "ʼ" in folded:
        return _POSSESSIVE.sub("  ", folded)
    return folded


def _characters(run: str, position: int, start: int, folded: Folded) -> Iterator[Token]:
    for i, character in enumerate(run):
        yield Token(character, position + i, *folded.span(start + i, start + i + 1))


def _words(run: str, position: int, start: int, folded: Folded) -> Iterator[Token]:
    for i, word in chinese.words(run):
        yield Token(word, position + i, *folded.span(start + i, start + i + len(word)))


def analyser(language: str) -> Analyser:
    """The analyser of a BCP 47 language tag; of none in particular if the tag is not well-formed."""
    return _analyser(primary_language(language))


@lru_cache(_CACHED_ANALYSERS)
def _analyser(primary: str) -> Analyser:
    return Analyser(primary)
