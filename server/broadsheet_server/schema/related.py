"""Related news: what else to read, how strongly it belongs, and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import strawberry

from broadsheet_server.reading import answers
from broadsheet_server.reading.related import RelatedEdge as Edge
from broadsheet_server.reading.related import related_edges
from broadsheet_server.reading.windows import window
from broadsheet_server.related.lists import Reason
from broadsheet_server.related.wording import reason_text
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
class LocalisedEdge:
    """An edge whose reasons speak a reader's language."""

    edge: Edge
    language: str


@dataclass(slots=True)
class RelatedPage:
    """What `RelatedConnection` is completed from."""

    edges: list[LocalisedEdge]
    page_info: answers.PageInfo

    @property
    def nodes(self) -> list[answers.Article]:
        """The articles alone."""
        return [each.edge.node for each in self.edges]


@strawberry.type(description="One reason why an article is related.")
class RelatedReason:
    """Made of a `Reason`."""

    kind: RelatedReasonKind = strawberry.field(description="What sort of reason it is.")
    text: str = strawberry.field(description="The reason for the reader, like `Also about Ilse Tarrant`.")
    weight: float = strawberry.field(description="How much it counts, from 0 to 1.")


def _reasons(edge: LocalisedEdge) -> list[RelatedReason]:
    def spoken(reason: Reason) -> RelatedReason:
        return RelatedReason(kind=reason.kind, text=reason_text(reason, edge.language), weight=reason.weight)

    return [spoken(reason) for reason in edge.edge.reasons]


@strawberry.type(description="A related article, with how strongly it belongs and why.")
class RelatedEdge:
    """Completed from `LocalisedEdge`."""

    @found_by("The related article.", LazyArticle)
    @staticmethod
    def node(it: strawberry.Parent[LocalisedEdge]) -> answers.Article:
        return it.edge.node

    @found_by("Its place in the list.")
    @staticmethod
    def cursor(it: strawberry.Parent[LocalisedEdge]) -> str:
        return it.edge.cursor

    @found_by("How strongly it belongs, from 0 to 1.")
    @staticmethod
    def score(it: strawberry.Parent[LocalisedEdge]) -> float:
        return it.edge.score

    @found_by("Why it belongs, strongest first.")
    @staticmethod
    def reasons(it: strawberry.Parent[LocalisedEdge]) -> list[RelatedReason]:
        return _reasons(it)

    @found_by(
        "The same text published elsewhere; such near-copies are not listed themselves.",
        list[LazyArticle],
    )
    @staticmethod
    def also_published_by(it: strawberry.Parent[LocalisedEdge]) -> list[answers.Article]:
        return it.edge.also_published_by


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
        it: strawberry.Parent[answers.Article],
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
        size = window(first, None, None, None).size
        asked = selection(info)
        copies = asked.below("edges", "also_published_by")
        fields = asked.below("edges", "node") | asked.below("nodes") | copies

        async def cards(keys: Sequence[UUID]) -> dict[UUID, answers.Article]:
            found = await info.context.cards.load_many([(key, fields) for key in keys])
            return {article.key: article for article in found if article is not None}

        edges, more = await related_edges(it.related, size, cards, copies=bool(copies.fields))
        return _page([LocalisedEdge(edge, language) for edge in edges], more=more)


def _page(edges: list[LocalisedEdge], *, more: bool) -> RelatedPage:
    cursors = [edges[0].edge.cursor, edges[-1].edge.cursor] if edges else [None, None]
    return RelatedPage(edges, answers.PageInfo(more, False, *cursors))
