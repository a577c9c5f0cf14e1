"""A search query: text, filters and order."""

import re
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import StrEnum

from broadsheet_client.api.generated import ArticleWhere, FacetValue, SearchOrder


class Facet(StrEnum):
    """The facets that can be filtered."""

    SECTION = "section"
    TAG = "tag"
    AUTHOR = "author"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms of a query for the offline search."""

    required: tuple[str, ...]
    excluded: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """`text` is stripped; an empty text searches nothing."""

    text: str = ""
    filters: tuple[tuple[Facet, FacetValue], ...] = ()
    order: SearchOrder = field(default=SearchOrder.RELEVANCE)

    def choice(self, facet: Facet) -> FacetValue | None:
        """The filter of a facet, if any."""
        return dict(self.filters).get(facet)

    def with_choice(self, facet: Facet, choice: FacetValue | None) -> "SearchQuery":
        """A copy with another filter for one facet; None removes the filter."""
        others = tuple(pair for pair in self.filters if pair[0] is not facet)
        return replace(self, filters=(*others, (facet, choice)) if choice else others)

    def where(self) -> ArticleWhere | None:
        """The filters as the API's `where` argument."""
        if not self.filters:
            return None
        values = {facet: choice.value for facet, choice in self.filters}
        year = int(values[Facet.YEAR]) if Facet.YEAR in values else None
        return ArticleWhere(
            section=values.get(Facet.SECTION),
            tag=values.get(Facet.TAG),
            author=values.get(Facet.AUTHOR),
            published_after=_start_of_year(year) if year else None,
            published_before=_start_of_year(year + 1) if year else None,
        )

    def terms(self) -> Terms:
        """Split the text into quoted phrases and words; a leading minus excludes a term."""
        matches = re.findall(r'(?:(?<=\s)|^)(-?)(?:["“]([^"”]*)["”]?|(\S+))', self.text)
        parts = [(minus, (phrase or word).strip('"“”')) for minus, phrase, word in matches]
        terms = [(minus, part) for minus, part in parts if any(map(str.isalnum, part))]
        return Terms(
            tuple(part for minus, part in terms if not minus),
            tuple(part for minus, part in terms if minus),
        )

    def without_last_word(self) -> str:
        """The text without its last word; "" if there is only one."""
        return self.text.rpartition(" ")[0].rstrip(' -"“')


def _start_of_year(year: int) -> datetime:
    return datetime(year, 1, 1, tzinfo=UTC)
