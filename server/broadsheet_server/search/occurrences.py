"""Where terms stand in a text, found without looking at every word of it in Python."""

import re
from collections.abc import Collection, Iterator

from broadsheet_server.search.analysis import INITIAL, LONGEST, WORD, Analyser, blanked
from broadsheet_server.search.folding import Folded, fold_with_origin, has_cjk
from broadsheet_server.search.marks import MARKS

Words = tuple[tuple[int, str], ...]

_WORDS = re.compile(WORD)
_INITIALS = re.compile(f"{INITIAL}{{2}}")
_MARK = re.compile(f"[{MARKS}]")
_SEPARATED = {code: " " for code in range(128) if not chr(code).isalnum()}
_INITIALS_MAX = 6
_AHEAD = LONGEST + 6
"""More than a unit is long, with what stands between it and the next one."""


class Forms:
    """The forms of some terms in one language, learned from the texts that are looked through."""

    def __init__(self, terms: frozenset[str], analyse: Analyser) -> None:
        self.analyse = analyse
        self._characters = [term for term in terms if has_cjk(term)]
        self._initials = {
            term: "".join(f"{letter}." for letter in term) for term in terms if _can_be_initials(term)
        }
        self._terms = terms
        self._forms: dict[str, str] = {}
        self._others: set[str] = set()

    def in_text(self, folded: str) -> Iterator[tuple[str, str]]:
        """The forms that may be in a folded text, each with its term."""
        units = _units(folded)
        self._learn(units.difference(self._others, self._forms))
        yield from (form for form in self._forms.items() if form[0] in units)
        yield from ((character, character) for character in self._characters)
        if "." in folded:
            yield from ((initials, term) for term, initials in self._initials.items())

    def _learn(self, units: set[str]) -> None:
        """Find out which of the units are forms of a term. Mostly none is, and that is seen at once."""
        stem = self.analyse.stems.__getitem__
        if not self._terms.isdisjoint(map(stem, units)):
            self._forms |= {unit: stem(unit) for unit in units if stem(unit) in self._terms}
            units.difference_update(self._forms)
        self._others |= units


class ScannedText:
    """A text of one language. Places in it are given as in its folded form; `span` leads to the original."""

    def __init__(self, text: str, forms: Forms) -> None:
        folded = fold_with_origin(text)
        self.span = folded.span
        self._text = blanked(folded.text)
        self._continues = str.isalnum if self._text.isascii() else _continues
        self._forms = forms

    def words(self) -> Iterator[tuple[str, int, int]]:
        """The terms that are there, each wherever it stands, in any order."""
        for unit, term in self._forms.in_text(self._text):
            for start in self._places(unit):
                if self._is_whole(start, start + len(unit)):
                    yield term, start, start + len(unit)

    def runs(self, characters: str) -> Iterator[tuple[int, int]]:
        """Wherever Chinese characters stand side by side."""
        for start in self._places(characters):
            yield start, start + len(characters)

    def phrases_at(self, start: int, phrases: Collection[Words]) -> Iterator[tuple[Words, int]]:
        """Which of the phrases, that begin with the word at `start`, are there, and where each ends."""
        ahead = Folded(self._text[start : start + _AHEAD * max(map(len, phrases))], None)
        tokens = self._forms.analyse.tokens_of(ahead, chinese_words=False)
        for length, token in enumerate(tokens, 1):
            said = token.position, token.term
            phrases = [words for words in phrases if words[length - 1] == said]
            yield from ((words, start + token.end) for words in phrases if len(words) == length)
            phrases = [words for words in phrases if len(words) > length]
            if not phrases:
                break

    def _places(self, unit: str) -> Iterator[int]:
        place = self._text.find(unit)
        while place >= 0:
            yield place
            place = self._text.find(unit, place + len(unit))

    def _is_whole(self, start: int, end: int) -> bool:
        """Whether a unit found there is one, and not a part of another."""
        text = self._text
        if text[end - 1] == ".":
            begins, goes_on = self._are_initials(start), self._are_initials(end - 2)
            return begins and not goes_on and not self._are_initials(start - 2)
        if self._continues(text[start - 1 : start]) or self._continues(text[end : end + 1]):
            return has_cjk(text[start])
        is_initial = text[end : end + 1] == "." and end == start + 1
        return not (is_initial and (self._are_initials(start) or self._are_initials(start - 2)))

    def _are_initials(self, start: int) -> bool:
        """Whether an abbreviation like u.n., or the rest of one, begins there."""
        return start >= 0 and _INITIALS.match(self._text, start) is not None


def _units(folded: str) -> set[str]:
    """The units of a text, each once, without single Chinese characters; the quickest way for each script."""
    if folded.isascii():
        return set(folded.translate(_SEPARATED).split())
    return set(_WORDS.findall(folded))


def _can_be_initials(term: str) -> bool:
    return 1 < len(term) <= _INITIALS_MAX and term.isalpha() and not has_cjk(term)


def _continues(character: str) -> bool:
    """Whether a word goes on with a character."""
    return (character.isalnum() or _MARK.match(character) is not None) and not has_cjk(character)
