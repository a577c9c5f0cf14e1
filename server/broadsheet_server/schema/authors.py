"""Those who write."""

from typing import Annotated, Any

import strawberry

from broadsheet_server.reading import read_models
from broadsheet_server.reading.filters import ArticleFilter, ArticleOrder
from broadsheet_server.reading.taxonomy import author_by_slug
from broadsheet_server.schema.connections import After, Before, First, Last, OrderBy, article_page
from broadsheet_server.schema.context import Info
from broadsheet_server.schema.fields import found_by
from broadsheet_server.schema.nodes import Node
from broadsheet_server.schema.sections import Articles


@strawberry.type(description="Somebody who writes. What is printed above an article is its `byline`.")
class Author(Node):
    """Completed from `answers.Author`."""

    slug: str = strawberry.field(description="Their name in addresses, unique.")
    name: str = strawberry.field(description="Their name.")

    @found_by("The articles they wrote.", Articles)
    @staticmethod
    async def articles(
        it: strawberry.Parent[read_models.Author],
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
        order_by: OrderBy = ArticleOrder.NEWEST,
    ) -> read_models.Page:
        return await article_page(
            info, ArticleFilter(author=it.slug, order=order_by), first, after, last, before
        )

    @classmethod
    def is_type_of(cls, answer: Any, _info: object) -> bool:
        """Whether an answer is one."""
        return isinstance(answer, read_models.Author)


@strawberry.type
class AuthorQueries:
    """The questions about authors."""

    @found_by("The author with a slug; null where there is none.", Author | None)
    async def author(
        self, info: Info, slug: Annotated[str, strawberry.argument(description="The slug of the author.")]
    ) -> read_models.Author | None:
        return await author_by_slug(info.context.reading, slug)
