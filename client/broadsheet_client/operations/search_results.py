"""What a search found so far, as rows."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from broadsheet_client.api.generated import ArticleCard, SearchChoice, SearchChoices, SearchHit, Total
from broadsheet_client.core.search_query import Facet, SearchQuery

_NO_FACETS = SearchChoices((), (), (), ())


@dataclass(slots=True)
class SearchResults:
    """Grows page by page. `offline` says that only what is stored on this machine was searched."""

    query: SearchQuery
    total: Total
    facets: SearchChoices = _NO_FACETS
    did_you_mean: str | None = None
    offline: bool = False
    hits: list[SearchHit] = field(default_factory=list)
    _row_by_id: dict[str, int] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.hits)

    def id(self, row: int) -> str:
        """The article's id."""
        return self.hits[row].node.id

    def card(self, row: int) -> ArticleCard | None:
        """The article as lists show it."""
        return self.hits[row].node

    def row_of(self, article_id: str) -> int | None:
        """Where an article stands."""
        return self._row_by_id.get(article_id)

    def append(self, hits: Iterable[SearchHit]) -> int:
        """Put those that are not here yet below the others; answers how many those were."""
        before = len(self.hits)
        for hit in hits:
            if hit.node.id not in self._row_by_id:
                self._row_by_id[hit.node.id] = len(self.hits)
                self.hits.append(hit)
        return len(self.hits) - before

    def facet_choices(self, facet: Facet) -> tuple[SearchChoice, ...]:
        """By what it can be narrowed there."""
        match facet:
            case Facet.SECTION:
                return self.facets.sections
            case Facet.TAG:
                return self.facets.tags
            case Facet.AUTHOR:
                return self.facets.authors
            case Facet.YEAR:
                return self.facets.years
