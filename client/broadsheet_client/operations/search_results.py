"""The results of a search, as rows."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from broadsheet_client.api.generated import ArticleCard, FacetValue, FacetValues, SearchHit, TotalCount
from broadsheet_client.core.search_query import Facet, SearchQuery

_NO_FACETS = FacetValues((), (), (), ())


@dataclass(slots=True)
class SearchResults:
    """Grows page by page. `offline` means that only the stored articles were searched."""

    query: SearchQuery
    total: TotalCount
    facets: FacetValues = _NO_FACETS
    did_you_mean: str | None = None
    offline: bool = False
    hits: list[SearchHit] = field(default_factory=list)
    _row_by_id: dict[str, int] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.hits)

    def id(self, row: int) -> str:
        """The article's id in a row."""
        return self.hits[row].node.id

    def card(self, row: int) -> ArticleCard | None:
        """The article's card in a row."""
        return self.hits[row].node

    def row_of(self, article_id: str) -> int | None:
        """The row of an article, or None."""
        return self._row_by_id.get(article_id)

    def append(self, hits: Iterable[SearchHit]) -> int:
        """Append the hits that are not listed yet; returns their number."""
        before = len(self.hits)
        for hit in hits:
            if hit.node.id not in self._row_by_id:
                self._row_by_id[hit.node.id] = len(self.hits)
                self.hits.append(hit)
        return len(self.hits) - before

    def facet_choices(self, facet: Facet) -> tuple[FacetValue, ...]:
        """The values of a facet."""
        match facet:
            case Facet.SECTION:
                return self.facets.sections
            case Facet.TAG:
                return self.facets.tags
            case Facet.AUTHOR:
                return self.facets.authors
            case Facet.YEAR:
                return self.facets.years
