"""Editors' picks at the head of related lists."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

import strawberry

from broadsheet_server.reading import read_models
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
from broadsheet_server.schema.fields import found_by
from broadsheet_server.schema.lookahead import selection
from broadsheet_server.schema.sharing import UserError
from broadsheet_shared.vocabulary import Scope

describe(
    PinRelatedErrorCode,
    "Why the editors' picks were not taken.",
    {
        "ARTICLE_NOT_FOUND": "There is no such article, or it is not published.",
        "RELATED_NOT_FOUND": "One of the picks does not exist, or is not published.",
        "TOO_MANY": f"More than {PINS_MAX} picks.",
        "SELF": "An article was picked for itself.",
    },
    name="PinRelatedErrorCode",
)


@strawberry.type(description="Why the editors' picks were not taken.")
class PinRelatedError(UserError):
    """Made of a `PinRelatedUserError`."""

    code: PinRelatedErrorCode = strawberry.field(description="The reason, for programs.")


@strawberry.input(description="Which articles stand at the head of another one's related list.")
class PinRelatedInput:
    """Read by `pin_related`."""

    article: strawberry.ID = strawberry.field(description="The id of the article whose list it is.")
    related: list[strawberry.ID] = strawberry.field(
        description=f"The ids of the picks, in order, up to {PINS_MAX}, instead of all earlier ones. "
        "An empty list takes them away."
    )


@strawberry.type(description="What became of the editors' picks.")
class PinRelatedPayload:
    """Completed from `PinningOutcome`."""

    article: Article | None = strawberry.field(
        description="The article with its list; null if there are errors, or if it is not public now."
    )
    user_errors: list[PinRelatedError] = strawberry.field(
        description="What has to be put right; empty if the picks were taken."
    )


@dataclass(frozen=True, slots=True)
class PinningOutcome:
    """What `PinRelatedPayload` is completed from."""

    article: read_models.Article | None
    user_errors: Sequence[PinRelatedUserError]


@strawberry.type
class PinningMutations:
    """The acts of editors upon related news."""

    @found_by(
        (
            "Put editors' picks at the head of an article's related list, with the reason EDITOR_CHOICE. "
            "Needs an API key with scope `edit`."
        ),
        PinRelatedPayload,
    )
    async def pin_related(
        self,
        info: Info,
        wish: Annotated[
            PinRelatedInput, strawberry.argument(name="input", description="Which picks for which article.")
        ],
    ) -> PinningOutcome:
        info.context.need(Scope.EDIT)
        key = uuid_of("Article", wish.article)
        picks = [uuid_of("Article", each) for each in wish.related]
        problems = await asyncio.to_thread(_pin, info.context, key, picks)
        if problems or key is None:
            return PinningOutcome(None, problems)
        found = await info.context.cards.load(((key,), selection(info).below("article")))
        return PinningOutcome(found.get(key), ())


def _pin(context: Context, article: UUID | None, picks: Sequence[UUID | None]) -> list[PinRelatedUserError]:
    """In a thread of its own, because it may have to wait for another writer."""
    with context.database.write() as session:
        return pin_related(session, article, picks)
