"""`rotateWebhookSecret` and `testWebhook`."""

from enum import StrEnum
from typing import Annotated

import strawberry

from broadsheet_server.reading.global_ids import uuid_of
from broadsheet_server.schema.context import Info
from broadsheet_server.schema.enums import describe
from broadsheet_server.schema.fields import resolver_field
from broadsheet_server.schema.user_errors import UserError
from broadsheet_server.schema.webhook_results import (
    AS_IT_IS,
    ERRORS,
    INVALID,
    NOT_FOUND,
    SCOPE_NOT_HELD,
    WEBHOOK,
    WebhookResult,
    editing_of,
    refused,
    steered,
)
from broadsheet_server.schema.webhooks import NEEDS, Webhook, webhook_of
from broadsheet_server.webhooks.steer_webhook import OVERLAP_HOURS_MAX, rotate_secret
from broadsheet_server.webhooks.try_webhook import Trial, try_webhook
from broadsheet_server.webhooks.user_errors import WebhookInputError, unknown_article

OVERLAP_HOURS_DEFAULT = 24


class RotateWebhookSecretErrorCode(StrEnum):
    """Why a webhook did not get another secret."""

    WEBHOOK_NOT_FOUND = "not_found"
    INVALID_VALUE = "invalid_value"
    SCOPE_NOT_HELD = "scope_not_held"


class TestWebhookErrorCode(StrEnum):
    """Why a webhook was not tested."""

    WEBHOOK_NOT_FOUND = "not_found"
    ARTICLE_NOT_FOUND = "article_not_found"
    SCOPE_NOT_HELD = "scope_not_held"


describe(
    RotateWebhookSecretErrorCode,
    "Why a webhook did not get another secret.",
    {"WEBHOOK_NOT_FOUND": NOT_FOUND, "INVALID_VALUE": INVALID, "SCOPE_NOT_HELD": SCOPE_NOT_HELD},
    name="RotateWebhookSecretErrorCode",
)
describe(
    TestWebhookErrorCode,
    "Why a webhook was not tested.",
    {
        "WEBHOOK_NOT_FOUND": NOT_FOUND,
        "ARTICLE_NOT_FOUND": "There is no such article, or it was never public.",
        "SCOPE_NOT_HELD": SCOPE_NOT_HELD,
    },
    name="TestWebhookErrorCode",
)


@strawberry.type(description="Why a webhook did not get another secret.")
class RotateWebhookSecretError(UserError):
    """Resolved from `WebhookMutationError`."""

    code: RotateWebhookSecretErrorCode = strawberry.field(description="The reason, for programs.")


@strawberry.type(description="Why a webhook was not tested.")
class TestWebhookError(UserError):
    """Resolved from `WebhookMutationError`."""

    code: TestWebhookErrorCode = strawberry.field(description="The reason, for programs.")


@strawberry.input(
    description="Which webhook gets another secret, and how long both sign."
    ' Example: `{webhook: "V2ViaG9vazowMQ", overlapHours: 48}`.'
)
class RotateWebhookSecretInput:
    """The input of `rotate_webhook_secret`."""

    webhook: strawberry.ID = strawberry.field(description=WEBHOOK)
    overlap_hours: int = strawberry.field(
        default=OVERLAP_HOURS_DEFAULT,
        description=f"For how many hours the present secret signs too: 0 to {OVERLAP_HOURS_MAX}.",
    )


@strawberry.input(
    description="Which webhook is tested, and with what."
    ' Example: `{webhook: "V2ViaG9vazowMQ", article: "QXJ0aWNsZTowMQ"}`.'
)
class TestWebhookInput:
    """The input of `test_webhook`."""

    webhook: strawberry.ID = strawberry.field(description=WEBHOOK)
    article: strawberry.ID | None = strawberry.field(
        default=None,
        description="The article whose last change is posted; by default the last change that the webhook "
        "is told of. Where it is told of nothing yet, the payload has no data.",
    )


def _payload(trial: strawberry.Parent[Trial]) -> str:
    return trial.payload


def _succeeded(trial: strawberry.Parent[Trial]) -> bool:
    return trial.attempt.error is None


def _error(trial: strawberry.Parent[Trial]) -> str | None:
    return trial.attempt.error


def _status(trial: strawberry.Parent[Trial]) -> int | None:
    return trial.attempt.status


def _seconds(trial: strawberry.Parent[Trial]) -> float | None:
    return trial.attempt.seconds


def _excerpt(trial: strawberry.Parent[Trial]) -> str | None:
    return trial.attempt.excerpt


@strawberry.type(description="What was posted in a test, and what came back.")
class WebhookTest:
    """Resolved from `Trial`."""

    payload: str = strawberry.field(
        resolver=_payload, description="The body that was posted; empty where none could be made."
    )
    succeeded: bool = strawberry.field(
        resolver=_succeeded, description="Whether the receiver answered with a status of 200 to 299."
    )
    error: str | None = strawberry.field(
        resolver=_error, description="Why it is no success, in a sentence; null if it is one."
    )
    response_status: int | None = strawberry.field(
        resolver=_status, description="The status of the response; null where none came."
    )
    response_seconds: float | None = strawberry.field(
        resolver=_seconds, description="How long the receiver took; null where no response came."
    )
    response_excerpt: str | None = strawberry.field(
        resolver=_excerpt, description="How the body of the response begins; null where none came."
    )


@strawberry.type(description="What became of a webhook that was to get another secret.")
class RotateWebhookSecretPayload:
    """Resolved from `WebhookResult`."""

    webhook: Webhook | None = strawberry.field(description=AS_IT_IS)
    secret: str | None = strawberry.field(description="The new secret. It is not shown again.")
    user_errors: list[RotateWebhookSecretError] = strawberry.field(description=ERRORS)


@strawberry.type(description="What became of a webhook that was to be tested.")
class TestWebhookPayload:
    """Resolved from `WebhookResult`."""

    webhook: Webhook | None = strawberry.field(description=AS_IT_IS)
    test: WebhookTest | None = strawberry.field(
        name="test", description="What was posted, and what came back; null if there are errors."
    )
    user_errors: list[TestWebhookError] = strawberry.field(description=ERRORS)


@strawberry.type
class TryWebhookMutations:
    """Mutations for setting up a receiver."""

    @resolver_field(
        f"Give a webhook another secret. Both sign until the overlap is over. {NEEDS}",
        RotateWebhookSecretPayload,
    )
    async def rotate_webhook_secret(
        self,
        info: Info,
        data: Annotated[
            RotateWebhookSecretInput, strawberry.argument(name="input", description="Which, and how.")
        ],
    ) -> WebhookResult:
        editing, key = editing_of(info), uuid_of("Webhook", data.webhook)
        held = editing.caller.scopes
        return await steered(
            info,
            key,
            lambda session: rotate_secret(session, key, held, data.overlap_hours, editing.now),
            RotateWebhookSecretErrorCode,
            f"the secret before signs for {data.overlap_hours} hours",
        )

    @resolver_field(
        f"Post a sample to the receiver now, and tell what comes back. It is not in the log. {NEEDS}",
        TestWebhookPayload,
    )
    async def test_webhook(
        self,
        info: Info,
        data: Annotated[TestWebhookInput, strawberry.argument(name="input", description="Which, and what.")],
    ) -> WebhookResult:
        key = uuid_of("Webhook", data.webhook)
        article = None if data.article is None else uuid_of("Article", data.article)
        try:
            if data.article is not None and article is None:
                raise unknown_article()
            trial = await try_webhook(editing_of(info), key, article)
        except WebhookInputError as error:
            return refused(error, TestWebhookErrorCode)
        return WebhookResult(await webhook_of(info, key), test=trial)
