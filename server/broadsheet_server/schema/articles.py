"""Articles: the type, `article` and `articles`."""

from typing import Annotated, Any, cast

import strawberry

from broadsheet_server.reading import pagination, read_models
from broadsheet_server.reading.articles import article_named
from broadsheet_server.reading.identifiers import Name
from broadsheet_server.reading.pagination import ArticleOrder
from broadsheet_server.schema.article_where import ArticleWhere, article_filter
from broadsheet_server.schema.authors import Author
from broadsheet_server.schema.connections import (
    After,
    Before,
    First,
    Last,
    OrderBy,
    PageInfo,
    TotalCount,
    article_page,
)  # fmt: skip
from broadsheet_server.schema.context import Info
from broadsheet_server.schema.fields import resolver_field
from broadsheet_server.schema.lookahead import selection
from broadsheet_server.schema.nodes import Node
from broadsheet_server.schema.related import RelatedArticles
from broadsheet_server.schema.scalars import Date, DateTime
from broadsheet_server.schema.sections import Section
from broadsheet_server.schema.tags import Tag
from broadsheet_server.schema.translations import TranslatedArticle
from broadsheet_shared.vocabulary import ArticleStatus, ContributorRole, TagKind

_WITHHELD = "Where the publication shows no images of other servers, an address of its own that answers 404."


@strawberry.type(description="One file of an image, in one size.")
class Rendition:
    """Resolved from `read_models.Rendition`."""

    name: str = strawberry.field(
        description="What the size is called: `original`, or the most pixels that it is wide, like `800`."
    )
    url: str = strawberry.field(description=f"Where the file is, absolute. {_WITHHELD}")
    media_type: str = strawberry.field(description="Its format, like `image/png`.")
    width: int = strawberry.field(description="Width in pixels.")
    height: int = strawberry.field(description="Height in pixels.")


@strawberry.type(description="The most important point of an image: what stays where it is cut to size.")
class FocalPoint:
    """Resolved from `read_models.FocalPoint`."""

    x: float = strawberry.field(description="0 at the left edge of the image, 1 at the right one.")
    y: float = strawberry.field(description="0 at the upper edge of the image, 1 at the lower one.")


@strawberry.type(description="An image with its words.")
class Image(Node):
    """Resolved from `read_models.Image`."""

    alt: str = strawberry.field(description="What is seen, for those who cannot see it.")
    caption: str | None = strawberry.field(description="What to know about what it shows.")
    credit: str | None = strawberry.field(description="Who made it.")
    copyright_notice: str | None = strawberry.field(
        description="Its own notice; null where that of the article holds."
    )
    usage_terms: str | None = strawberry.field(description="What readers and others may do with it.")
    focal_point: FocalPoint | None = strawberry.field(
        description="Its most important point; null where nobody has said."
    )
    url: str = strawberry.field(description=f"Where the original is, absolute. {_WITHHELD}")
    width: int = strawberry.field(description="Width of the original in pixels.")
    height: int = strawberry.field(description="Height of the original in pixels.")
    renditions: list[Rendition] = strawberry.field(
        description="All its files: the original as it came, and, where the publication keeps the file, WebP "
        "of at most 320, 800 and 1600 pixels' width, never wider than the original."
    )

    @classmethod
    def is_type_of(cls, value: Any, _info: object) -> bool:
        """Whether an object is resolved to this type."""
        return isinstance(value, read_models.Image)


@strawberry.type(description="One step of the way from the home page to an article.")
class Breadcrumb:
    """Resolved from `read_models.Breadcrumb`."""

    label: str = strawberry.field(description="What readers call the step.")
    url: str = strawberry.field(description="Where it leads, absolute.")
    section: Section | None = strawberry.field(
        description="The section it stands for; null for the home page."
    )


@strawberry.type(description="A public note that says what was wrong in an article.")
class Correction:
    """Resolved from `read_models.Correction`."""

    text: str = strawberry.field(description="What was wrong, and what is right.")
    corrected_at: DateTime = strawberry.field(description="When it was corrected.")


@strawberry.type(description="Where an article came from, such as an agency.")
class Source:
    """Resolved from `read_models.Source`."""

    name: str = strawberry.field(description="The name of the source.")
    url: str | None = strawberry.field(description="Where the source published it.")


@strawberry.type(description="Somebody with what they did for an article.")
class Contributor:
    """Resolved from `read_models.Contributor`."""

    author: Author = strawberry.field(description="Who it was.")
    role: ContributorRole = strawberry.field(description="What they did.")


@strawberry.type(description="An article that is public.")
class Article(RelatedArticles, TranslatedArticle, Node):
    """Resolved from `read_models.Article`, which has read the selected fields only."""

    slug: str = strawberry.field(description="Its name in addresses, unique.")
    path: str = strawberry.field(description="Its place on this site, like `/articles/a-bridge-opens`.")
    canonical_url: str = strawberry.field(description="The one address to cite and share, absolute.")
    external_reference: str | None = strawberry.field(description="The id that its source knows it by.")
    headline: str = strawberry.field(description="The line above it.")
    summary: str | None = strawberry.field(description="What it says, in a sentence or two.")
    body_html: str = strawberry.field(
        description="Its text as HTML of few and harmless elements, without scripts and styles. Images that "
        "the publication keeps have their renditions in `srcset`."
    )
    body_text: str = strawberry.field(description="Its text without markup, and without what is struck out.")
    byline: str | None = strawberry.field(description="Who wrote it, as printed.")
    dateline: str | None = strawberry.field(
        description="The place where it was filed, printed before the first paragraph."
    )
    authors: list[Author] = strawberry.field(description="Who wrote it, in the order of the byline.")
    section: Section = strawberry.field(description="The section it is in.")
    breadcrumb: list[Breadcrumb] = strawberry.field(
        description="The way to it: the home page, then the sections from the root down."
    )
    lead_image: Image | None = strawberry.field(description="The image that stands for it.")
    images: list[Image] = strawberry.field(description="All its images, the lead image first.")
    language: str = strawberry.field(description="The language it is written in (BCP 47).")
    published_at: DateTime = strawberry.field(
        description="When it was first published. Where `publishedOn` is given, the beginning of that day in "
        "the time zone of its source."
    )
    published_on: Date | None = strawberry.field(
        description="The day it was published, where its source gave no time of day: show it in place of "
        "`publishedAt`. Null where the time is known."
    )
    updated_at: DateTime = strawberry.field(description="When it last changed in substance.")
    updated_on: Date | None = strawberry.field(
        description="The day it last changed, where its source gave no time of day: show it in place of "
        "`updatedAt`. Null where the time is known."
    )
    word_count: int = strawberry.field(
        description="Its length in words; in Chinese and Japanese, in characters."
    )
    reading_minutes: int = strawberry.field(description="How long reading takes, at least one minute.")
    copyright_notice: str = strawberry.field(description="Its own notice, otherwise the publication's.")
    copyright_holder: str | None = strawberry.field(
        description="Who has the rights in it, as its source names them, like an agency."
    )
    usage_terms: str | None = strawberry.field(
        description="What its source lets readers and others do with it."
    )
    source: Source | None = strawberry.field(description="Where it came from, if from elsewhere.")
    sources: list[Source] = strawberry.field(
        description="All who published it: `source`, then others with the same story, in order of arrival."
    )
    corrections: list[Correction] = strawberry.field(description="What was corrected, in order of time.")
    revision: int = strawberry.field(description="How often it was changed, counting from 1.")
    status: ArticleStatus = strawberry.field(description="Where it is in its life.")

    @resolver_field(
        "Who worked on it: its `authors`, then the others in the order of the source. Who did two things is "
        "there twice.",
        list[Contributor],
    )
    @staticmethod
    def contributors(
        article: strawberry.Parent[read_models.Article],
        role: Annotated[
            ContributorRole | None, strawberry.argument(description="Only those who did this.")
        ] = None,
    ) -> list[read_models.Contributor]:
        return [each for each in article.contributors if role is None or each.role == role]

    @resolver_field("What it is about, most important first.", list[Tag])
    @staticmethod
    def tags(
        article: strawberry.Parent[read_models.Article],
        kind: Annotated[TagKind | None, strawberry.argument(description="Only tags of this kind.")] = None,
    ) -> list[read_models.Tag]:
        return [tag for tag in article.tags if kind is None or tag.kind == kind]

    @classmethod
    def is_type_of(cls, value: Any, _info: object) -> bool:
        """Whether an object is resolved to this type."""
        return isinstance(value, read_models.Article)


@strawberry.type(description="An article in its place in a list.")
class ArticleEdge:
    """Resolved from `pagination.Edge`."""

    node: Article = strawberry.field(description="The article.")
    cursor: str = strawberry.field(
        description="Its place, for `after` and `before`. News on top does not move it."
    )


@strawberry.type(description="One page of a list of articles.")
class ArticleConnection:
    """Resolved from `pagination.Page`."""

    edges: list[ArticleEdge] = strawberry.field(description="The articles with their places.")
    nodes: list[Article] = strawberry.field(description="The articles alone.")
    page_info: PageInfo = strawberry.field(description="What lies around this page.")
    total_count: TotalCount = strawberry.field(
        description="How many articles the whole list has. It costs a count: ask only where it is shown."
    )


@strawberry.input(
    description="Which article, by exactly one of the names it goes by. Example: "
    '`{path: "/articles/a-bridge-opens"}`.',
    one_of=True,
)
class ArticleBy:
    """Exactly one of the fields is set."""

    id: strawberry.ID | None = strawberry.field(default=strawberry.UNSET, description="Its opaque id.")
    slug: str | None = strawberry.field(default=strawberry.UNSET, description="Its slug, like `ferry-sinks`.")
    path: str | None = strawberry.field(
        default=strawberry.UNSET, description="Its place on this site, like `/articles/a-bridge-opens`."
    )
    canonical_url: str | None = strawberry.field(
        default=strawberry.UNSET, description="Its canonical URL, `https://…`."
    )
    external_reference: str | None = strawberry.field(
        default=strawberry.UNSET,
        description="The id that its source knows it by. Of two sources with one id, the article that came "
        "first.",
    )


@strawberry.type
class ArticleQueries:
    """Queries about articles."""

    @resolver_field(
        "One public article; null where there is none, or none that the public may see.",
        Article | None,
    )
    async def article(
        self,
        info: Info,
        by: Annotated[ArticleBy, strawberry.argument(description="Which article, by one of its names.")],
    ) -> read_models.Article | None:
        [(name, text)] = [(name, text) for name, text in vars(by).items() if text is not strawberry.UNSET]
        return await article_named(info.context.reading, cast("Name", name), text, selection(info))

    @resolver_field("Public articles, page by page.", ArticleConnection)
    async def articles(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
        where: Annotated[ArticleWhere | None, strawberry.argument(description="Which articles.")] = None,
        order_by: OrderBy = ArticleOrder.NEWEST,
    ) -> pagination.Page:
        return await article_page(info, article_filter(where), order_by, first, after, last, before)
