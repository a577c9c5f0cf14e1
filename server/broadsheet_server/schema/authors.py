"""Authors: the type and `author`."""

from typing import Annotated, Any

import strawberry

from broadsheet_server.models.article_filter import ArticleFilter
from broadsheet_server.reading import pagination, read_models
from broadsheet_server.reading.pagination import ArticleOrder
from broadsheet_server.reading.taxonomy import author_by_slug
from broadsheet_server.schema.connections import After, Before, First, Last, OrderBy, article_page
from broadsheet_server.schema.context import Info
from broadsheet_server.schema.fields import resolver_field
from broadsheet_server.schema.nodes import Node
from broadsheet_server.schema.sections import Articles


@strawberry.type(
    description="Somebody who writes, or works on articles otherwise. What is printed above an article is "
    "its `byline`."
)
class Author(Node):
    """Resolved from `read_models.Author`."""

    slug: str = strawberry.field(description="Their name in addresses, unique.")
    name: str = strawberry.field(description="Their name.")

    @resolver_field("The articles they wrote.", Articles)
    @staticmethod
    async def articles(
        author: strawberry.Parent[read_models.Author],
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
        order_by: OrderBy = ArticleOrder.NEWEST,
    ) -> pagination.Page:
        return await article_page(
            info, ArticleFilter(author=author.slug), order_by, first, after, last, before
        )

    @classmethod
    def is_type_of(cls, value: Any, _info: object) -> bool:
        """Whether an object is resolved to this type."""
        return isinstance(value, read_models.Author)


@strawberry.type
class AuthorQueries:
    """Queries about authors."""

    @resolver_field(
        "The author with a slug, or the one that they were merged into; null where there is none. One whom "
        "no public article names is told to keys with scope `edit` only.",
        Author | None,
    )
    async def author(
        self,
        info: Info,
        slug: Annotated[
            str,
            strawberry.argument(description="The slug of the author, like `ada-moor`."),
        ],
    ) -> read_models.Author | None:
        return await author_by_slug(info.context.reading, slug)
