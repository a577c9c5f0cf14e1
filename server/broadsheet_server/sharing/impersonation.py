"""Whether a sharer's name poses as the publication: the mail comes from its address, so it must not."""

import re
import unicodedata

from broadsheet_shared.normalization import normalize

_SIMILARITY_MIN = 88
"""Per cent: one letter in eight more, less or other (`Valmere Courier`)."""
_COMPARED_MIN = 6
"""Shortest name of a publication that is compared by similarity, in letters: short ones resemble too much."""
_WORD = re.compile(r"[^\W_]+")


def poses_as(name: str, publication: str) -> bool:
    """Whether a reader would take `name` for the publication.

    Case, accents, blanks and punctuation do not count (NFKD, casefolded). A name that has the publication's
    within it poses as well: `The Vallmere Courier Newsroom`, `Vallmere Courier`, `港口日报编辑部`. Where the
    publication's is one word, as a family's may be, it has to be the first: Emily Post does not pose as
    `Post`. Letters of one alphabet that imitate a whole name of another are not seen.
    """
    words, published = _words(name), _words(publication)
    if not words or not published:
        return False
    joined, whole = "".join(words), "".join(published)
    if joined == whole or _is_similar(joined, whole):
        return True
    if len(published) == 1:
        return words[0] == whole or (not whole.isascii() and len(whole) > 2 and whole in joined)
    without_article = published[1:] if len(published) > 2 else published
    return _is_within(without_article, words) or _is_similar(joined, "".join(without_article))


def _words(text: str) -> list[str]:
    decomposed = normalize("NFKD", normalize("NFKD", text).casefold())
    letters = "".join(character for character in decomposed if not unicodedata.combining(character))
    return _WORD.findall(letters)


def _is_similar(first: str, second: str) -> bool:
    from rapidfuzz.fuzz import ratio  # 14 ms to import: not before the first share

    return len(second) >= _COMPARED_MIN and ratio(first, second) >= _SIMILARITY_MIN


def _is_within(part: list[str], words: list[str]) -> bool:
    return any(words[start : start + len(part)] == part for start in range(len(words) - len(part) + 1))
