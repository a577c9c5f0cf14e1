"""Connections (Relay): the arguments and the types that all of them share."""

from typing import Annotated

import strawberry

from broadsheet_server.models.article_filter import ArticleFilter
from broadsheet_server.reading.article_lists import ListRequest
from broadsheet_server.reading.keyset import EXACT_COUNT_MAX
from broadsheet_server.reading.pagination import ArticleOrder, Page, page_arguments
from broadsheet_server.schema.context import Info
from broadsheet_server.schema.lookahead import selection
from broadsheet_shared.limits import PAGE_DEFAULT, PAGE_MAX

First = Annotated[
    int | None,
    strawberry.argument(
        description=f"How many from the start, or after `after`: 0 to {PAGE_MAX}. By default {PAGE_DEFAULT}."
    ),
]
After = Annotated[
    str | None, strawberry.argument(description="Only what follows this cursor, which this list gave before.")
]
Last = Annotated[
    int | None,
    strawberry.argument(
        description=f"How many from the end, or before `before`: 0 to {PAGE_MAX}. Not together with `first`."
    ),
]
Before = Annotated[
    str | None,
    strawberry.argument(description="Only what comes before this cursor, which this list gave before."),
]
OrderBy = Annotated[
    ArticleOrder, strawberry.argument(description="The order of the list, by date of publication.")
]
IncludeDescendants = Annotated[
    bool, strawberry.argument(description="Whether articles of the sections below belong to the list too.")
]


@strawberry.type(description="What lies around a page of a list.")
class PageInfo:
    """Resolved from `pagination.PageInfo`."""

    has_next_page: bool = strawberry.field(description="Whether more follows after the last entry.")
    has_previous_page: bool = strawberry.field(
        description="Whether there is something before the first entry."
    )
    start_cursor: str | None = strawberry.field(
        description="The cursor of the first entry; null for an empty page."
    )
    end_cursor: str | None = strawberry.field(
        description="The cursor of the last entry; null for an empty page."
    )


@strawberry.type(
    description=f"How many entries a list has: exact up to {EXACT_COUNT_MAX:,}, beyond that a lower bound."
)
class TotalCount:
    """Resolved from `pagination.TotalCount`."""

    value: int = strawberry.field(description="The number, of all pages together.")
    is_lower_bound: bool = strawberry.field(description="Whether there are more than `value`.")


async def article_page(
    info: Info,
    condition: ArticleFilter,
    order: ArticleOrder,
    first: int | None,
    after: str | None,
    last: int | None,
    before: str | None,
) -> Page:
    """The page that the four arguments of a connection ask for."""
    request = ListRequest(condition, order, page_arguments(first, after, last, before))
    request.positions()  # a wrong cursor is the error of this field, not of all that are read with it
    return await info.context.page(request, selection(info))
