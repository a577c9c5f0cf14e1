"""What a person asks of the search: a page of what is found, its total, its facets, and what was meant."""

from dataclasses import dataclass
from uuid import UUID

from broadsheet_server.search.engine import Facet, Filters, SearchOrder


@dataclass(frozen=True, slots=True)
class Wish:
    """What to look for, among which articles, in which order."""

    text: str
    filters: Filters
    order: SearchOrder


@dataclass(frozen=True, slots=True)
class Found:
    """An article that was found, in its place."""

    key: UUID
    score: float
    cursor: str


FACETS = tuple(Facet)
