"""What was probably meant by words that no article has."""

from collections.abc import Iterable

from broadsheet_server.search.analysis import analyser
from broadsheet_server.search.clauses import Interpreter
from broadsheet_server.search.engine import Searcher
from broadsheet_server.search.folding import has_cjk
from broadsheet_server.search.spelling import Spelling
from broadsheet_server.search.typed_text import Part

SHORTEST = 3
_CONSIDERED = 100


def respelled(text: str, parts: Iterable[Part], searcher: Searcher, interpreter: Interpreter) -> str | None:
    """The text with each unknown word as articles spell it; None where nothing better is known.

    Chinese is never respelled, and neither is what is left out.
    """
    better = text
    for part in reversed([part for part in parts if not part.is_excluded]):
        for token in reversed(list(analyser("und").tokens(part.text, chinese_words=False))):
            is_open = part.is_open and token.end == len(part.text)
            word = _spelling(token.term, is_open, searcher, interpreter)
            if word is not None:
                start, end = part.start + token.start, part.start + token.end
                better = better[:start] + word + better[end:]
    return None if better == text else better


def _spelling(word: str, is_open: bool, searcher: Searcher, interpreter: Interpreter) -> str | None:
    """What an unknown word probably is: the nearest known one, the most frequent of those."""
    if len(word) < SHORTEST or word.isdecimal() or has_cjk(word) or _is_known(word, searcher, interpreter):
        return None
    if is_open and next(interpreter.completions(word, 1), None) is not None:
        return None
    distance = Spelling(word).distance
    near = searcher.spelled_like(word, _CONSIDERED)
    return min(near, key=lambda each: (distance(each[0]), -each[1]))[0] if near else None


def _is_known(word: str, searcher: Searcher, interpreter: Interpreter) -> bool:
    return interpreter.is_stop_word(word) or any(map(searcher.frequency, interpreter.stems(word)))
