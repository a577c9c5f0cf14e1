"""Where terms stand in a text, found without looking at every word of it in Python."""

from collections.abc import Container, Iterator
from itertools import islice

from broadsheet_server.search.analysis import UNIT, Analyser, blanked
from broadsheet_server.search.folding import fold_with_origin, has_cjk

_LONGEST = 70
"""More than a unit is long, with what stands between it and the next one."""


class ScannedText:
    """A text of one language. Places in it are given as in its folded form; `span` leads to the original."""

    def __init__(self, text: str, analyse: Analyser) -> None:
        folded = fold_with_origin(text)
        self.span = folded.span
        self._text = blanked(folded.text)
        self._analyse = analyse

    def words(self, terms: Container[str]) -> Iterator[tuple[str, int, int]]:
        """Those of the terms that are there, each wherever it stands, in any order."""
        stems = self._analyse.stems
        for unit in set(UNIT.findall(self._text)):
            term = stems[unit.replace(".", "")]
            if term in terms:
                for start in self._places(unit):
                    if self._is_whole(start, start + len(unit)):
                        yield term, start, start + len(unit)

    def runs(self, characters: str) -> Iterator[tuple[int, int]]:
        """Wherever Chinese characters stand side by side."""
        for start in self._places(characters):
            yield start, start + len(characters)

    def end_of_phrase(self, start: int, words: tuple[tuple[int, str], ...]) -> int | None:
        """Where the phrase ends whose first word stands at `start`; None if it does not go on so."""
        ahead = self._text[start : start + _LONGEST * len(words)]
        tokens = list(islice(self._analyse.tokens(ahead, chinese_words=False), len(words)))
        if tuple((token.position, token.term) for token in tokens) != words:
            return None
        return start + tokens[-1].end

    def _places(self, unit: str) -> Iterator[int]:
        place = self._text.find(unit)
        while place >= 0:
            yield place
            place = self._text.find(unit, place + len(unit))

    def _is_whole(self, start: int, end: int) -> bool:
        """Whether a unit found there is one, and not a part of another."""
        text = self._text
        if has_cjk(text[start]):
            return True
        opened = start == 0 or not _continues(text[start - 1])
        return opened and (end == len(text) or text[end - 1] == "." or not _continues(text[end]))


def _continues(character: str) -> bool:
    """Whether a word goes on with a character."""
    return character.isalnum() and not has_cjk(character)
