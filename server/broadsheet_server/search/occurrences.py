"""Finding the occurrences of terms in a text without analysing every word of it.

Only words that can be a term are looked at: those that begin as one of its surface forms does, which
`str.find` locates. The index knows the surface forms of a term. Where it is not asked, they are collected
from the text: its distinct words are stemmed once.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Protocol

from broadsheet_server.search.analysis import (
    INITIAL,
    MARKS,
    TOKEN_LENGTH_MAX,
    WORD,
    Analyser,
    without_possessives,
)
from broadsheet_server.search.emoji import is_emoji, is_flag, occurrences_of_flag
from broadsheet_server.search.engine import PhraseTerms
from broadsheet_server.search.folding import CJK, Folded, has_cjk
from broadsheet_server.search.late_patterns import LatePattern

_WORDS = LatePattern(WORD)
_WHOLE_WORD = LatePattern(f"(?:[^\\W_{CJK}]|[{MARKS}])+")
_ASCII_WORD = re.compile("[a-z0-9]+")
_WHOLE_ASCII_WORD = re.compile("(?<![a-z0-9])[a-z0-9]+")
_BEGINNING_LENGTH_MIN = 4
"""Surface forms that have so many first characters in common are looked for together."""

_TWO_INITIALS = LatePattern(f"{INITIAL}{{2}}")
_MARK = LatePattern(f"[{MARKS}]")
_ASCII_SEPARATORS = {code: " " for code in range(128) if not chr(code).isalnum()}
_INITIALS_MAX = 6
_SOON = 1_500
"""More characters than a snippet reaches beyond the last occurrence that is weighed for it."""
_TOKEN_SPAN = TOKEN_LENGTH_MAX + 6
"""More characters than a token has, with the punctuation before the next one."""


class SurfaceForms(Protocol):
    """The surface forms of some terms in one language."""

    analyse: Analyser
    lone_forms: "LoneForms"
    may_be_possessive: bool
    """Whether one of them may be what is no word where it stands: the s of `crane's`, an initial."""

    @property
    def needles(self) -> Sequence[str]:
        """A folded text in which none of these is has none of the forms."""
        ...

    def beginnings(self, folded: str) -> tuple[Iterable[str], Mapping[str, str]]:
        """What the words of a folded text that are terms begin with, and the term of each such word."""
        ...


class LoneForms:
    """Surface forms that are no words between two spaces: Chinese characters, emoji, initials as in u.n."""

    def __init__(self, terms: Iterable[str]) -> None:
        self._characters = {term: term for term in terms if _stands_alone(term)}
        initials = {
            "".join(f"{letter}." for letter in term): term for term in terms if _can_be_initials(term)
        }
        self.all = {**self._characters, **initials}

    def of(self, folded: str) -> Mapping[str, str]:
        """Those that may occur in a folded text, each with its term."""
        return self.all if "." in folded else self._characters


class KnownForms:
    """The surface forms as an index knows them: `words` has the term of each."""

    def __init__(self, terms: frozenset[str], analyse: Analyser, words: Mapping[str, str]) -> None:
        self.analyse = analyse
        self.lone_forms = LoneForms(terms)
        stems = analyse.stems
        themselves = {term: term for term in terms if not _stands_alone(term) and stems[term] == term}
        self.words = {**words, **themselves}
        self.may_be_possessive = any(not word[1:2].isalnum() for word in self.words)
        self._beginnings = list(_beginnings(sorted(self.words)))
        self.needles = [*self._beginnings, *self.lone_forms.all]

    def beginnings(self, folded: str) -> tuple[Iterable[str], Mapping[str, str]]:
        """The same for every text."""
        return self._beginnings, self.words


class CollectedForms:
    """The surface forms as they are found in the texts that are scanned."""

    def __init__(self, terms: frozenset[str], analyse: Analyser) -> None:
        self.analyse = analyse
        self.lone_forms = LoneForms(terms)
        self.may_be_possessive = True
        self._terms = terms
        self.needles = ("",)  # they are known only when the words have been collected
        self._forms: dict[str, str] = {}
        self._other_words: set[str] = set()

    def beginnings(self, folded: str) -> tuple[Iterable[str], Mapping[str, str]]:
        """The words of this text whose stems are terms."""
        words = _distinct_words(folded)
        self._collect(words.difference(self._other_words, self._forms))
        return _beginnings(sorted(form for form in self._forms if form in words)), self._forms

    def _collect(self, words: set[str]) -> None:
        """Note which of the words are forms of a term. Mostly none is, which one set operation tells."""
        stem = self.analyse.stems.__getitem__
        if not self._terms.isdisjoint(map(stem, words)):
            self._forms |= {word: stem(word) for word in words if stem(word) in self._terms}
            words.difference_update(self._forms)
        self._other_words |= words


def _beginnings(words: Iterable[str]) -> Iterator[str]:
    """What the words, in their order, begin with: few beginnings, none of which begins with another."""
    beginning = ""
    for word in words:
        common = _common_beginning(beginning, word)
        if common and (common == beginning or len(common) >= _BEGINNING_LENGTH_MIN):
            beginning = common
        else:
            if beginning:
                yield beginning
            beginning = word
    if beginning:
        yield beginning


def words_in_ascii(
    folded: str, beginnings: Iterable[str], clauses: Mapping[str, int], limit: int, counted_from: int
) -> list[tuple[int, int, int]]:
    """Each of these words in a folded ASCII text: start, end and clause. The same as `ScannedText`, but for
    words of one letter and initials, and twice as fast. The limit holds for what stands from an offset on.
    """
    found: list[tuple[int, int, int]] = []
    find, word_at = folded.find, _WHOLE_ASCII_WORD.match
    for beginning in beginnings:
        start, length = find(beginning), len(beginning)
        counted, stop = 0, len(folded)
        while 0 <= start < stop:
            if (match := word_at(folded, start)) and (clause := clauses.get(word := match[0])) is not None:
                found.append((start, start + len(word), clause))
                counted += start >= counted_from
                if counted == limit:
                    stop = start + _SOON
            start = find(beginning, start + length)
    if len(found) > 1:
        found.sort()
    return found


class ScannedText:
    """A folded text of one language. Offsets are those of the folded text.

    Of each form at least the first `limit` occurrences are found, and all that begin soon after these.
    """

    def __init__(self, folded: str, forms: SurfaceForms, limit: int | None = None) -> None:
        self._text = without_possessives(folded) if forms.may_be_possessive else folded
        self._limit = limit
        self._is_ascii = folded.isascii()
        self._word_at = _ASCII_WORD.match if self._is_ascii else _WHOLE_WORD.compiled.match
        self._forms = forms

    def terms(self) -> list[tuple[str, int, int]]:
        """Each occurrence of a term, in any order."""
        found: list[tuple[str, int, int]] = []
        beginnings, words = self._forms.beginnings(self._text)
        for beginning in beginnings:
            self._find_words(beginning, words, found)
        for form, term in self._forms.lone_forms.of(self._text).items():
            if form in self._text:
                self._text = without_possessives(self._text)  # slow, and rarely needed
                places = occurrences_of_flag(form, self._text) if is_flag(form) else self.runs(form)
                found += [(term, start, end) for start, end in places if self._is_token(start, end)]
        return found

    def _find_words(
        self, beginning: str, words: Mapping[str, str], found: list[tuple[str, int, int]]
    ) -> None:
        """Add each word that begins so and has a term."""
        text, stop, enough = self._text, len(self._text), self._enough(len(found))
        word_at, find, is_token = self._word_at, text.find, self._is_token
        start = find(beginning)
        while 0 <= start < stop:
            word = word_at(text, start)
            end = start + len(beginning) if word is None else word.end()
            term = words.get(text[start:end])
            if term is not None and is_token(start, end):
                found.append((term, start, end))
                if len(found) == enough:
                    stop = start + _SOON
            start = find(beginning, end)

    def runs(self, characters: str) -> Iterator[tuple[int, int]]:
        """Each occurrence of characters side by side."""
        text, stop = self._text, len(self._text)
        enough = None if "." in characters else self._enough(0)  # initials may yet prove to be none
        start, count, length = text.find(characters), 0, len(characters)
        while 0 <= start < stop:
            yield start, start + length
            count += 1
            if count == enough:
                stop = start + _SOON
            start = text.find(characters, start + length)

    def _enough(self, found: int) -> int | None:
        return None if self._limit is None else found + self._limit

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

    def _is_token(self, start: int, end: int) -> bool:
        """Whether the characters there are a token by themselves, not a part of another."""
        text = self._text
        if self._is_ascii and end - start > 1 and text[end - 1] != ".":
            return not (text[start - 1 : start].isalnum() or text[end : end + 1].isalnum())
        if text[end - 1] == ".":
            begins, goes_on = self._are_initials(start), self._are_initials(end - 2)
            return begins and not goes_on and not self._are_initials(start - 2)
        if self._is_within_word(start) or _continues_word(text[end : end + 1]):
            return _stands_alone(text[start:end])
        is_initial = text[end : end + 1] == "." and end == start + 1
        return not (is_initial and (self._are_initials(start) or self._are_initials(start - 2)))

    def _is_within_word(self, start: int) -> bool:
        """Whether a word before `start` goes on there. Marks belong to a word if a letter is before them."""
        before = start - 1
        while before >= 0 and not self._text[before].isascii() and _MARK.compiled.match(self._text, before):
            before -= 1
        return before >= 0 and _continues_word(self._text[before])

    def _are_initials(self, start: int) -> bool:
        """Whether an abbreviation like u.n., or the rest of one, begins there."""
        return start >= 0 and _TWO_INITIALS.compiled.match(self._text, start) is not None


def _common_beginning(first: str, second: str) -> str:
    shortest = min(len(first), len(second))
    return first[: next((i for i in range(shortest) if first[i] != second[i]), shortest)]


def _distinct_words(folded: str) -> set[str]:
    """The distinct words of a text, without single Chinese characters, by the fastest way for its script."""
    if folded.isascii():
        return set(folded.translate(_ASCII_SEPARATORS).split())
    return set(_WORDS.compiled.findall(folded))


def _stands_alone(token: str) -> bool:
    """Whether a token needs no space beside it."""
    return not token.isascii() and (has_cjk(token) or is_emoji(token))


def _can_be_initials(term: str) -> bool:
    return 1 < len(term) <= _INITIALS_MAX and term.isalpha() and not has_cjk(term)


def _continues_word(character: str) -> bool:
    """Whether a word does not end before a character."""
    if character.isascii():
        return character.isalnum()
    return (character.isalnum() or _MARK.compiled.match(character) is not None) and not has_cjk(character)
