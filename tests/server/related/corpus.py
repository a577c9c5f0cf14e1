"""An index of document frequencies alone, and articles as an index takes them."""

from typing import cast

from broadsheet_server.related.idf import IdfByLanguage
from broadsheet_server.search.engine import IndexedArticle, Searcher
from tests.server.search import engine_contract


class Corpus:
    """Ten thousand articles, one of them Chinese, the others English, with these document frequencies."""

    def __init__(
        self, frequencies: dict[str, int] | None = None, default: int = 0, size: int = 10_000
    ) -> None:
        self.frequencies = frequencies or {}
        self.default = default
        self.articles = size
        self.lookups: list[str] = []

    def document_frequency(self, term: str) -> int:
        """How many articles have a term."""
        self.lookups.append(term)
        return self.frequencies.get(term, self.default)

    def tag_document_frequency(self, slug: str) -> int:
        """How many articles have a tag."""
        return self.frequencies.get(slug, self.default)

    def size(self, language: str | None = None) -> int:
        """How many articles there are."""
        return {None: self.articles, "en": self.articles - 1, "zh": 1}.get(language, 0)


def idfs(corpus: Corpus) -> IdfByLanguage:
    """The idf of terms in a corpus."""
    return IdfByLanguage(cast("Searcher", corpus))


def indexed_article(headline: str, body: str = "", *, number: int = 1, **changes: object) -> IndexedArticle:
    """An English article of section `city`, with these changes."""
    return engine_contract.article(number, headline, body, **changes)
