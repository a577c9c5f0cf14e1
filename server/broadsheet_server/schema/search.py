"""Search: from words to articles, with highlights, totals and facets."""

from typing import Annotated

import strawberry

from broadsheet_server.reading import search as reading
from broadsheet_server.reading.pagination import page_arguments
from broadsheet_server.schema.article_where import ArticleWhere, article_filter
from broadsheet_server.schema.articles import Article
from broadsheet_server.schema.connections import After, First, PageInfo, TotalCount
from broadsheet_server.schema.context import Info
from broadsheet_server.schema.enums import describe
from broadsheet_server.schema.errors import CodedError, ErrorCode
from broadsheet_server.schema.fields import resolver_field
from broadsheet_server.schema.lookahead import selection
from broadsheet_server.search.engine import Facet, IndexUnavailableError, SearchOrder
from broadsheet_server.search.highlights import HighlightField
from broadsheet_server.search.ranked_search import FACET_VALUES, SearchRequest
from broadsheet_shared.limits import SEARCH_DEPTH_MAX, SEARCH_QUERY_MAX

RETRY_AFTER_S = 5

describe(
    SearchOrder,
    "The order of what was found.",
    {
        "RELEVANCE": "What fits best first; new articles count a little more. It reaches "
        f"{SEARCH_DEPTH_MAX:,} deep.",
        "NEWEST": "The latest first.",
    },
)
describe(
    HighlightField,
    "Which text of an article a highlight is of.",
    {
        "HEADLINE": "The headline, whole.",
        "SUMMARY": "The summary, whole.",
        "BODY": "A passage of the text without markup.",
    },
)


@strawberry.type(description="A part of a text, counted in characters (Unicode code points) from 0.")
class TextRange:
    """Resolved from `highlights.TextRange`."""

    start: int = strawberry.field(description="Where it begins.")
    end: int = strawberry.field(description="Where it ends: the character there is not part of it.")


@strawberry.type(description="A text that says what was asked. It is plain text, nothing in it is markup.")
class Highlight:
    """Resolved from `highlights.Highlight`."""

    field: HighlightField = strawberry.field(description="Which text it is.")
    text: str = strawberry.field(description="The original text, or a passage of about 160 characters.")
    ranges: list[TextRange] = strawberry.field(
        description="What was asked for, in `text`: in order, without overlaps, a phrase as one range."
    )


@strawberry.type(description="An article that was found.")
class SearchEdge:
    """Resolved from `reading.search.SearchEdge`."""

    node: Article = strawberry.field(description="The article.")
    cursor: str = strawberry.field(description="Its place, for `after`.")
    score: float = strawberry.field(
        description="How well it fits, to be compared within one search only; 0 where NEWEST orders."
    )
    highlights: list[Highlight] = strawberry.field(
        description="Where it says what was asked: headline, summary, and up to two passages of the text."
    )


@strawberry.type(description="How many of the articles that were found have something in common.")
class FacetCount:
    """Resolved from `reading.search.FacetCount`."""

    value: str = strawberry.field(description="What `where` takes: a path, a slug, or a year.")
    label: str = strawberry.field(description="What readers call it.")
    count: int = strawberry.field(description="How many articles have it.")


@strawberry.type(
    description="By what a search can be narrowed. Each counts without its own part of `where`, so that "
    "the other choices stay in sight. Computed only where selected."
)
class SearchFacets:
    """Resolved from `reading.search.SearchFacets`."""

    sections: list[FacetCount] = strawberry.field(
        description=f"By section, those below counted in; the most frequent {FACET_VALUES[Facet.SECTION]}."
    )
    tags: list[FacetCount] = strawberry.field(
        description=f"By tag; the most frequent {FACET_VALUES[Facet.TAG]}."
    )
    authors: list[FacetCount] = strawberry.field(
        description=f"By author; the most frequent {FACET_VALUES[Facet.AUTHOR]}."
    )
    years: list[FacetCount] = strawberry.field(
        description="By year of publication (UTC), the latest first; without `publishedAfter` and "
        "`publishedBefore`."
    )


@strawberry.type(description="One page of what was found.")
class SearchConnection:
    """Resolved from `reading.search.SearchPage`."""

    edges: list[SearchEdge] = strawberry.field(description="The articles, with where they say it.")
    nodes: list[Article] = strawberry.field(description="The articles alone.")
    page_info: PageInfo = strawberry.field(description="What lies around this page.")
    total_count: TotalCount = strawberry.field(
        description="How many articles were found. It costs a count: ask only where it is shown."
    )
    facets: SearchFacets = strawberry.field(description="By what it can be narrowed.")
    did_you_mean: str | None = strawberry.field(
        description="The text as it was probably meant, if a word in it is in no article and that finds some."
    )


@strawberry.type
class SearchQueries:
    """The questions in words."""

    @resolver_field(
        'Find articles by what they say. All words have to be there in any of their forms; `"..."` is a '
        "phrase, a minus before a word or phrase leaves out, and the last word may be its beginning. Every "
        "text is a search. While the index is being built, the error code is SEARCH_UNAVAILABLE, with the "
        "extension `percentIndexed`, 0 to 99, where it is known how far that is.",
        SearchConnection,
    )
    async def search(
        self,
        info: Info,
        query: Annotated[
            str, strawberry.argument(description=f"What to look for, up to {SEARCH_QUERY_MAX} characters.")
        ],
        first: First = None,
        after: After = None,
        where: Annotated[
            ArticleWhere | None, strawberry.argument(description="Among which articles.")
        ] = None,
        order_by: Annotated[
            SearchOrder, strawberry.argument(description="The order of what was found.")
        ] = SearchOrder.RELEVANCE,
    ) -> reading.SearchPage:
        context = info.context
        request = SearchRequest(query, article_filter(where), order_by, context.now)
        size = page_arguments(first, None, None, None).size
        try:
            return await reading.search_page(
                context.reading, context.index, request, size, after, selection(info)
            )
        except IndexUnavailableError as error:
            raise CodedError(
                str(error),
                ErrorCode.SEARCH_UNAVAILABLE,
                retry_after=RETRY_AFTER_S,
                percent_indexed=error.percent_indexed,
            ) from error
