"""Articles as their editors see them: the type, its revisions, and the queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Protocol, cast
from uuid import UUID

import strawberry

from broadsheet_server.newsroom import edited_articles
from broadsheet_server.newsroom.edited_articles import ChangedMember, EditedRevision, edited_revisions
from broadsheet_server.reading import pagination, read_models, withdrawn_articles
from broadsheet_server.reading.articles import articles_by_id
from broadsheet_server.reading.errors import InvalidQueryError
from broadsheet_server.reading.global_ids import global_id, uuid_of
from broadsheet_server.reading.identifiers import Name
from broadsheet_server.reading.images import images_of_article
from broadsheet_server.reading.pagination import page_arguments
from broadsheet_server.schema.articles import Article, ArticleBy, Image
from broadsheet_server.schema.connections import After, First, PageInfo
from broadsheet_server.schema.context import Info
from broadsheet_server.schema.enums import describe
from broadsheet_server.schema.fields import camel_case, resolver_field
from broadsheet_server.schema.lookahead import selection
from broadsheet_server.schema.scalars import DateTime
from broadsheet_shared.vocabulary import ArticleStatus, ChangeKind, Scope, Visibility, WithdrawalKind

describe(
    Visibility,
    "Whether the public may see an article now, and if not, why.",
    {
        "PUBLIC": "Everybody may see it.",
        "SCHEDULED": "Its date of publication is still to come.",
        "EMBARGOED": "Its embargo has not ended.",
        "EXPIRED": "It has expired.",
        "WITHDRAWN": "It was taken back, by an editor or by its source.",
        "DRAFT": "It was not published yet.",
    },
    name="ArticleVisibility",
)
describe(
    WithdrawalKind,
    "How an article is taken from the public, and what is left in its place.",
    {
        "WITHDRAWN": "Its page says that it was withdrawn, with the note (status 410).",
        "GONE": "Its page says no more than that there was one (status 410).",
        "REDIRECT": "Its page leads on to another address (status 301).",
        "LEGAL": "Its page says that it was taken down for legal reasons (status 451, RFC 7725).",
    },
)
describe(
    ChangeKind,
    "What happened to an article.",
    {
        "PUBLISHED": "It came.",
        "REVISED": "Its text or what belongs to it changed.",
        "CORRECTED": "A public note says what was wrong in it.",
        "WITHDRAWN": "It was taken from the public.",
        "RESTORED": "The public may see it again.",
        "RELEASED": "Its date of publication came, or its embargo ended: the public may see it.",
        "EXPIRED": "It expired, or its date or its embargo was put off: the public may not see it now.",
    },
)


class _OfArticle(Protocol):
    """Something that knows the id of its article."""

    @property
    def article_id(self) -> UUID:
        """The id inside."""
        ...


def _article_id(of: strawberry.Parent[_OfArticle]) -> strawberry.ID:
    return strawberry.ID(global_id("Article", of.article_id))


@strawberry.type(description="What stands in place of an article that was taken from the public.")
class Tombstone:
    """Resolved from `edited_articles.StoredTombstone`."""

    kind: WithdrawalKind = strawberry.field(
        description="How it was taken away; WITHDRAWN where it has expired, or its source took it back."
    )
    note: str | None = strawberry.field(description="What readers are told.")
    redirect_url: str | None = strawberry.field(
        description="Where readers find it now: a path on this site, or a web address; only of a REDIRECT."
    )
    withdrawn_at: DateTime = strawberry.field(description="When that was.")

    id: strawberry.ID = strawberry.field(
        resolver=_article_id, description="The id that the article had; nothing else has it."
    )


def _field(change: strawberry.Parent[ChangedMember]) -> str:
    return camel_case(change.field)


@strawberry.type(description="What a revision changed in one field.")
class FieldChange:
    """Resolved from `ChangedMember`."""

    field: str = strawberry.field(
        resolver=_field, description="The field, by its name in the API, like `headline` or `bodyHtml`."
    )
    before: str | None = strawberry.field(
        description="What it was, as text; of a list, an entry a line. Null where there was nothing."
    )
    after: str | None = strawberry.field(description="What it is from then on, likewise.")


@strawberry.type(description="One version of an article: who made it, when, why, and what it changed.")
class ArticleRevision:
    """Resolved from `EditedRevision`."""

    number: int = strawberry.field(description="Counts from 1.")
    kind: ChangeKind = strawberry.field(description="What happened.")
    created_at: DateTime = strawberry.field(description="When.")
    actor: str | None = strawberry.field(
        description="Who did it: the beginning and the name of their API key. Null where the article's "
        "source delivered it."
    )
    reason: str | None = strawberry.field(description="Why, in their words.")
    changes: list[FieldChange] = strawberry.field(
        description="What is other than in the revision before; of the first one, all there is."
    )


@strawberry.type(description="A revision in a list.")
class ArticleRevisionEdge:
    """Resolved from `ListedRevision`."""

    node: ArticleRevision = strawberry.field(description="The revision.")
    cursor: str = strawberry.field(description="Its place in the list.")


@strawberry.type(description="Revisions, the newest first.")
class ArticleRevisionConnection:
    """Resolved from `ListedRevisions`."""

    edges: list[ArticleRevisionEdge] = strawberry.field(description="The revisions with their cursors.")
    nodes: list[ArticleRevision] = strawberry.field(description="The revisions alone.")
    page_info: PageInfo = strawberry.field(description="What lies around this page.")


@dataclass(frozen=True, slots=True)
class ListedRevision:
    """A revision with its cursor, which is its number."""

    node: EditedRevision
    cursor: str


@dataclass(frozen=True, slots=True)
class ListedRevisions:
    """A page of revisions."""

    edges: Sequence[ListedRevision]
    page_info: pagination.PageInfo

    @property
    def nodes(self) -> list[EditedRevision]:
        """The revisions alone."""
        return [edge.node for edge in self.edges]


@strawberry.type(description="An article as its editors see it, whether the public may see it or not.")
class EditedArticle:
    """Resolved from `edited_articles.EditedArticle`."""

    slug: str = strawberry.field(description="Its name in addresses, unique.")
    headline: str = strawberry.field(description="The line above it.")
    section: str = strawberry.field(description="The path of its section, like `world/asia`.")
    external_reference: str | None = strawberry.field(description="The id that its source knows it by.")
    editorial_note: str | None = strawberry.field(description="A note to editors, never public.")
    status: ArticleStatus = strawberry.field(description="Where it is in its life.")
    visibility: Visibility = strawberry.field(description="Whether the public may see it now.")
    public_from: DateTime = strawberry.field(
        description="From when on the public may see it: its date of publication, or the end of an embargo."
    )
    expires_at: DateTime | None = strawberry.field(description="Until when; null for ever.")
    revision: int = strawberry.field(
        description="How often it was changed, counting from 1: send it as `expectedRevision`."
    )
    tombstone: Tombstone | None = strawberry.field(
        description="What stands in its place; null unless it is withdrawn."
    )

    id: strawberry.ID = strawberry.field(
        resolver=_article_id, description="The id of the article, the same as that of the public `Article`."
    )

    @resolver_field("The article as readers see it; null while they may not.", Article | None)
    @staticmethod
    async def article(
        edited: strawberry.Parent[edited_articles.EditedArticle], info: Info
    ) -> read_models.Article | None:
        articles = await articles_by_id(info.context.reading, [edited.article_id], selection(info))
        return articles.get(edited.article_id)

    @resolver_field(
        "The images beside its text, the lead image first, whether readers may see them or not. The files of "
        "those that they may not see are not served.",
        list[Image],
    )
    @staticmethod
    async def images(
        edited: strawberry.Parent[edited_articles.EditedArticle], info: Info
    ) -> list[read_models.Image]:
        return list((await images_of_article(info.context.reading, edited.article_id)).values())

    @resolver_field("What was changed, by whom and why, the newest first.", ArticleRevisionConnection)
    @staticmethod
    async def revisions(
        edited: strawberry.Parent[edited_articles.EditedArticle],
        info: Info,
        first: First = None,
        after: After = None,
    ) -> ListedRevisions:
        size = page_arguments(first, after, None, None).size
        before = _number(after)
        found = await edited_revisions(info.context.database, edited.article_id, size, before)
        edges = [ListedRevision(revision, str(revision.number)) for revision in found]
        ends = (edges[0].cursor, edges[-1].cursor) if edges else (None, None)
        has_more = bool(found) and found[-1].number > 1
        return ListedRevisions(edges, pagination.PageInfo(has_more, before is not None, *ends))


def _number(cursor: str | None) -> int | None:
    if cursor is None:
        return None
    if not (cursor.isascii() and cursor.isdecimal() and len(cursor) < 10):
        raise InvalidQueryError("`after` is no cursor of this list: take one that it gave before.")
    return int(cursor)


async def edited_article(info: Info, article_id: UUID | None) -> edited_articles.EditedArticle | None:
    """The article with this id, as editors see it now."""
    if article_id is None:
        return None
    return await edited_articles.edited_article(info.context.database, article_id, info.context.now)


@strawberry.type
class EditedArticleQueries:
    """Queries of editors, and of those who mirror articles."""

    @resolver_field(
        "What stands in place of an article that was public once and is not any more; null where it is "
        "public, and where it never was.",
        Tombstone | None,
    )
    async def tombstone(
        self,
        info: Info,
        by: Annotated[ArticleBy, strawberry.argument(description="Which article, by one of its names.")],
    ) -> withdrawn_articles.Tombstone | None:
        [(name, text)] = [(name, text) for name, text in vars(by).items() if text is not strawberry.UNSET]
        return await withdrawn_articles.tombstone_named(info.context.reading, cast("Name", name), text)

    @resolver_field(
        "An article for its editors, whether the public may see it or not; null where there is none. Needs "
        "an API key with scope `edit`.",
        EditedArticle | None,
    )
    async def edited_article(
        self,
        info: Info,
        article: Annotated[
            strawberry.ID, strawberry.argument(name="id", description="The id of the article.")
        ],
    ) -> edited_articles.EditedArticle | None:
        info.context.need(Scope.EDIT)
        return await edited_article(info, uuid_of("Article", article))
