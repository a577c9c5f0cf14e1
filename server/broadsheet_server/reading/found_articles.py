"""What a search asks the store about the articles that the index has found."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

from broadsheet_server.reading.articles import articles_by_id
from broadsheet_server.reading.context import ReadContext
from broadsheet_server.reading.kept_highlights import Highlights, HighlightsByText, KeptHighlights, TextKey
from broadsheet_server.reading.selection import Selection
from broadsheet_server.reading.withdrawn_articles import withdrawn_since

Texts = tuple[str, str, str | None, str]
"""What is highlighted: language, headline, summary and body."""


@dataclass(slots=True)
class FoundArticle:
    """An article that was found: the node of its edge, and its texts if these are to be highlighted.

    Where highlights of the same search are kept, it comes with those of `key`, if any, instead of texts.
    """

    node: Any
    texts: Texts | None = None
    key: TextKey | None = None
    highlights: Highlights | None = None


class FoundArticles(Protocol):
    """The store, as a search asks it."""

    @property
    def kept_highlights(self) -> KeptHighlights | None:
        """The highlights that are kept; None where none are."""
        ...

    async def by_id(self, ids: Sequence[UUID], kept: HighlightsByText) -> Sequence[FoundArticle | None]:
        """The articles in this order, None for each that is not public.

        They come with their texts only if nothing is `kept`.
        """
        ...

    async def withdrawn_since(self, sequence: int) -> frozenset[UUID]:
        """The articles changed after `sequence` that are not public now; new ones since may be left out."""
        ...

    async def section_names(self) -> Mapping[str, str]:
        """The names of all sections, by path."""
        ...


@dataclass(frozen=True, slots=True)
class FoundModels:
    """Implements `FoundArticles` by read models."""

    context: ReadContext
    card: Selection
    with_texts: bool
    kept_highlights: KeptHighlights | None = None

    async def by_id(self, ids: Sequence[UUID], kept: HighlightsByText) -> Sequence[FoundArticle | None]:
        """The articles in this order, None for each that is not public."""
        articles = await articles_by_id(self.context, ids, self.card)
        found = map(articles.get, ids)
        return [None if each is None else FoundArticle(each, self._texts(each)) for each in found]

    async def withdrawn_since(self, sequence: int) -> frozenset[UUID]:
        """The articles changed after `sequence` that are not public now."""
        return await withdrawn_since(self.context, sequence)

    def _texts(self, article: Any) -> Texts | None:
        if not self.with_texts:
            return None
        return article.language, article.headline, article.summary, article.body_text

    async def section_names(self) -> Mapping[str, str]:
        """The names of all sections."""
        return {path: section.name for path, section in (await self.context.sections()).by_path.items()}
