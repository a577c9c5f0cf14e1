"""`pinRelated`: editors' pins at the head of related lists."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

import strawberry

from broadsheet_server.access.audit import Act
from broadsheet_server.reading import read_models
from broadsheet_server.reading.articles import articles_by_id
from broadsheet_server.reading.global_ids import uuid_of
from broadsheet_server.related.pin_related import (
    PINS_MAX,
    PinRelatedErrorCode,
    PinRelatedUserError,
    pin_related,
)
from broadsheet_server.schema.articles import Article
from broadsheet_server.schema.context import Context, Info
from broadsheet_server.schema.enums import describe
from broadsheet_server.schema.fields import resolver_field
from broadsheet_server.schema.lookahead import selection
from broadsheet_server.schema.user_errors import UserError, user_errors
from broadsheet_shared.vocabulary import Scope

describe(
    PinRelatedErrorCode,
    "Why the editors' pins were not taken.",
    {
        "ARTICLE_NOT_FOUND": "There is no such article, or it is not published.",
        "RELATED_NOT_FOUND": "One of the pins does not exist, or is not published.",
        "TOO_MANY": f"More than {PINS_MAX} pins.",
        "SELF": "An article was pinned to itself.",
    },
    name="PinRelatedErrorCode",
)


@strawberry.type(description="Why the editors' pins were not taken.")
class PinRelatedError(UserError):
    """Resolved from `PinRelatedUserError`."""

    code: PinRelatedErrorCode = strawberry.field(description="The reason, for programs.")


@strawberry.input(
    description="Which articles stand at the head of another one's related list."
    ' Example: `{article: "QXJ0aWNsZTowMQ", related: ["QXJ0aWNsZTowMg", '
    '"QXJ0aWNsZTowMw"]}`.'
)
class PinRelatedInput:
    """The input of `pin_related`."""

    article: strawberry.ID = strawberry.field(description="The id of the article whose list it is.")
    related: list[strawberry.ID] = strawberry.field(
        description=f"The ids of the pinned articles, in order, up to {PINS_MAX}, instead of all earlier "
        "ones. An empty list takes them away."
    )


@strawberry.type(description="What became of the editors' pins.")
class PinRelatedPayload:
    """Resolved from `PinRelatedResult`."""

    article: Article | None = strawberry.field(
        description="The article with its list; null if there are errors, or if it is not public now."
    )
    user_errors: list[PinRelatedError] = strawberry.field(
        description="What has to be put right; empty if the pins were taken."
    )


@dataclass(frozen=True, slots=True)
class PinRelatedResult:
    """What `PinRelatedPayload` is resolved from."""

    article: read_models.Article | None
    user_errors: Sequence[PinRelatedUserError]


@strawberry.type
class PinRelatedMutations:
    """Mutations of related lists."""

    @resolver_field(
        (
            "Put editors' pins at the head of an article's related list, with the reason EDITOR_CHOICE. "
            "Needs an API key with scope `edit`."
        ),
        PinRelatedPayload,
    )
    async def pin_related(
        self,
        info: Info,
        data: Annotated[
            PinRelatedInput, strawberry.argument(name="input", description="Which pins for which article.")
        ],
    ) -> PinRelatedResult:
        info.context.need(Scope.EDIT)
        article_id = uuid_of("Article", data.article)
        related_ids = [uuid_of("Article", related) for related in data.related]
        act = Act(info.field_name, "Article", str(article_id), f"{len(related_ids)} pins")
        errors = await asyncio.to_thread(_pin, info.context, article_id, related_ids, act)
        if errors or article_id is None:
            return PinRelatedResult(None, user_errors(errors))
        articles = await articles_by_id(info.context.reading, [article_id], selection(info).below("article"))
        return PinRelatedResult(articles.get(article_id), ())


def _pin(
    context: Context, article_id: UUID | None, related_ids: Sequence[UUID | None], act: Act
) -> list[PinRelatedUserError]:
    """Runs in a thread, because it may have to wait for another writer."""
    with context.database.write() as session:
        errors = pin_related(session, article_id, related_ids, sections=context.permitted_sections)
        if not errors:
            context.record(session, act)
        return errors
