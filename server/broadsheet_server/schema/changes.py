"""`changes` and `articleChanged`: what happens to articles, for those who keep a copy of them."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from typing import Annotated, Any

import strawberry

from broadsheet_server.reading import changes, pagination, read_models, withdrawn_articles
from broadsheet_server.reading.articles import articles_by_id
from broadsheet_server.reading.changes import ChangeFilter, PublicChange, read_changes
from broadsheet_server.reading.context import ReadContext
from broadsheet_server.reading.errors import SequenceNotReachedError
from broadsheet_server.reading.feed_watch import FeedWatch
from broadsheet_server.reading.global_ids import global_id
from broadsheet_server.reading.pagination import page_arguments
from broadsheet_server.reading.withdrawn_articles import tombstones_by_id
from broadsheet_server.schema import scalars
from broadsheet_server.schema.articles import Article
from broadsheet_server.schema.connections import First, PageInfo
from broadsheet_server.schema.context import Context, Info
from broadsheet_server.schema.edited_articles import Tombstone
from broadsheet_server.schema.fields import resolver_field
from broadsheet_server.schema.followed_articles import FollowedArticles
from broadsheet_server.schema.joined_conditions import JOINED, check_joined, check_list
from broadsheet_server.schema.lookahead import selection
from broadsheet_server.schema.scalars import DateTime
from broadsheet_server.storage.shared_work import SharedWork
from broadsheet_shared.limits import PAGE_MAX
from broadsheet_shared.vocabulary import ChangeKind


@dataclass(frozen=True, slots=True)
class ListedChange:
    """A change, with what stands in place of its article where that is public no more.

    `followed` are the articles of the changes around it, where they are told one after the other.
    """

    change: PublicChange
    tombstone: withdrawn_articles.Tombstone | None
    followed: FollowedArticles | None = field(default=None, compare=False)


def _article_id(listed: strawberry.Parent[ListedChange]) -> strawberry.ID:
    return strawberry.ID(global_id("Article", listed.change.article_id))


def _sequence(listed: strawberry.Parent[ListedChange]) -> scalars.Sequence:
    return scalars.Sequence(listed.change.sequence)


def _kind(listed: strawberry.Parent[ListedChange]) -> ChangeKind:
    return listed.change.kind


def _occurred_at(listed: strawberry.Parent[ListedChange]) -> DateTime:
    return DateTime(listed.change.occurred_at)


@strawberry.type(description="Something that happened to an article which is or was public.")
class Change:
    """Resolved from `ListedChange`."""

    sequence: scalars.Sequence = strawberry.field(
        resolver=_sequence, description="Its place in the change feed: changes follow it in this order."
    )
    kind: ChangeKind = strawberry.field(resolver=_kind, description="What happened.")
    occurred_at: DateTime = strawberry.field(resolver=_occurred_at, description="When.")
    article_id: strawberry.ID = strawberry.field(
        resolver=_article_id, description="The id of the article, also of one that is public no more."
    )
    tombstone: Tombstone | None = strawberry.field(
        description="What stands in place of the article now; null where it is public, or will be."
    )

    @resolver_field(
        "The article as it is now, which may be newer than this change; null where it is not public: "
        "take it from your copy.",
        Article | None,
    )
    @staticmethod
    async def article(listed: strawberry.Parent[ListedChange], info: Info) -> read_models.Article | None:
        if not listed.change.is_public:
            return None
        key = listed.change.article_id
        if listed.followed is not None:
            return await listed.followed.article(info.context, key, selection(info))
        return (await articles_by_id(info.context.reading, [key], selection(info))).get(key)


@strawberry.type(description="A change in its place in the feed.")
class ChangeEdge:
    """Resolved from `ChangeConnection`'s own edges."""

    node: Change = strawberry.field(description="The change.")
    cursor: str = strawberry.field(description="Its sequence.")


@strawberry.type(
    description="Changes, the earliest first. The first time, and whenever there is none left, ask again "
    "after `endCursor`."
)
class ChangeConnection:
    """Resolved from `ListedChanges`."""

    edges: list[ChangeEdge] = strawberry.field(description="The changes with their sequences.")
    nodes: list[Change] = strawberry.field(description="The changes alone.")
    page_info: PageInfo = strawberry.field(
        description="`endCursor` is up to where everything has been looked at: go on after it, also where "
        "the page is empty because `where` took nothing. `hasNextPage` says whether there is more by now."
    )
    head: scalars.Sequence = strawberry.field(description="The newest sequence of the whole feed.")


@dataclass(frozen=True, slots=True)
class ListedEdge:
    """What `ChangeEdge` is resolved from."""

    node: ListedChange
    cursor: str


@dataclass(frozen=True, slots=True)
class ListedChanges:
    """What `ChangeConnection` is resolved from."""

    edges: Sequence[ListedEdge]
    page_info: pagination.PageInfo
    head: int

    @property
    def nodes(self) -> list[ListedChange]:
        """The changes alone."""
        return [edge.node for edge in self.edges]


@strawberry.input(
    description="Which changes a list holds. Conditions add up; one that is left out, or is null, holds for "
    f"all. {JOINED} Example: what is new in the city or in sport, but not what was only revised: "
    '`{or: [{section: "city"}, {section: "sport"}], not: {kinds: [REVISED]}}`.'
)
class ChangeWhere:
    """Becomes a `ChangeFilter`."""

    section: str | None = strawberry.field(
        default=None,
        description="Only of articles that are or were in the section at this path, like `world/asia`, or "
        "below.",
    )
    tag: str | None = strawberry.field(
        default=None, description="Only of articles that have or had the tag of this slug, like `ferries`."
    )
    author: str | None = strawberry.field(
        default=None, description="Only of articles by the author of this slug, like `ada-moor`."
    )
    kinds: list[ChangeKind] | None = strawberry.field(
        default=None, description="Only of these kinds. An empty list is an error."
    )
    and_: list["ChangeWhere"] | None = strawberry.field(
        name="and", default=None, description="Besides, all of these have to hold."
    )
    or_: list["ChangeWhere"] | None = strawberry.field(
        name="or", default=None, description="Besides, at least one of these has to hold."
    )
    not_: "ChangeWhere | None" = strawberry.field(
        name="not", default=None, description="Besides, this must not hold, taken as a whole."
    )

    def read(self) -> ChangeFilter:
        """The filter that it means. Raises InvalidQueryError for what means nothing."""
        check_joined(self, ("section", "tag", "author", "kinds"))
        return self._filter("where")

    def alone(self) -> ChangeFilter:
        """The filter of the conditions of its own, for a use case that checks them itself."""
        kinds = None if self.kinds is None else frozenset(self.kinds)
        return ChangeFilter(self.section, self.tag, self.author, kinds)

    def _filter(self, path: str) -> ChangeFilter:
        check_list(self.kinds, f"{path}.kinds")
        return ChangeFilter(
            self.section,
            self.tag,
            self.author,
            None if self.kinds is None else frozenset(self.kinds),
            every=tuple(each._filter(f"{path}.and.{n}") for n, each in enumerate(self.and_ or ())),
            either=tuple(each._filter(f"{path}.or.{n}") for n, each in enumerate(self.or_ or ())),
            excluded=None if self.not_ is None else self.not_._filter(f"{path}.not"),
        )


async def with_tombstones(context: ReadContext, page: changes.ChangePage) -> list[ListedChange]:
    """The changes of a page with their tombstones."""
    gone = (change.article_id for change in page.changes if not change.is_public)
    stones = await tombstones_by_id(context, gone)
    return [
        ListedChange(change, None if change.is_public else stones.get(change.article_id))
        for change in page.changes
    ]


@strawberry.type
class ChangeQueries:
    """Queries of the change feed."""

    @resolver_field(
        "What happened to articles, in the order in which it happened, without gaps. What is not public yet "
        "is not in it; RELEASED says when it is.",
        ChangeConnection,
    )
    async def changes(
        self,
        info: Info,
        after: Annotated[
            scalars.Sequence | None,
            strawberry.argument(description="Only what follows this sequence; by default everything."),
        ] = None,
        first: First = None,
        where: Annotated[ChangeWhere | None, strawberry.argument(description="Which changes.")] = None,
    ) -> ListedChanges:
        size = page_arguments(first, None, None, None).size
        wanted = ChangeFilter() if where is None else where.read()
        page = await read_changes(info.context.reading, after or 0, size, wanted)
        listed = await with_tombstones(info.context.reading, page)
        edges = [ListedEdge(each, str(each.change.sequence)) for each in listed]
        start = edges[0].cursor if edges else None
        has_earlier = after is not None and after > 0
        info_of_page = pagination.PageInfo(page.has_more, has_earlier, start, str(page.end))
        return ListedChanges(edges, info_of_page, page.head)


async def _page_after(
    context: Context, position: int, wanted: ChangeFilter
) -> tuple[changes.ChangePage, list[ListedChange]]:
    """A page of changes as the public may see them now."""
    now = ReadContext(context.database, context.settings, datetime.now(UTC))
    page = await read_changes(now, position, PAGE_MAX, wanted)
    articles = FollowedArticles([change.article_id for change in page.changes if change.is_public])
    return page, [replace(each, followed=articles) for each in await with_tombstones(now, page)]


async def _followed(info: Info, after: int | None, wanted: ChangeFilter) -> AsyncIterator[ListedChange]:
    """The changes after a sequence, then those that come, each read as the public may see it at that time."""
    context = info.context
    watch = FeedWatch.of(context.database)
    name = "after"
    if context.resumed_after is not None:
        name, after = "Last-Event-ID", context.resumed_after
    position = await watch.head() if after is None else after
    work, delay_s = SharedWork.of(context.database), context.settings.answer_cache.delay_ms / 1_000
    while True:
        read = partial(_page_after, context, position, wanted)
        try:
            page, listed_changes = await work.result(("changes", position, wanted), delay_s, read)
        except SequenceNotReachedError as error:
            raise SequenceNotReachedError(position, error.head, name) from error
        for listed in listed_changes:
            yield listed
        position = page.end
        if not page.has_more:
            await watch.wait_beyond(position)


@strawberry.type
class ChangeSubscriptions:
    """Subscriptions to the change feed."""

    @strawberry.subscription(  # type: ignore[untyped-decorator]
        description="What happens to articles from now on, or since `after`: first what has happened, then "
        "what does, without gaps or repeats. After a break go on after the last `sequence`.",
        graphql_type=Change,
    )
    async def article_changed(
        self,
        info: Info,
        after: Annotated[
            scalars.Sequence | None,
            strawberry.argument(description="Only what follows this sequence; by default what comes."),
        ] = None,
        where: Annotated[ChangeWhere | None, strawberry.argument(description="Which changes.")] = None,
    ) -> AsyncIterator[Any]:
        wanted = ChangeFilter() if where is None else where.read()
        async for listed in _followed(info, after, wanted):
            yield listed
