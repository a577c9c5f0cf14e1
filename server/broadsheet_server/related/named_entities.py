"""Named entities (people, places, organisations), recognised without a dictionary of names.

In scripts with capitals an entity is a run of capitalised words, and each word of the run. In Chinese the
nouns that jieba segments from the headline and the beginning of the text serve the same purpose.
"""

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache

from broadsheet_server.related.calendar_words import calendar_words
from broadsheet_server.search import chinese
from broadsheet_server.search.analysis import Analyser, analyser
from broadsheet_server.search.engine import IndexedArticle
from broadsheet_server.search.folding import CJK, fold, has_cjk
from broadsheet_server.search.late_patterns import LatePattern

_BODY_MAX = 12_000
_CHINESE_TEXT_MAX = 400
_WORDS_MAX = 6
_CACHED_RUNS = 20_000
_CAPITAL = "A-ZÀ-ÖØ-Þ\u0100-\u017f\u0386-\u03ab\u0400-\u042f"
_WORD = rf"[{_CAPITAL}][\w&’'-]*"
_RUN = LatePattern(rf"{_WORD}(?:[ \t]+(?:(?:of|the|de|la|van|von|al|for|and)[ \t]+)?{_WORD})*")
_SURFACE_WORD = re.compile(r"[^\W_]+(?:(?:\.[^\W_]+)+\.?)?")
"""A final full stop belongs to a word only if there are others inside: `U.N.`, but not `Vallmere.`"""

_CHINESE_RUN = LatePattern(f"[{CJK}]+")
_TITLES = """
    mr mrs ms miss dr prof sir madam lord lady st rev hon i am pm
"""
_NOT_ENTITIES = frozenset(_TITLES.split())
"""Words written with a capital that name no entity, beside those of the calendar."""


def extract_entities(article: IndexedArticle, analyse: Analyser) -> dict[str, str]:
    """The entities of an article, most frequent first: case-folded, each with the text that names it."""
    counts: Counter[str] = Counter()
    source_text: dict[str, str] = {}
    for run, times in _capitalised_runs(article).items():
        for entity in _entities_of(run, analyse.primary):
            counts[entity] += times
            source_text.setdefault(entity, run)
    if has_cjk(article.headline):
        beginning = f"{article.headline}\n{article.summary}\n{article.body}"[:_CHINESE_TEXT_MAX]
        for entity, word in _chinese_nouns(beginning, analyse.stop_words):
            counts[entity] += 1
            source_text.setdefault(entity, word)
    return {entity: source_text[entity] for entity, _ in counts.most_common()}


def surface_form(entity: str, text: str, analyse: Analyser) -> str:
    """A case-folded entity as `text` spells it; unchanged if the text does not contain it."""
    words = _SURFACE_WORD.findall(text)
    length = entity.count(" ") + 1
    for start in range(len(words) - length + 1):
        form = " ".join(words[start : start + length])
        if " ".join(analyse.tokens(form)) == entity:
            return form
    return text if has_cjk(text) else entity


def _capitalised_runs(article: IndexedArticle) -> Counter[str]:
    runs: Counter[str] = Counter()
    for text in (article.headline, article.summary, article.body[:_BODY_MAX]):
        if not text.isupper():  # in an all-capitals headline capitals tell nothing
            runs.update(_RUN.compiled.findall(text))
    return runs


@lru_cache(_CACHED_RUNS)
def _entities_of(run: str, language: str) -> tuple[str, ...]:
    """The run without stop words at its ends, then its words. Cached: the same names come up all the time."""
    words, stop_words = analyser(language).tokens(run), _stop_words(language)
    while words and words[0] in stop_words:
        del words[0]
    while words and words[-1] in stop_words:
        del words[-1]
    whole = (" ".join(words),) if 1 < len(words) <= _WORDS_MAX else ()
    return (*whole, *(word for word in words if len(word) > 1 and word not in stop_words))


@lru_cache
def _stop_words(language: str) -> frozenset[str]:
    return analyser(language).stop_words | _NOT_ENTITIES | calendar_words(language)


def _chinese_nouns(text: str, stop_words: frozenset[str]) -> Iterator[tuple[str, str]]:
    """Folded nouns, each with its spelling in the text."""
    for run in _CHINESE_RUN.compiled.findall(text):
        for start, word in chinese.words(fold(run)):
            if stop_words.isdisjoint((word[0], word[-1])) and chinese.can_name(word):
                yield word, run[start : start + len(word)]
