"""Related news: what else to read, how strongly it belongs, and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import strawberry

from broadsheet_server.reading import read_models
from broadsheet_server.reading.pagination import page_arguments
from broadsheet_server.reading.related_articles import RelatedEdge as Edge
from broadsheet_server.reading.related_articles import related_edges
from broadsheet_server.related.reason_text import reason_text
from broadsheet_server.schema.connections import PageInfo
from broadsheet_server.schema.context import Info
from broadsheet_server.schema.fields import found_by
from broadsheet_server.schema.lookahead import selection
from broadsheet_shared.limits import PAGE_MAX, RELATED_DEFAULT
from broadsheet_shared.vocabulary import RelatedReasonKind

if TYPE_CHECKING:
    from broadsheet_server.schema.articles import Article

LazyArticle = Annotated["Article", strawberry.lazy("broadsheet_server.schema.articles")]


@dataclass(slots=True)
class SpokenReason:
    """A reason in the reader's language."""

    kind: RelatedReasonKind
    text: str
    weight: float


@dataclass(slots=True)
class SpokenEdge:
    """A related article whose reasons speak the reader's language."""

    node: read_models.Article
    cursor: str
    score: float
    reasons: list[SpokenReason]
    also_published_by: list[read_models.Article]

    @classmethod
    def of(cls, edge: Edge, language: str) -> "SpokenEdge":
        """The edge as a reader of `language` sees it."""
        reasons = [SpokenReason(why.kind, reason_text(why, language), why.weight) for why in edge.reasons]
        return cls(edge.node, edge.cursor, edge.score, reasons, edge.also_published_by)


@dataclass(slots=True)
class RelatedPage:
    """What `RelatedConnection` is completed from."""

    edges: list[SpokenEdge]
    page_info: read_models.PageInfo

    @property
    def nodes(self) -> list[read_models.Article]:
        """The articles alone."""
        return [edge.node for edge in self.edges]


@strawberry.type(description="One reason why an article is related.")
class RelatedReason:
    """Completed from `SpokenReason`."""

    kind: RelatedReasonKind = strawberry.field(description="What sort of reason it is.")
    text: str = strawberry.field(description="The reason for the reader, like `Also about Ilse Tarrant`.")
    weight: float = strawberry.field(description="How much it counts, from 0 to 1.")


@strawberry.type(description="A related article, with how strongly it belongs and why.")
class RelatedEdge:
    """Completed from `SpokenEdge`."""

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
    """Completed from `RelatedPage`."""

    edges: list[RelatedEdge] = strawberry.field(description="The related articles with scores and reasons.")
    nodes: list[LazyArticle] = strawberry.field(description="The related articles alone.")
    page_info: PageInfo = strawberry.field(description="What lies around this part of the list.")


@strawberry.type
class RelatedArticles:
    """What an article knows of others."""

    @found_by(
        "What else to read: articles that belong to this one, strongest first.",
        RelatedConnection,
    )
    @staticmethod
    async def related(
        it: strawberry.Parent[read_models.Article],
        info: Info,
        first: Annotated[
            int, strawberry.argument(description=f"How many at most: 1 to {PAGE_MAX}.")
        ] = RELATED_DEFAULT,
        language: Annotated[
            str,
            strawberry.argument(
                description="The language that reasons are written in (BCP 47): English, or Chinese for `zh`."
            ),
        ] = "en",
    ) -> RelatedPage:
        size = page_arguments(first, None, None, None).size
        asked = selection(info)
        copies = asked.below("edges", "also_published_by")
        fields = asked.below("edges", "node") | asked.below("nodes") | copies

        async def cards(keys: Sequence[UUID]) -> dict[UUID, read_models.Article]:
            return await info.context.cards.load((tuple(keys), fields))

        edges, more = await related_edges(it.related, size, cards, copies=bool(copies.fields))
        return _page([SpokenEdge.of(edge, language) for edge in edges], more=more)


def _page(edges: list[SpokenEdge], *, more: bool) -> RelatedPage:
    cursors = [edges[0].cursor, edges[-1].cursor] if edges else [None, None]
    return RelatedPage(edges, read_models.PageInfo(more, False, *cursors))
