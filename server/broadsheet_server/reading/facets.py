"""Facets of a search with the labels that readers see."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from broadsheet_server.reading.context import ReadContext
from broadsheet_server.reading.found_articles import FoundArticles
from broadsheet_server.reading.selection import Selection
from broadsheet_server.reading.taxonomy import authors_by_slug, tags_by_slug
from broadsheet_server.search.engine import Facet

FACETS = {
    "sections": Facet.SECTION,
    "tags": Facet.TAG,
    "authors": Facet.AUTHOR,
    "years": Facet.YEAR,
}
"""The facets by the names of their fields."""


@dataclass(frozen=True, slots=True)
class FacetCount:
    """One value of a facet, and how many of the hits have it."""

    value: str
    label: str
    count: int


@dataclass(slots=True)
class SearchFacets:
    """Those of the facets that were selected, the most frequent values first, years by their number."""

    sections: list[FacetCount] | None = None
    tags: list[FacetCount] | None = None
    authors: list[FacetCount] | None = None
    years: list[FacetCount] | None = None


async def labelled_facets(
    context: ReadContext,
    found: FoundArticles,
    counts: Mapping[Facet, Mapping[str, int]],
    selection: Selection,
) -> SearchFacets:
    """The facets that were counted; the labels are read where they are selected."""
    facets = SearchFacets()
    for name, facet in FACETS.items():
        if facet in counts:
            values = list(counts[facet])
            with_labels = "label" in selection.below(name)
            labels = await _labels(context, found, facet, values) if with_labels else {}
            setattr(facets, name, _facet(facet, counts[facet], labels))
    return facets


def _facet(facet: Facet, counts: Mapping[str, int], labels: Mapping[str, str]) -> list[FacetCount]:
    values = sorted(counts, reverse=True) if facet is Facet.YEAR else counts
    return [FacetCount(value, labels.get(value, value), counts[value]) for value in values]


async def _labels(
    context: ReadContext, found: FoundArticles, facet: Facet, values: Sequence[str]
) -> Mapping[str, str]:
    """What readers call the values of a facet; those that have no other name are left out."""
    if facet is Facet.SECTION:
        return await found.section_names()
    if facet is Facet.TAG:
        return {slug: tag.label for slug, tag in (await tags_by_slug(context, values)).items()}
    if facet is Facet.AUTHOR:
        return {slug: author.name for slug, author in (await authors_by_slug(context, values)).items()}
    return {}
