"""`publishArticle`: a new article that an editor sends."""

import asyncio
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

import strawberry

from broadsheet_server.ingest.submissions import ArticleExistsError, IdempotencyConflictError
from broadsheet_server.newsroom import edited_articles
from broadsheet_server.newsroom.validation import RejectedDraftError
from broadsheet_server.schema.article_drafts import draft_of, input_path
from broadsheet_server.schema.article_input import ArticleInput
from broadsheet_server.schema.context import Info
from broadsheet_server.schema.edit_results import TRANSLATION_ERRORS
from broadsheet_server.schema.edited_articles import EditedArticle, edited_article
from broadsheet_server.schema.enums import describe
from broadsheet_server.schema.fields import resolver_field
from broadsheet_server.schema.submissions import REASON_DESCRIPTION, submission
from broadsheet_server.schema.user_errors import UserError, user_errors
from broadsheet_shared.vocabulary import Scope


class PublishArticleErrorCode(StrEnum):
    """Why an article was not published."""

    INVALID_VALUE = "invalid_value"
    ARTICLE_EXISTS = "article_exists"
    TRANSLATION_NOT_FOUND = "translation_not_found"
    TRANSLATION_LANGUAGE_TAKEN = "translation_language_taken"


describe(
    PublishArticleErrorCode,
    "Why an article was not published.",
    {
        "INVALID_VALUE": "The value at `path` cannot be taken; `message` says why.",
        "ARTICLE_EXISTS": "It is here already, by its reference, its address, or as another source's copy.",
        **{
            name: TRANSLATION_ERRORS[name]
            for name in TRANSLATION_ERRORS
            if name in PublishArticleErrorCode.__members__
        },
    },
    name="PublishArticleErrorCode",
)


@dataclass(frozen=True, slots=True)
class PublishArticleUserError:
    """What has to be put right in `publishArticle`."""

    code: PublishArticleErrorCode
    message: str
    path: tuple[str, ...]


@strawberry.type(description="Why an article was not published.")
class PublishArticleError(UserError):
    """Resolved from `PublishArticleUserError`."""

    code: PublishArticleErrorCode = strawberry.field(description="The reason, for programs.")


@strawberry.input(
    description="A new article."
    ' Example: `{article: {headline: "Ferry returns", bodyHtml: "<p>It sails '
    'again.</p>", section: "city"}, idempotencyKey: "7d1c0c5e"}`.'
)
class PublishArticleInput:
    """The input of `publish_article`."""

    article: ArticleInput = strawberry.field(description="The article.")
    idempotency_key: str | None = strawberry.field(
        default=None,
        description="A name for this request, made by the caller: with it, it is the same article again.",
    )
    reason: str | None = strawberry.field(default=None, description=REASON_DESCRIPTION)


@strawberry.type(description="What became of a new article.")
class PublishArticlePayload:
    """Resolved from `PublishArticleResult`."""

    article: EditedArticle | None = strawberry.field(description="The article; null if there are errors.")
    notes: list[str] = strawberry.field(description="What was left out of it, and why.")
    user_errors: list[PublishArticleError] = strawberry.field(
        description="What has to be put right; empty if it was published."
    )


@dataclass(frozen=True, slots=True)
class PublishArticleResult:
    """What `PublishArticlePayload` is resolved from."""

    article: edited_articles.EditedArticle | None
    notes: Sequence[str] = ()
    user_errors: Sequence[PublishArticleUserError] = ()


@strawberry.type
class PublishArticleMutations:
    """Mutations that publish."""

    @resolver_field(
        (
            "Publish a new article: now, at a time (`publishedAt`), or under embargo (`embargoedUntil`). "
            "Needs an API key with scope `edit`."
        ),
        PublishArticlePayload,
    )
    async def publish_article(
        self,
        info: Info,
        data: Annotated[PublishArticleInput, strawberry.argument(name="input", description="The article.")],
    ) -> PublishArticleResult:
        publishing = submission(info, Scope.EDIT, data.reason)
        draft = draft_of(data.article, language=info.context.settings.publication.language)
        try:
            result = await asyncio.to_thread(publishing.publish_new, draft, _key(info, data.idempotency_key))
        except RejectedDraftError as error:
            code, path = PublishArticleErrorCode(error.code), ("article", *input_path(error))
            return PublishArticleResult(
                None, (), user_errors([PublishArticleUserError(code, str(error), path)])
            )
        except ArticleExistsError as error:
            code = PublishArticleErrorCode.ARTICLE_EXISTS
            return PublishArticleResult(
                None, (), user_errors([PublishArticleUserError(code, str(error), ("article",))])
            )
        except IdempotencyConflictError as error:
            code = PublishArticleErrorCode.INVALID_VALUE
            return PublishArticleResult(
                None, (), user_errors([PublishArticleUserError(code, str(error), ("idempotencyKey",))])
            )
        article = await edited_article(info, result.article_id)
        return PublishArticleResult(article, (*result.notes, *result.warnings))


def _key(info: Info, idempotency_key: str | None) -> str | None:
    """The idempotency key of a caller, apart from those of others; a digest, so that it may be any text."""
    caller = info.context.caller
    if caller is None or idempotency_key is None:
        return None
    return f"{caller.api_key_id.hex}:{hashlib.sha256(idempotency_key.encode()).hexdigest()}"
