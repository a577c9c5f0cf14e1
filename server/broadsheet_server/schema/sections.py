"""Sections: the type, `section` and `sections`."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any

import strawberry

from broadsheet_server.models.article_filter import ArticleFilter
from broadsheet_server.reading import pagination, read_models
from broadsheet_server.reading.pagination import ArticleOrder
from broadsheet_server.reading.section_tree import SectionTree
from broadsheet_server.reading.taxonomy import section_by_path
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
from broadsheet_server.schema.fields import resolver_field
from broadsheet_server.schema.nodes import Node

if TYPE_CHECKING:
    from broadsheet_server.schema.articles import ArticleConnection

# The one circle of types: an article has a section, tags, authors and related articles, and each of those has
# articles. `articles` imports these modules; they name its types lazily.
Articles = Annotated["ArticleConnection", strawberry.lazy("broadsheet_server.schema.articles")]


def _from_tree(info: Info, find: Callable[[SectionTree], object]) -> object:
    """What is found in the tree of sections: at once if it has been read, otherwise awaitable.

    A coroutine for each of a thousand sections would run in one turn of the event loop.
    """
    tree = info.context.reading.section_tree
    return _from_tree_later(info, find) if tree is None else find(tree)


async def _from_tree_later(info: Info, find: Callable[[SectionTree], object]) -> object:
    return find(await info.context.reading.sections())


@strawberry.type(description="A place in the tree of sections, like Asia in World.")
class Section(Node):
    """Resolved from `read_models.Section`."""

    slug: str = strawberry.field(description="Its name in the path, like `asia`.")
    path: str = strawberry.field(description="The slugs from the root, like `world/asia`.")
    name: str = strawberry.field(description="What readers call it.")
    description: str | None = strawberry.field(description="What it is about.")
    url: str = strawberry.field(description="Its page on the web, absolute.")

    @resolver_field("The section above; null at the top.", "Section | None")
    @staticmethod
    def parent(section: strawberry.Parent[read_models.Section], info: Info) -> Any:
        return _from_tree(info, lambda tree: tree.parent(section))

    @resolver_field("The sections above, from the root down.", "list[Section]")
    @staticmethod
    def ancestors(section: strawberry.Parent[read_models.Section], info: Info) -> Any:
        return _from_tree(info, lambda tree: tree.breadcrumb(section)[:-1])

    @resolver_field(
        "The sections directly below, in their order; without those that nothing is in.", "list[Section]"
    )
    @staticmethod
    def children(section: strawberry.Parent[read_models.Section], info: Info) -> Any:
        return _from_tree(info, lambda tree: tree.children(section))

    @resolver_field("Its articles.", Articles)
    @staticmethod
    async def articles(
        section: strawberry.Parent[read_models.Section],
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
        include_descendants: IncludeDescendants = True,
        order_by: OrderBy = ArticleOrder.NEWEST,
    ) -> pagination.Page:
        condition = ArticleFilter(section=section.path, descendants=include_descendants)
        return await article_page(info, condition, order_by, first, after, last, before)

    @classmethod
    def is_type_of(cls, value: Any, _info: object) -> bool:
        """Whether an object is resolved to this type."""
        return isinstance(value, read_models.Section)


@strawberry.type
class SectionQueries:
    """Queries about sections."""

    @resolver_field(
        "The section at a path, or the one that was moved from there; null where there is none.",
        Section | None,
    )
    async def section(
        self,
        info: Info,
        path: Annotated[str, strawberry.argument(description="The slugs from the root, like `world/asia`.")],
    ) -> read_models.Section | None:
        return await section_by_path(info.context.reading, path)

    @resolver_field(
        "The sections at the top, in their order, without those that nothing is in; the others are their "
        "`children`. `section` finds an empty one too.",
        list[Section],
    )
    async def sections(self, info: Info) -> list[read_models.Section]:
        return (await info.context.reading.sections()).roots
