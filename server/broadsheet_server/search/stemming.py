"""Snowball stems by language, remembered word by word.

The stemmers inside the Tantivy wheel are compiled and some fifty times faster than `snowballstemmer`, which
serves the languages that they lack. A language without a stemmer keeps its words whole.
"""

from collections.abc import Callable
from functools import cache

import snowballstemmer
from tantivy import Filter, TextAnalyzerBuilder, Tokenizer

from broadsheet_server.search.folding import without_accents

_REMEMBERED = 300_000
_COMPILED = {
    "ar": "arabic",
    "da": "danish",
    "de": "german",
    "el": "greek",
    "en": "english",
    "es": "spanish",
    "fi": "finnish",
    "fr": "french",
    "hu": "hungarian",
    "it": "italian",
    "nb": "norwegian",
    "nl": "dutch",
    "nn": "norwegian",
    "no": "norwegian",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sv": "swedish",
    "ta": "tamil",
    "tr": "turkish",
}
_INTERPRETED = {
    "ca": "catalan",
    "cs": "czech",
    "eo": "esperanto",
    "et": "estonian",
    "eu": "basque",
    "fa": "persian",
    "ga": "irish",
    "hi": "hindi",
    "hy": "armenian",
    "id": "indonesian",
    "lt": "lithuanian",
    "ne": "nepali",
    "pl": "polish",
    "sr": "serbian",
    "yi": "yiddish",
}


class Stems(dict[str, str]):
    """The stem of every word that was asked for: `stems["running"]` is `run`."""

    def __init__(self, stem: Callable[[str], str]) -> None:
        super().__init__()
        self._stem = stem

    def __missing__(self, word: str) -> str:
        if len(self) >= _REMEMBERED:
            self.clear()
        found = self[word] = without_accents(self._stem(word)) or word
        return found


_ALGORITHMS = _COMPILED | _INTERPRETED


def stems(primary: str) -> Stems:
    """The stems of a language by its primary subtag (`en` of `en-GB`)."""
    return _stems(_ALGORITHMS.get(primary))


@cache
def _stems(algorithm: str | None) -> Stems:
    """One for each algorithm, and one for all languages without."""
    if algorithm is None:
        return Stems(lambda word: word)
    if algorithm in _COMPILED.values():
        return Stems(_compiled(algorithm))
    return Stems(snowballstemmer.stemmer(algorithm).stemWord)


def _compiled(name: str) -> Callable[[str], str]:
    analyse = TextAnalyzerBuilder(Tokenizer.raw()).filter(Filter.stemmer(name)).build().analyze

    def stem(word: str) -> str:
        found: list[str] = analyse(word)
        return found[0] if found else word

    return stem
