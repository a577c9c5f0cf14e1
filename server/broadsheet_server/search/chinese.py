"""Words of Chinese text, by jieba.

jieba is loaded when the first Chinese text comes: its dictionary costs a second and some 55 MB. Its own
cache in the shared temporary folder is passed by, because anybody on the machine could write there.
"""

from collections.abc import Iterator
from functools import cache
from typing import Any

_COMMON = 3
_NOUNS = frozenset("nij")
"""The first letters of jieba's marks for nouns and names, fixed expressions and abbreviations."""


def words(run: str) -> Iterator[tuple[int, str]]:
    """The words of two characters and more in a run of Chinese, each with its place in the run.

    Long words come with the shorter ones inside them that the dictionary knows: 北京大学, 北京, 大学.
    """
    jieba = _jieba()
    start = 0
    for word in jieba.cut(run):
        if len(word) > 1:
            yield from _parts(word, start, jieba.FREQ)
            yield start, word
        start += len(word)


def segments(run: str) -> list[str]:
    """The run cut into words, the pieces of unknown words left whole: what a person who asks means."""
    found: list[str] = []
    joinable = False
    for word in _jieba().cut(run):
        if len(word) == 1 and joinable:
            found[-1] += word
        else:
            found.append(word)
        joinable = len(word) == 1
    return found


def is_known(word: str) -> bool:
    """Whether the dictionary has a word."""
    return bool(_jieba().FREQ.get(word))


def can_name(word: str) -> bool:
    """Whether a word may be the name of something: a noun, or a word that the dictionary does not know."""
    return word not in _no_nouns()


def _parts(word: str, start: int, known: dict[str, int]) -> Iterator[tuple[int, str]]:
    for size in (2, 3):
        if len(word) > size:
            for i in range(len(word) - size + 1):
                if known.get(word[i : i + size]):
                    yield start + i, word[i : i + size]


@cache
def _no_nouns() -> frozenset[str]:
    """The words of the dictionary that are verbs, numbers, times and the like, unless they are rare."""
    with _jieba().get_dict_file() as file:
        entries = [line.decode().split() for line in file]
    return frozenset(word for word, count, kind in entries if int(count) >= _COMMON and kind[0] not in _NOUNS)


@cache
def _jieba() -> Any:
    import jieba

    tokenizer = jieba.Tokenizer()
    tokenizer.FREQ, tokenizer.total = tokenizer.gen_pfdict(tokenizer.get_dict_file())
    tokenizer.initialized = True
    return tokenizer
