"""Tags: the type and `tag`."""

from typing import Annotated, Any

import strawberry

from broadsheet_server.models.article_filter import ArticleFilter
from broadsheet_server.reading import pagination, read_models
from broadsheet_server.reading.pagination import ArticleOrder
from broadsheet_server.reading.taxonomy import tag_by_slug
from broadsheet_server.schema.connections import After, Before, First, Last, OrderBy, article_page
from broadsheet_server.schema.context import Info
from broadsheet_server.schema.fields import resolver_field
from broadsheet_server.schema.nodes import Node
from broadsheet_server.schema.sections import Articles
from broadsheet_shared.vocabulary import TagKind


@strawberry.type(description="What an article is about: a topic, person, organisation, place or event.")
class Tag(Node):
    """Resolved from `read_models.Tag`."""

    slug: str = strawberry.field(description="Its name in addresses, unique.")
    label: str = strawberry.field(description="What readers call it.")
    kind: TagKind = strawberry.field(description="What it names.")
    same_as: list[str] = strawberry.field(
        description="URIs of the same thing in vocabularies such as the IPTC's and Wikidata (schema.org)."
    )

    @resolver_field("The articles about it.", Articles)
    @staticmethod
    async def articles(
        tag: strawberry.Parent[read_models.Tag],
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
        order_by: OrderBy = ArticleOrder.NEWEST,
    ) -> pagination.Page:
        return await article_page(info, ArticleFilter(tag=tag.slug), order_by, first, after, last, before)

    @classmethod
    def is_type_of(cls, value: Any, _info: object) -> bool:
        """Whether an object is resolved to this type."""
        return isinstance(value, read_models.Tag)


@strawberry.type
class TagQueries:
    """Queries about tags."""

    @resolver_field(
        "The tag with a slug, or the one that it was merged into; null where there is none. One that no "
        "public article has is told to keys with scope `edit` only.",
        Tag | None,
    )
    async def tag(
        self,
        info: Info,
        slug: Annotated[
            str,
            strawberry.argument(description="The slug of the tag, like `ferries`."),
        ],
    ) -> read_models.Tag | None:
        return await tag_by_slug(info.context.reading, slug)
