"""Words that tell a reader what two articles share; months, numbers and common words do not."""

from broadsheet_server.related.calendar_words import calendar_words
from broadsheet_server.related.feature_extraction import AnalysedArticle
from broadsheet_server.related.idf import Idf
from broadsheet_server.search.analysis import Analyser

WORD_SHARE_MAX = 0.02
"""A word in more of all articles is common: `earthquake` (.005) and `budget` (.018) are not, `hundred` (.023)
and `found` (.12) are."""

NAME_SHARE_MAX = 0.05
"""Names may be more frequent: `London` (.046), but not `University` (.066). Names of several words may be of
common ones, as `White House`."""


def is_telling_entity(entity: str, article: AnalysedArticle, idf: Idf) -> bool:
    """Whether a case-folded entity of an article names something.

    A single word does not if the article also writes it without a capital: it began a sentence.
    """
    words = [word for word in entity.split(" ") if not _is_date_or_number(word, article.analyser)]
    if len(words) != 1:
        return bool(words)
    is_rare = idf.share(article.analyser.stems[words[0]]) <= NAME_SHARE_MAX
    return is_rare and not article.writes_uncapitalised(words[0])


def is_telling_word(word: str, analyse: Analyser, idf: Idf) -> bool:
    """Whether a folded word says what an article is about."""
    if len(word) < 2 or _is_date_or_number(word, analyse):
        return False
    return idf.share(analyse.stems[word]) <= WORD_SHARE_MAX


def _is_date_or_number(word: str, analyse: Analyser) -> bool:
    if not word.isalpha() and any(map(str.isdigit, word)):
        return True
    return word in calendar_words(analyse.primary)
