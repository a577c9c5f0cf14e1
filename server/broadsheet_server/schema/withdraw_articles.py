"""`withdrawArticle` and `restoreArticle`: taking an article from the public, and back."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated
from uuid import UUID

import strawberry

from broadsheet_server.newsroom.withdraw import Withdrawal, remaining_withdrawal, restore, withdraw
from broadsheet_server.reading.global_ids import uuid_of
from broadsheet_server.schema.context import Info
from broadsheet_server.schema.edit_results import (
    ARTICLE,
    CONFLICT,
    EDITED,
    ERRORS,
    EXPECTED,
    INVALID,
    NOT_FOUND,
    EditError,
    EditResult,
    edited,
)
from broadsheet_server.schema.edited_articles import EditedArticle
from broadsheet_server.schema.enums import describe
from broadsheet_server.schema.fields import resolver_field
from broadsheet_server.schema.submissions import REASON_DESCRIPTION, act_of
from broadsheet_shared.vocabulary import Scope, WithdrawalKind


class WithdrawArticleErrorCode(StrEnum):
    """Why an article was not withdrawn."""

    ARTICLE_NOT_FOUND = "article_not_found"
    REVISION_CONFLICT = "revision_conflict"
    ALREADY_WITHDRAWN = "already_withdrawn"
    INVALID_VALUE = "invalid_value"


class RestoreArticleErrorCode(StrEnum):
    """Why an article was not restored."""

    ARTICLE_NOT_FOUND = "article_not_found"
    REVISION_CONFLICT = "revision_conflict"
    NOT_WITHDRAWN = "not_withdrawn"
    NO_TEXT = "no_text"


describe(
    WithdrawArticleErrorCode,
    "Why an article was not withdrawn.",
    {
        "ARTICLE_NOT_FOUND": NOT_FOUND,
        "REVISION_CONFLICT": CONFLICT,
        "ALREADY_WITHDRAWN": "It is withdrawn already, in this way; or in another one, which WITHDRAWN, the "
        "kind where none is named, replaces only with the `expectedRevision` that you have seen.",
        "INVALID_VALUE": INVALID,
    },
    name="WithdrawArticleErrorCode",
)
describe(
    RestoreArticleErrorCode,
    "Why an article was not restored.",
    {
        "ARTICLE_NOT_FOUND": NOT_FOUND,
        "REVISION_CONFLICT": CONFLICT,
        "NOT_WITHDRAWN": "It is not withdrawn.",
        "NO_TEXT": "Its source took it back before any text of it came: there is nothing to publish until "
        "the source sends a later version.",
    },
    name="RestoreArticleErrorCode",
)


@strawberry.type(description="Why an article was not withdrawn.")
class WithdrawArticleError(EditError):
    """Resolved from `EditUserError`."""

    code: WithdrawArticleErrorCode = strawberry.field(description="The reason, for programs.")


@strawberry.type(description="Why an article was not restored.")
class RestoreArticleError(EditError):
    """Resolved from `EditUserError`."""

    code: RestoreArticleErrorCode = strawberry.field(description="The reason, for programs.")


@strawberry.input(
    description="How an article is taken from the public."
    ' Example: `{article: "QXJ0aWNsZTowMQ", kind: LEGAL, note: "Withdrawn by order of'
    ' a court."}`.'
)
class WithdrawArticleInput:
    """The input of `withdraw_article`."""

    article: strawberry.ID = strawberry.field(description=ARTICLE)
    kind: WithdrawalKind = strawberry.field(
        default=WithdrawalKind.WITHDRAWN, description="What is left in its place."
    )
    note: str | None = strawberry.field(
        default=None,
        description="What readers are told on its page. Of one that is withdrawn already, null leaves what "
        "readers are told as it is, and an empty note removes it.",
    )
    redirect_to: str | None = strawberry.field(
        default=None,
        description="Where a REDIRECT leads: a path on this site like `/articles/a-bridge-opens`, or a web "
        "address.",
    )
    expected_revision: int | None = strawberry.field(default=None, description=EXPECTED)
    reason: str | None = strawberry.field(default=None, description=REASON_DESCRIPTION)


@strawberry.input(
    description="Which withdrawn article the public may see again."
    ' Example: `{article: "QXJ0aWNsZTowMQ", reason: "The court has decided."}`.'
)
class RestoreArticleInput:
    """The input of `restore_article`."""

    article: strawberry.ID = strawberry.field(description=ARTICLE)
    expected_revision: int | None = strawberry.field(default=None, description=EXPECTED)
    reason: str | None = strawberry.field(default=None, description=REASON_DESCRIPTION)


@strawberry.type(description="What became of a withdrawal.")
class WithdrawArticlePayload:
    """Resolved from `EditResult`."""

    article: EditedArticle | None = strawberry.field(description=EDITED)
    user_errors: list[WithdrawArticleError] = strawberry.field(description=ERRORS)


@strawberry.type(description="What became of a restoration.")
class RestoreArticlePayload:
    """Resolved from `EditResult`."""

    article: EditedArticle | None = strawberry.field(description=EDITED)
    notes: list[str] = strawberry.field(
        description="That it stays withdrawn by its source, and until when; empty where it is restored."
    )
    user_errors: list[RestoreArticleError] = strawberry.field(description=ERRORS)


def _path_on(base_url: str, address: str | None) -> str | None:
    """The path of an address on this site, where it is one, so that a redirect outlives another domain."""
    if address is None or not address.startswith(f"{base_url}/"):
        return address
    return address.removeprefix(base_url)


@strawberry.type
class WithdrawArticleMutations:
    """Mutations that take articles from the public, and back."""

    @resolver_field(
        (
            "Take an article from the public, until it is restored, whatever its source sends. One that is "
            "withdrawn already is withdrawn in another way, or with another note, by the same act: when a "
            "court orders it, as LEGAL. Needs an API key with scope `edit`."
        ),
        WithdrawArticlePayload,
    )
    async def withdraw_article(
        self,
        info: Info,
        data: Annotated[
            WithdrawArticleInput, strawberry.argument(name="input", description="Which, and how.")
        ],
    ) -> EditResult:
        act, context = act_of(info, Scope.EDIT, data.reason), info.context
        redirect_to = _path_on(context.settings.base_url, data.redirect_to)

        def edit(article_id: UUID) -> Sequence[str]:
            with context.database.write() as session:
                withdraw(
                    *(session, article_id),
                    now=context.now,
                    withdrawal=Withdrawal(data.kind, data.note, redirect_to),
                    replaces=data.kind is not WithdrawalKind.WITHDRAWN or data.expected_revision is not None,
                    expected_revision=data.expected_revision,
                    act=act,
                )
            return ()

        return await edited(
            *(info, uuid_of("Article", data.article), edit),
            codes=WithdrawArticleErrorCode,
            wrong_status=WithdrawArticleErrorCode.ALREADY_WITHDRAWN,
        )

    @resolver_field(
        (
            "Let the public see a withdrawn article again, as it was. One that its source and an editor have "
            "withdrawn, and one of which its source has sent no text, only that it takes it back, stays "
            "withdrawn by its source, and `notes` say so; what editors have decided is lifted. Needs an API "
            "key with scope `edit`."
        ),
        RestoreArticlePayload,
    )
    async def restore_article(
        self,
        info: Info,
        data: Annotated[RestoreArticleInput, strawberry.argument(name="input", description="Which.")],
    ) -> EditResult:
        act, context = act_of(info, Scope.EDIT, data.reason), info.context

        def edit(article_id: UUID) -> Sequence[str]:
            with context.database.write() as session:
                restore(
                    *(session, article_id),
                    now=context.now,
                    expected_revision=data.expected_revision,
                    act=act,
                )
                note = remaining_withdrawal(session, article_id)
            return (f"{note}.",) if note else ()

        return await edited(
            *(info, uuid_of("Article", data.article), edit),
            codes=RestoreArticleErrorCode,
            wrong_status=RestoreArticleErrorCode.NOT_WITHDRAWN,
        )
