"""Snowball stemmers by language, with a cache of stems.

The algorithms are those of snowballstem.org, compiled, from PyStemmer: 1 to 6 million words a second. A
language without a stemmer keeps its words whole. English plurals that no rule derives come from a list.
"""

from collections.abc import Callable
from functools import cache
from threading import Lock

from broadsheet_server.search.folding import without_accents
from broadsheet_server.search.irregular_plurals import IRREGULAR_PLURALS

CACHED_STEMS = 300_000
"""Most stems that are cached for one algorithm; when there are more, all are dropped."""

_ALGORITHMS = {
    "ar": "arabic",
    "ca": "catalan",
    "cs": "czech",
    "da": "danish",
    "de": "german",
    "el": "greek",
    "en": "english",
    "eo": "esperanto",
    "es": "spanish",
    "et": "estonian",
    "eu": "basque",
    "fa": "persian",
    "fi": "finnish",
    "fr": "french",
    "ga": "irish",
    "hi": "hindi",
    "hu": "hungarian",
    "hy": "armenian",
    "id": "indonesian",
    "it": "italian",
    "lt": "lithuanian",
    "nb": "norwegian",
    "ne": "nepali",
    "nl": "dutch",
    "nn": "norwegian",
    "no": "norwegian",
    "pl": "polish",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sr": "serbian",
    "sv": "swedish",
    "ta": "tamil",
    "tr": "turkish",
    "yi": "yiddish",
}
"""Snowball algorithms by primary language subtag (ISO 639-1)."""

_IRREGULAR_FORMS = {"english": IRREGULAR_PLURALS}
"""By algorithm the words that take the stem of another word."""


class StemCache(dict[str, str]):
    """Stems by word, computed when they are first read: `stems["running"]` is `run`. Accents are removed.

    `algorithm` is the name of the Snowball algorithm; empty where words stay whole.
    """

    def __init__(self, stem: Callable[[str], str], algorithm: str = "") -> None:
        super().__init__()
        self._stem = stem
        self._irregular_forms = _IRREGULAR_FORMS.get(algorithm, {})
        self.algorithm = algorithm

    def __missing__(self, word: str) -> str:
        if len(self) >= CACHED_STEMS:
            self.clear()
        regular = self._irregular_forms.get(word, word)
        stem = self[word] = without_accents(self._stem(regular)) or word
        return stem


def stems(primary: str) -> StemCache:
    """The stems of a language by its primary subtag (`en` of `en-GB`)."""
    return _stems(_ALGORITHMS.get(primary))


@cache
def _stems(algorithm: str | None) -> StemCache:
    """One cache for each algorithm; languages without one share a cache."""
    return StemCache(_unchanged) if algorithm is None else StemCache(_snowball(algorithm), algorithm)


def _unchanged(word: str) -> str:
    return word


def _snowball(algorithm: str) -> Callable[[str], str]:
    """A stemmer that threads may share: the C stemmer has a single buffer, hence the lock."""
    import Stemmer

    stem_word: Callable[[str], str] = Stemmer.Stemmer(algorithm, 0).stemWord
    lock = Lock()

    def stem(word: str) -> str:
        with lock:
            return stem_word(word)

    return stem
