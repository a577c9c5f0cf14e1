"""`where` of lists of articles and of searches: conditions, and how they are joined."""

import strawberry

from broadsheet_server.models.article_filter import ArticleFilter, simplified
from broadsheet_server.schema.joined_conditions import JOINED, check_joined, joins
from broadsheet_server.schema.scalars import DateTime

_OWN = ("section", "tag", "author", "language", "published_after", "published_before")


@strawberry.input(
    description="Which articles a list holds. Conditions add up; one that is left out, or is null, holds for "
    f"all. {JOINED} Example: articles about the election that are in English or Chinese, and not opinion: "
    '`{tag: "election", or: [{language: "en"}, {language: "zh"}], not: {section: "opinion"}}`.'
)
class ArticleWhere:
    """Becomes an `ArticleFilter`."""

    section: str | None = strawberry.field(
        default=None, description="Only articles in the section at this path, like `world/asia`."
    )
    include_descendants: bool = strawberry.field(
        default=True, description="Whether `section` means the sections below it too."
    )
    tag: str | None = strawberry.field(
        default=None, description="Only articles with the tag of this slug, like `ferries`."
    )
    author: str | None = strawberry.field(
        default=None, description="Only articles by the author of this slug, like `ada-moor`."
    )
    language: str | None = strawberry.field(
        default=None,
        description="Only articles in a language that this range matches by basic filtering (RFC 4647): `zh` "
        "matches `zh-Hans` and `zh-Hant`, `en` matches `en-GB`. Case does not matter; `*` matches every "
        "language.",
    )
    published_after: DateTime | None = strawberry.field(
        default=None, description="Only articles published at this moment or later."
    )
    published_before: DateTime | None = strawberry.field(
        default=None, description="Only articles published before this moment."
    )
    and_: list["ArticleWhere"] | None = strawberry.field(
        name="and", default=None, description="Besides, all of these have to hold."
    )
    or_: list["ArticleWhere"] | None = strawberry.field(
        name="or", default=None, description="Besides, at least one of these has to hold."
    )
    not_: "ArticleWhere | None" = strawberry.field(
        name="not", default=None, description="Besides, this must not hold, taken as a whole."
    )


def article_filter(where: ArticleWhere | None) -> ArticleFilter:
    """The filter that the argument `where` means. Raises InvalidQueryError for what means nothing."""
    if where is None:
        return ArticleFilter()
    if not joins(where):
        return _filter(where)
    check_joined(where, _OWN)
    return simplified(_filter(where))


def _filter(where: ArticleWhere) -> ArticleFilter:
    return ArticleFilter(
        section=where.section,
        descendants=where.include_descendants,
        tag=where.tag,
        author=where.author,
        language=where.language,
        published_after=where.published_after,
        published_before=where.published_before,
        every=tuple(map(_filter, where.and_ or ())),
        either=tuple(map(_filter, where.or_ or ())),
        excluded=() if where.not_ is None else (_filter(where.not_),),
    )
