"""What search engines are told of: every public article by month, and the news of the last two days.

A month keeps its place in the sitemap, so that one change leaves the files of all other months as they were.
"""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any, Final, NamedTuple, Self

from sqlalchemy import Select, bindparam, func, select
from sqlmodel import col

from broadsheet_server.models import articles as tables
from broadsheet_server.models.article_filter import ArticleFilter
from broadsheet_server.models.taxonomy import Author, Tag
from broadsheet_server.newsroom.visibility import is_public
from broadsheet_server.reading.article_lists import ListRequest, article_page
from broadsheet_server.reading.context import NOW, ReadContext
from broadsheet_server.reading.keyset import KeysetPosition
from broadsheet_server.reading.pagination import ArticleOrder, PageArguments, write_cursor
from broadsheet_server.reading.public_names import HAS_PUBLIC_ARTICLES
from broadsheet_server.reading.read_models import Article
from broadsheet_server.reading.selection import Selection
from broadsheet_server.storage.column_types import UtcDateTime

FILE_LENGTH: Final = 10_000
"""Articles in one file, of the 50,000 that sitemaps.org allows: 2 MB, also under a long public address."""
NEWS_LENGTH: Final = 1_000
"""Articles in the news sitemap: the most that search engines read of one."""
SUBJECTS_MAX: Final = 25_000
"""Tags, and authors, in the sitemap: together as many as sitemaps.org allows in a file."""
NEWS_AGE: Final = timedelta(days=2)
BATCH: Final = 250
"""Articles of a file that are read at once."""
_LAST_MONTH: Final = (9999, 12)
_END: Final = datetime.max.replace(tzinfo=UTC)
_ADDRESS = Selection.of("slug", "path", "updated_at", "published_at")
_NEWS = Selection.of("path", "headline", "language", "published_at")
_SINCE: Any = bindparam("since", type_=UtcDateTime)
_UNTIL: Any = bindparam("until", type_=UtcDateTime)
_SKIPPED: Any = bindparam("skipped")


class Month(NamedTuple):
    """A calendar month (UTC)."""

    year: int
    month: int

    @classmethod
    def of(cls, when: datetime) -> Self:
        """The month of a moment."""
        utc = when.astimezone(UTC)
        return cls(utc.year, utc.month)

    @property
    def start(self) -> datetime:
        """Its first moment."""
        return datetime(self.year, self.month, 1, tzinfo=UTC)

    @property
    def end(self) -> datetime:
        """The first moment after it; after the last month, the last moment that there is."""
        if self == _LAST_MONTH:
            return _END
        years, month = divmod(self.month, 12)
        return datetime(self.year + years, month + 1, 1, tzinfo=UTC)


class MonthSummary(NamedTuple):
    """A month that has public articles: how many, and when the last of them changed materially."""

    month: Month
    articles: int
    changed_at: datetime

    @property
    def files(self) -> int:
        """How many files its articles take."""
        return -(-self.articles // FILE_LENGTH)


async def months(context: ReadContext) -> list[MonthSummary]:
    """Every month with public articles, the oldest first: two statements a month, by index ranges."""
    found: list[MonthSummary] = []
    since = datetime.min.replace(tzinfo=UTC)
    while rows := await _fetch(context, _first_since(), since=since):
        month = max(Month.of(rows[0][0]), Month.of(since))  # a damaged date may be read as an earlier one
        [(articles, changed_at)] = await _fetch(context, _summary(), since=month.start, until=month.end)
        if articles:
            found.append(MonthSummary(month, articles, changed_at))
        since = month.end
    return found


async def month_articles(context: ReadContext, month: Month, file: int) -> AsyncIterator[list[Article]]:
    """The articles of one file of a month, counted from 1, in batches, the oldest first."""
    where = ArticleFilter(published_after=month.start, published_before=month.end)
    request = ListRequest(where, ArticleOrder.OLDEST)
    after, left = None, FILE_LENGTH
    if file > 1:
        skipped = (file - 1) * FILE_LENGTH - 1
        rows = await _fetch(context, _position(), since=month.start, until=month.end, skipped=skipped)
        if not rows:
            return
        after = write_cursor(KeysetPosition(*rows[0]), request.fingerprint)
    while left:
        arguments = PageArguments(size=min(BATCH, left), after=after)
        page = await article_page(
            context, request._replace(page=arguments), Selection.of("page_info", nodes=_ADDRESS)
        )
        if page.nodes:
            yield page.nodes
        if not page.page_info.has_next_page:
            return
        after, left = page.page_info.end_cursor, left - len(page.nodes)


async def latest_news(context: ReadContext) -> list[Article]:
    """The newest articles of the last two days, NEWS_LENGTH at most."""
    where = ArticleFilter(published_after=context.now - NEWS_AGE)
    request = ListRequest(where, page=PageArguments(size=NEWS_LENGTH))
    return (await article_page(context, request, Selection.of(nodes=_NEWS))).nodes


async def subjects(context: ReadContext) -> tuple[list[str], list[str]]:
    """The slugs of tags and of authors that have public articles, SUBJECTS_MAX of each at most."""
    tags = await _fetch(context, _with_articles(Tag))
    authors = await _fetch(context, _with_articles(Author))
    return [row.slug for row in tags], [row.slug for row in authors]


async def _fetch(context: ReadContext, statement: Select[Any], **values: object) -> Any:
    return await context.reader.fetch(statement, {**values, "now": context.now}, is_slow=True)


@cache
def _with_articles(kind: type[Tag] | type[Author]) -> Select[Any]:
    """The slugs of those with public articles."""
    slug = col(kind.slug)
    return select(slug).where(HAS_PUBLIC_ARTICLES[kind]).order_by(slug).limit(SUBJECTS_MAX)


@cache
def _first_since() -> Select[Any]:
    """The date of the first public article from `since` on."""
    date = col(tables.Article.published_at)
    order = date.asc(), col(tables.Article.id).asc()
    return select(date).where(date >= _SINCE, is_public(NOW)).order_by(*order).limit(1)


@cache
def _summary() -> Select[Any]:
    """How many public articles there are from `since` until `until`, and the last date of their changes."""
    date = col(tables.Article.published_at)
    summary: tuple[Any, ...] = func.count(), func.max(col(tables.Article.updated_at))
    return select(*summary).where(date >= _SINCE, date < _UNTIL, is_public(NOW))


@cache
def _position() -> Select[Any]:
    """The position of a public article between `since` and `until` after so many `skipped`: index alone."""
    date, key = col(tables.Article.published_at), col(tables.Article.id)
    found: Any = select(date, key).where(date >= _SINCE, date < _UNTIL, is_public(NOW))
    statement: Select[Any] = found.order_by(date.asc(), key.asc()).limit(1).offset(_SKIPPED)
    return statement
