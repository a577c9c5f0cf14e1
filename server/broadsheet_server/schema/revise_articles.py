"""`reviseArticle` and `correctArticle`: what editors change of an article."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated
from uuid import UUID

import strawberry

from broadsheet_server.newsroom.correct import correct
from broadsheet_server.reading.global_ids import uuid_of
from broadsheet_server.schema.article_drafts import changes_of
from broadsheet_server.schema.article_input import ArticleChangesInput
from broadsheet_server.schema.context import Info
from broadsheet_server.schema.edit_results import (
    ARTICLE,
    CONFLICT,
    EDITED,
    ERRORS,
    EXPECTED,
    INVALID,
    NOT_FOUND,
    TRANSLATION_ERRORS,
    EditError,
    EditResult,
    edited,
)
from broadsheet_server.schema.edited_articles import EditedArticle
from broadsheet_server.schema.enums import describe
from broadsheet_server.schema.fields import resolver_field
from broadsheet_server.schema.submissions import REASON_DESCRIPTION, act_of, submission
from broadsheet_shared.vocabulary import Scope


class ReviseArticleErrorCode(StrEnum):
    """Why an article was not revised."""

    ARTICLE_NOT_FOUND = "article_not_found"
    REVISION_CONFLICT = "revision_conflict"
    ARTICLE_WITHDRAWN = "article_withdrawn"
    INVALID_VALUE = "invalid_value"
    TRANSLATION_NOT_FOUND = "translation_not_found"
    TRANSLATION_LANGUAGE_TAKEN = "translation_language_taken"
    TRANSLATION_OF_ITSELF = "translation_of_itself"


class CorrectArticleErrorCode(StrEnum):
    """Why an article was not corrected."""

    ARTICLE_NOT_FOUND = "article_not_found"
    REVISION_CONFLICT = "revision_conflict"
    INVALID_VALUE = "invalid_value"


describe(
    ReviseArticleErrorCode,
    "Why an article was not revised.",
    {
        "ARTICLE_NOT_FOUND": NOT_FOUND,
        "REVISION_CONFLICT": CONFLICT,
        "ARTICLE_WITHDRAWN": "It is withdrawn; restore it first.",
        "INVALID_VALUE": INVALID,
        **TRANSLATION_ERRORS,
    },
    name="ReviseArticleErrorCode",
)
describe(
    CorrectArticleErrorCode,
    "Why an article was not corrected.",
    {"ARTICLE_NOT_FOUND": NOT_FOUND, "REVISION_CONFLICT": CONFLICT, "INVALID_VALUE": INVALID},
    name="CorrectArticleErrorCode",
)


@strawberry.type(description="Why an article was not revised.")
class ReviseArticleError(EditError):
    """Resolved from `EditUserError`."""

    code: ReviseArticleErrorCode = strawberry.field(description="The reason, for programs.")


@strawberry.type(description="Why an article was not corrected.")
class CorrectArticleError(EditError):
    """Resolved from `EditUserError`."""

    code: CorrectArticleErrorCode = strawberry.field(description="The reason, for programs.")


@strawberry.input(
    description="What an editor changes of an article."
    ' Example: `{article: "QXJ0aWNsZTowMQ", expectedRevision: 3, changes: {headline: '
    '"Ferry is back"}, reason: "Shorter."}`.'
)
class ReviseArticleInput:
    """The input of `revise_article`."""

    article: strawberry.ID = strawberry.field(description=ARTICLE)
    expected_revision: int = strawberry.field(description=EXPECTED)
    changes: ArticleChangesInput = strawberry.field(description="What is to be other than it is.")
    minor: bool = strawberry.field(
        default=False, description="Whether it is a matter of form, like a typing error: `updatedAt` stays."
    )
    reason: str | None = strawberry.field(default=None, description=REASON_DESCRIPTION)


@strawberry.input(
    description="A public note that says what was wrong."
    ' Example: `{article: "QXJ0aWNsZTowMQ", correction: "The ferry sails on Monday, '
    'not on Tuesday.", expectedRevision: 3}`.'
)
class CorrectArticleInput:
    """The input of `correct_article`."""

    article: strawberry.ID = strawberry.field(description=ARTICLE)
    correction: str = strawberry.field(
        description="What was wrong, and what is right; readers see it below the article."
    )
    expected_revision: int | None = strawberry.field(default=None, description=EXPECTED)
    reason: str | None = strawberry.field(default=None, description=REASON_DESCRIPTION)


@strawberry.type(description="What became of a revision.")
class ReviseArticlePayload:
    """Resolved from `EditResult`."""

    article: EditedArticle | None = strawberry.field(description=EDITED)
    notes: list[str] = strawberry.field(description="What was left out of the new text, and why.")
    user_errors: list[ReviseArticleError] = strawberry.field(description=ERRORS)


@strawberry.type(description="What became of a correction.")
class CorrectArticlePayload:
    """Resolved from `EditResult`."""

    article: EditedArticle | None = strawberry.field(description=EDITED)
    user_errors: list[CorrectArticleError] = strawberry.field(description=ERRORS)


@strawberry.type
class ReviseArticleMutations:
    """Mutations that change an article."""

    @resolver_field(
        (
            "Change an article. What the changes do not name stays. A later version from its source replaces "
            "them. Needs an API key with scope `edit`."
        ),
        ReviseArticlePayload,
    )
    async def revise_article(
        self,
        info: Info,
        data: Annotated[
            ReviseArticleInput, strawberry.argument(name="input", description="What is changed.")
        ],
    ) -> EditResult:
        revising = submission(info, Scope.EDIT, data.reason)

        def revise(article_id: UUID) -> Sequence[str]:
            return revising.revise(
                *(article_id, changes_of(data.changes)),
                expected_revision=data.expected_revision,
                is_minor=data.minor,
            ).notes

        return await edited(
            *(info, uuid_of("Article", data.article), revise),
            codes=ReviseArticleErrorCode,
            wrong_status=ReviseArticleErrorCode.ARTICLE_WITHDRAWN,
            value_path=("changes",),
        )

    @resolver_field(
        (
            "Say publicly what was wrong in an article. Its text stays: `reviseArticle` changes that. Needs "
            "an API key with scope `edit`."
        ),
        CorrectArticlePayload,
    )
    async def correct_article(
        self,
        info: Info,
        data: Annotated[
            CorrectArticleInput, strawberry.argument(name="input", description="The correction.")
        ],
    ) -> EditResult:
        act, context = act_of(info, Scope.EDIT, data.reason), info.context

        def edit(article_id: UUID) -> Sequence[str]:
            with context.database.write() as session:
                correct(
                    *(session, article_id, data.correction),
                    now=context.now,
                    expected_revision=data.expected_revision,
                    act=act,
                )
            return ()

        return await edited(*(info, uuid_of("Article", data.article), edit), codes=CorrectArticleErrorCode)
