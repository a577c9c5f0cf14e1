"""Finding the occurrences of terms in a text without analysing every word of it in Python.

The distinct words of the text are stemmed once; those whose stem is a term are its surface forms, and
`str.find` locates these.
"""

import re
from collections.abc import Collection, Iterator

from broadsheet_server.search.analysis import (
    INITIAL,
    MARKS,
    TOKEN_LENGTH_MAX,
    WORD,
    Analyser,
    without_possessives,
)
from broadsheet_server.search.engine import PhraseTerms
from broadsheet_server.search.folding import Folded, fold_with_origin, has_cjk

_WORDS = re.compile(WORD)
_TWO_INITIALS = re.compile(f"{INITIAL}{{2}}")
_MARK = re.compile(f"[{MARKS}]")
_ASCII_SEPARATORS = {code: " " for code in range(128) if not chr(code).isalnum()}
_INITIALS_MAX = 6
_TOKEN_SPAN = TOKEN_LENGTH_MAX + 6
"""More characters than a token has, with the punctuation before the next one."""


class SurfaceForms:
    """The surface forms of some terms in one language, collected from the texts that are scanned."""

    def __init__(self, terms: frozenset[str], analyse: Analyser) -> None:
        self.analyse = analyse
        self._characters = [term for term in terms if has_cjk(term)]
        self._initials = {
            term: "".join(f"{letter}." for letter in term) for term in terms if _can_be_initials(term)
        }
        self._terms = terms
        self._forms: dict[str, str] = {}
        self._other_words: set[str] = set()

    def in_text(self, folded: str) -> Iterator[tuple[str, str]]:
        """The surface forms that may occur in a folded text, each with its term."""
        words = _distinct_words(folded)
        self._collect(words.difference(self._other_words, self._forms))
        yield from (form for form in self._forms.items() if form[0] in words)
        yield from ((character, character) for character in self._characters)
        if "." in folded:
            yield from ((initials, term) for term, initials in self._initials.items())

    def _collect(self, words: set[str]) -> None:
        """Note which of the words are forms of a term. Mostly none is, which one set operation tells."""
        stem = self.analyse.stems.__getitem__
        if not self._terms.isdisjoint(map(stem, words)):
            self._forms |= {word: stem(word) for word in words if stem(word) in self._terms}
            words.difference_update(self._forms)
        self._other_words |= words


class ScannedText:
    """A text of one language. Offsets are those of its folded form; `span` converts them."""

    def __init__(self, text: str, forms: SurfaceForms) -> None:
        folded = fold_with_origin(text)
        self.span = folded.span
        self._text = without_possessives(folded.text)
        self._continues_word = str.isalnum if self._text.isascii() else _continues_word
        self._forms = forms

    def terms(self) -> Iterator[tuple[str, int, int]]:
        """Each occurrence of a term, in any order."""
        for form, term in self._forms.in_text(self._text):
            for start in self._offsets(form):
                if self._is_token(start, start + len(form)):
                    yield term, start, start + len(form)

    def runs(self, characters: str) -> Iterator[tuple[int, int]]:
        """Each occurrence of Chinese characters side by side."""
        for start in self._offsets(characters):
            yield start, start + len(characters)

    def phrases_at(self, start: int, phrases: Collection[PhraseTerms]) -> Iterator[tuple[PhraseTerms, int]]:
        """Which of the phrases, all beginning with the term at `start`, occur there, and where each ends."""
        text = Folded(self._text[start : start + _TOKEN_SPAN * max(map(len, phrases))], None)
        token_stream = self._forms.analyse.token_stream_of(text, chinese_words=False)
        for length, token in enumerate(token_stream, 1):
            positioned = token.position, token.term
            phrases = [phrase for phrase in phrases if phrase[length - 1] == positioned]
            yield from ((phrase, start + token.end) for phrase in phrases if len(phrase) == length)
            phrases = [phrase for phrase in phrases if len(phrase) > length]
            if not phrases:
                break

    def _offsets(self, form: str) -> Iterator[int]:
        offset = self._text.find(form)
        while offset >= 0:
            yield offset
            offset = self._text.find(form, offset + len(form))

    def _is_token(self, start: int, end: int) -> bool:
        """Whether the characters there are a token by themselves, not a part of another."""
        text = self._text
        if text[end - 1] == ".":
            begins, goes_on = self._are_initials(start), self._are_initials(end - 2)
            return begins and not goes_on and not self._are_initials(start - 2)
        if self._continues_word(text[start - 1 : start]) or self._continues_word(text[end : end + 1]):
            return has_cjk(text[start])
        is_initial = text[end : end + 1] == "." and end == start + 1
        return not (is_initial and (self._are_initials(start) or self._are_initials(start - 2)))

    def _are_initials(self, start: int) -> bool:
        """Whether an abbreviation like u.n., or the rest of one, begins there."""
        return start >= 0 and _TWO_INITIALS.match(self._text, start) is not None


def _distinct_words(folded: str) -> set[str]:
    """The distinct words of a text, without single Chinese characters, by the fastest way for its script."""
    if folded.isascii():
        return set(folded.translate(_ASCII_SEPARATORS).split())
    return set(_WORDS.findall(folded))


def _can_be_initials(term: str) -> bool:
    return 1 < len(term) <= _INITIALS_MAX and term.isalpha() and not has_cjk(term)


def _continues_word(character: str) -> bool:
    """Whether a word does not end before a character."""
    return (character.isalnum() or _MARK.match(character) is not None) and not has_cjk(character)
