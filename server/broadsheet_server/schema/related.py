"""Related articles: what else to read, how strongly it is related, and why."""

from typing import TYPE_CHECKING, Annotated

import strawberry

from broadsheet_server.reading import read_models
from broadsheet_server.reading.pagination import page_arguments
from broadsheet_server.reading.related_articles import RelatedPage, related_articles
from broadsheet_server.schema.connections import After, Before, Last, PageInfo
from broadsheet_server.schema.context import Info
from broadsheet_server.schema.fields import resolver_field
from broadsheet_server.schema.lookahead import selection
from broadsheet_shared.limits import PAGE_MAX, RELATED_DEFAULT
from broadsheet_shared.vocabulary import RelatedReasonKind

if TYPE_CHECKING:
    from broadsheet_server.schema.articles import Article

# An article has related articles: the one circle of types, see `sections`.
LazyArticle = Annotated["Article", strawberry.lazy("broadsheet_server.schema.articles")]


@strawberry.type(description="One reason why an article is related.")
class RelatedReason:
    """Resolved from `reading.related_articles.RelatedReason`."""

    kind: RelatedReasonKind = strawberry.field(description="What sort of reason it is.")
    text: str = strawberry.field(description="The reason for the reader, like `Also about Ilse Tarrant`.")
    weight: float = strawberry.field(description="How much it counts, from 0 to 1.")


@strawberry.type(description="A related article, with how strongly it belongs and why.")
class RelatedEdge:
    """Resolved from `reading.related_articles.RelatedEdge`."""

    node: LazyArticle = strawberry.field(description="The related article.")
    cursor: str = strawberry.field(description="Its place in the list.")
    score: float = strawberry.field(description="How strongly it belongs, from 0 to 1.")
    reasons: list[RelatedReason] = strawberry.field(description="Why it belongs, strongest first.")
    also_published_by: list[LazyArticle] = strawberry.field(
        description="The same text published elsewhere; such near-copies are not listed themselves."
    )


@strawberry.type(
    description="Related news of an article, strongest first. It ends where it stops being related."
)
class RelatedConnection:
    """Resolved from `reading.related_articles.RelatedPage`."""

    edges: list[RelatedEdge] = strawberry.field(description="The related articles with scores and reasons.")
    nodes: list[LazyArticle] = strawberry.field(description="The related articles alone.")
    page_info: PageInfo = strawberry.field(description="What lies around this part of the list.")


@strawberry.type
class RelatedArticles:
    """The field `related` of an article."""

    @resolver_field(
        "What else to read: articles that belong to this one, strongest first. News moves the list: a cursor "
        "whose article has left it is an error, after which it is read from the start.",
        RelatedConnection,
    )
    @staticmethod
    async def related(
        article: strawberry.Parent[read_models.Article],
        info: Info,
        first: Annotated[
            int | None,
            strawberry.argument(
                description=f"How many from the start, or after `after`: 0 to {PAGE_MAX}. By default "
                f"{RELATED_DEFAULT}."
            ),
        ] = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
        language: Annotated[
            str,
            strawberry.argument(
                description="The language that reasons are written in (BCP 47): English, or Chinese for `zh`."
            ),
        ] = "en",
    ) -> RelatedPage:
        page = page_arguments(first, after, last, before, default=RELATED_DEFAULT)
        selected = selection(info)
        copies = selected.below("edges", "also_published_by")
        card = selected.below("edges", "node") | selected.below("nodes") | copies
        return await related_articles(
            info.context.reading, article, page, card, language=language, near_copies=bool(copies.fields)
        )
