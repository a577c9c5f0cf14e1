"""Segmentation of Chinese text into words, by jieba.

jieba is loaded with the first Chinese text: its dictionary takes a second and some 55 MB. Its own cache in
the shared temporary folder is not used, because every user of the machine could write there.
"""

from collections.abc import Iterator
from functools import cache
from threading import Lock
from typing import Any

_RUN_MAX = 1_000
"""No text has so many Chinese characters without punctuation."""
_COMMON_COUNT = 3
_NOUN_CLASSES = frozenset("nij")
_loading = Lock()
"""Several threads that met Chinese at once would each load a dictionary of their own."""
"""First letters of jieba's part-of-speech tags of nouns and names, idioms and abbreviations."""


def words(run: str) -> Iterator[tuple[int, str]]:
    """The words of two characters and more in a run of Chinese, each with its offset in the run.

    Long words come with the shorter ones inside them that the dictionary has (jieba's search mode): 北京大学,
    北京, 大学.
    """
    jieba = _jieba()
    start = 0
    for word in _cut(run):
        if len(word) > 1:
            yield from _words_within(word, start, jieba.FREQ)
            yield start, word
        start += len(word)


def segments(run: str) -> list[str]:
    """The run cut into words for a query: single characters side by side, an unknown word, are joined."""
    result: list[str] = []
    is_single_before = False
    for word in _cut(run):
        if len(word) == 1 and is_single_before:
            result[-1] += word
        else:
            result.append(word)
        is_single_before = len(word) == 1
    return result


def _cut(run: str) -> Iterator[str]:
    """The words of a run, cut piece by piece: jieba takes quadratic time for a long one without words."""
    for start in range(0, len(run), _RUN_MAX):
        yield from _jieba().cut(run[start : start + _RUN_MAX])


def is_known(word: str) -> bool:
    """Whether the dictionary has a word."""
    return bool(_jieba().FREQ.get(word))


def can_name(word: str) -> bool:
    """Whether a word may be part of a name: a noun, or a word that the dictionary does not have."""
    return word not in _common_other_words()


def _words_within(word: str, start: int, counts: dict[str, int]) -> Iterator[tuple[int, str]]:
    for size in (2, 3):
        if len(word) > size:
            for i in range(len(word) - size + 1):
                if counts.get(word[i : i + size]):
                    yield start + i, word[i : i + size]


@cache
def _common_other_words() -> frozenset[str]:
    """The words of the dictionary that are verbs, numerals, times and so on, unless they are rare."""
    with _jieba().get_dict_file() as file:
        entries = (line.decode().split() for line in file)  # all at once would take 100 MB for a moment
        return frozenset(
            word
            for word, count, tag in entries
            if int(count) >= _COMMON_COUNT and tag[0] not in _NOUN_CLASSES
        )


def _jieba() -> Any:
    with _loading:
        return _tokenizer()


@cache
def _tokenizer() -> Any:
    import jieba

    tokenizer = jieba.Tokenizer()
    tokenizer.FREQ, tokenizer.total = tokenizer.gen_pfdict(tokenizer.get_dict_file())
    tokenizer.initialized = True
    return tokenizer
