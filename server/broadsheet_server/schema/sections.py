"""The tree of sections."""

from typing import TYPE_CHECKING, Annotated, Any

import strawberry

from broadsheet_server.reading import read_models
from broadsheet_server.reading.filters import ArticleFilter, ArticleOrder
from broadsheet_server.schema.connections import (
    After,
    Before,
    First,
    IncludeDescendants,
    Last,
    OrderBy,
    article_page,
)  # fmt: skip
from broadsheet_server.schema.context import Info
from broadsheet_server.schema.fields import found_by
from broadsheet_server.schema.nodes import Node

if TYPE_CHECKING:
    from broadsheet_server.schema.articles import ArticleConnection

Articles = Annotated["ArticleConnection", strawberry.lazy("broadsheet_server.schema.articles")]


@strawberry.type(description="A place in the tree of sections, like Asia in World.")
class Section(Node):
    """Completed from `answers.Section`."""

    slug: str = strawberry.field(description="Its name in the path, like `asia`.")
    path: str = strawberry.field(description="The slugs from the root, like `world/asia`.")
    name: str = strawberry.field(description="What readers call it.")
    description: str | None = strawberry.field(description="What it is about.")
    url: str = strawberry.field(description="Its page on the web, absolute.")

    @found_by("The section above; null at the top.", "Section | None")
    @staticmethod
    async def parent(it: strawberry.Parent[read_models.Section], info: Info) -> read_models.Section | None:
        return (await info.context.reading.sections()).parent(it)

    @found_by("The sections above, from the root down.", "list[Section]")
    @staticmethod
    async def ancestors(it: strawberry.Parent[read_models.Section], info: Info) -> list[read_models.Section]:
        return (await info.context.reading.sections()).line(it)[:-1]

    @found_by("The sections directly below, in their order.", "list[Section]")
    @staticmethod
    async def children(it: strawberry.Parent[read_models.Section], info: Info) -> list[read_models.Section]:
        return (await info.context.reading.sections()).children(it)

    @found_by("Its articles.", Articles)
    @staticmethod
    async def articles(
        it: strawberry.Parent[read_models.Section],
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
        include_descendants: IncludeDescendants = True,
        order_by: OrderBy = ArticleOrder.NEWEST,
    ) -> read_models.Page:
        wanted = ArticleFilter(section=it.path, descendants=include_descendants, order=order_by)
        return await article_page(info, wanted, first, after, last, before)

    @classmethod
    def is_type_of(cls, answer: Any, _info: object) -> bool:
        """Whether an answer is one."""
        return isinstance(answer, read_models.Section)


@strawberry.type
class SectionQueries:
    """The questions about sections."""

    @found_by("The section at a path; null where there is none.", Section | None)
    async def section(
        self,
        info: Info,
        path: Annotated[str, strawberry.argument(description="The slugs from the root, like `world/asia`.")],
    ) -> read_models.Section | None:
        return (await info.context.reading.sections()).by_path.get(path)

    @found_by(
        "The sections at the top, in their order; the others are their `children`.",
        list[Section],
    )
    async def sections(self, info: Info) -> list[read_models.Section]:
        return (await info.context.reading.sections()).roots
