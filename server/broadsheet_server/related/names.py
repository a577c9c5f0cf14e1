"""Names of people, places and things in a text, found without a dictionary.

In scripts with capitals: runs of capitalised words, and the words they are made of. In Chinese: jieba's words
of the headline and the beginning, which serve the same purpose there.
"""

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache

from broadsheet_server.search import chinese
from broadsheet_server.search.analysis import Analyser, analyser
from broadsheet_server.search.engine import IndexedArticle
from broadsheet_server.search.folding import CJK, fold, has_cjk

_READ_MAX = 12_000
_CHINESE_READ_MAX = 400
_JOINED_MAX = 6
_REMEMBERED = 20_000
_CAPITAL = "A-ZÀ-ÖØ-Þ\u0100-\u017f\u0386-\u03ab\u0400-\u042f"
_WORD = rf"[{_CAPITAL}][\w&’'-]*"
_RUN = re.compile(rf"{_WORD}(?:[ \t]+(?:(?:of|the|de|la|van|von|al|for|and)[ \t]+)?{_WORD})*")
_SPELLED = re.compile(r"[^\W_]+(?:(?:\.[^\W_]+)+\.?)?")
"""A full stop at the end belongs to a word with others in it: `U.N.`, but not `Vallmere.`"""

_CHINESE_RUN = re.compile(f"[{CJK}]+")


_CAPITALS_WITHOUT_NAMES = """monday tuesday wednesday thursday friday saturday sunday january february march
    april may june july august september october november december mon tue wed thu fri sat sun jan feb mar apr
    jun jul aug sep sept oct nov dec mr mrs ms miss dr prof sir madam lord lady st rev hon i am pm"""
_NO_NAMES = frozenset(_CAPITALS_WITHOUT_NAMES.split())
"""Words with capitals that name nothing to follow."""


def names_in(article: IndexedArticle, analyse: Analyser) -> dict[str, str]:
    """The names in an article, those mentioned most often first: folded, each with a piece of the text."""
    found: Counter[str] = Counter()
    written: dict[str, str] = {}
    for run, times in _runs(article).items():
        for name in _parts(run, analyse.primary):
            found[name] += times
            written.setdefault(name, run)
    if has_cjk(article.headline):
        beginning = f"{article.headline}\n{article.summary}\n{article.body}"[:_CHINESE_READ_MAX]
        for name, as_it_stands in _chinese_words(beginning, analyse.stop_words):
            found[name] += 1
            written.setdefault(name, as_it_stands)
    return {name: written[name] for name, _ in found.most_common()}


def as_written(name: str, text: str, analyse: Analyser) -> str:
    """A folded name as a piece of text spells it; as it is where it cannot be found again."""
    words = _SPELLED.findall(text)
    length = name.count(" ") + 1
    for start in range(len(words) - length + 1):
        spelled = " ".join(words[start : start + length])
        if " ".join(analyse.tokens(spelled)) == name:
            return spelled
    return text if has_cjk(text) else name


def _runs(article: IndexedArticle) -> Counter[str]:
    found: Counter[str] = Counter()
    for text in (article.headline, article.summary, article.body[:_READ_MAX]):
        if not text.isupper():  # an agency's headline in capitals names everything and nothing
            found.update(_RUN.findall(text))
    return found


@lru_cache(_REMEMBERED)
def _parts(run: str, language: str) -> tuple[str, ...]:
    """The run without stop words at its ends, and its words. The same names come again and again."""
    words, stop_words = analyser(language).tokens(run), _no_names(language)
    while words and words[0] in stop_words:
        del words[0]
    while words and words[-1] in stop_words:
        del words[-1]
    whole = (" ".join(words),) if 1 < len(words) <= _JOINED_MAX else ()
    return (*whole, *(word for word in words if len(word) > 1 and word not in stop_words))


@lru_cache
def _no_names(language: str) -> frozenset[str]:
    return analyser(language).stop_words | _NO_NAMES


def _chinese_words(text: str, stop_words: frozenset[str]) -> Iterator[tuple[str, str]]:
    for run in _CHINESE_RUN.findall(text):
        for start, word in chinese.words(fold(run)):
            if stop_words.isdisjoint((word[0], word[-1])) and chinese.can_name(word):
                yield word, run[start : start + len(word)]
