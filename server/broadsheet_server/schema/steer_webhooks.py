"""`pauseWebhook`, `resumeWebhook`, `replayWebhook` and `deleteWebhook`."""

from dataclasses import replace
from enum import StrEnum
from typing import Annotated

import strawberry

from broadsheet_server.reading.global_ids import uuid_of
from broadsheet_server.schema import scalars
from broadsheet_server.schema.context import Info
from broadsheet_server.schema.enums import describe
from broadsheet_server.schema.fields import resolver_field
from broadsheet_server.schema.user_errors import UserError
from broadsheet_server.schema.webhook_results import (
    AHEAD,
    AS_IT_IS,
    ERRORS,
    NOT_FOUND,
    WEBHOOK,
    WebhookResult,
    steered,
)
from broadsheet_server.schema.webhooks import NEEDS, Webhook
from broadsheet_server.webhooks.steer_webhook import (
    delete_webhook,
    pause_webhook,
    replay_webhook,
    resume_webhook,
)


class PauseWebhookErrorCode(StrEnum):
    """Why a webhook was not paused."""

    WEBHOOK_NOT_FOUND = "not_found"


class ResumeWebhookErrorCode(StrEnum):
    """Why a webhook was not resumed."""

    WEBHOOK_NOT_FOUND = "not_found"


class ReplayWebhookErrorCode(StrEnum):
    """Why a webhook was not replayed."""

    WEBHOOK_NOT_FOUND = "not_found"
    SEQUENCE_AHEAD = "sequence_ahead"


class DeleteWebhookErrorCode(StrEnum):
    """Why a webhook was not deleted."""

    WEBHOOK_NOT_FOUND = "not_found"


describe(
    PauseWebhookErrorCode,
    "Why a webhook was not paused.",
    {"WEBHOOK_NOT_FOUND": NOT_FOUND},
    name="PauseWebhookErrorCode",
)
describe(
    ResumeWebhookErrorCode,
    "Why a webhook was not resumed.",
    {"WEBHOOK_NOT_FOUND": NOT_FOUND},
    name="ResumeWebhookErrorCode",
)
describe(
    ReplayWebhookErrorCode,
    "Why a webhook was not replayed.",
    {"WEBHOOK_NOT_FOUND": NOT_FOUND, "SEQUENCE_AHEAD": AHEAD},
    name="ReplayWebhookErrorCode",
)
describe(
    DeleteWebhookErrorCode,
    "Why a webhook was not deleted.",
    {"WEBHOOK_NOT_FOUND": NOT_FOUND},
    name="DeleteWebhookErrorCode",
)


@strawberry.type(description="Why a webhook was not paused.")
class PauseWebhookError(UserError):
    """Resolved from `WebhookMutationError`."""

    code: PauseWebhookErrorCode = strawberry.field(description="The reason, for programs.")


@strawberry.type(description="Why a webhook was not resumed.")
class ResumeWebhookError(UserError):
    """Resolved from `WebhookMutationError`."""

    code: ResumeWebhookErrorCode = strawberry.field(description="The reason, for programs.")


@strawberry.type(description="Why a webhook was not replayed.")
class ReplayWebhookError(UserError):
    """Resolved from `WebhookMutationError`."""

    code: ReplayWebhookErrorCode = strawberry.field(description="The reason, for programs.")


@strawberry.type(description="Why a webhook was not deleted.")
class DeleteWebhookError(UserError):
    """Resolved from `WebhookMutationError`."""

    code: DeleteWebhookErrorCode = strawberry.field(description="The reason, for programs.")


@strawberry.input(description='Which webhook is paused. Example: `{webhook: "V2ViaG9vazowMQ"}`.')
class PauseWebhookInput:
    """The input of `pause_webhook`."""

    webhook: strawberry.ID = strawberry.field(description=WEBHOOK)


@strawberry.input(description='Which webhook is resumed. Example: `{webhook: "V2ViaG9vazowMQ"}`.')
class ResumeWebhookInput:
    """The input of `resume_webhook`."""

    webhook: strawberry.ID = strawberry.field(description=WEBHOOK)


@strawberry.input(
    description='Which webhook is replayed. Example: `{webhook: "V2ViaG9vazowMQ", after: "1024"}`.'
)
class ReplayWebhookInput:
    """The input of `replay_webhook`."""

    webhook: strawberry.ID = strawberry.field(description=WEBHOOK)
    after: scalars.Sequence = strawberry.field(
        description='It is told again of all that follows this sequence, of everything with "0".'
    )


@strawberry.input(description='Which webhook is deleted. Example: `{webhook: "V2ViaG9vazowMQ"}`.')
class DeleteWebhookInput:
    """The input of `delete_webhook`."""

    webhook: strawberry.ID = strawberry.field(description=WEBHOOK)


@strawberry.type(description="What became of a webhook that was to be paused.")
class PauseWebhookPayload:
    """Resolved from `WebhookResult`."""

    webhook: Webhook | None = strawberry.field(description=AS_IT_IS)
    user_errors: list[PauseWebhookError] = strawberry.field(description=ERRORS)


@strawberry.type(description="What became of a webhook that was to be resumed.")
class ResumeWebhookPayload:
    """Resolved from `WebhookResult`."""

    webhook: Webhook | None = strawberry.field(description=AS_IT_IS)
    user_errors: list[ResumeWebhookError] = strawberry.field(description=ERRORS)


@strawberry.type(description="What became of a webhook that was to be replayed.")
class ReplayWebhookPayload:
    """Resolved from `WebhookResult`."""

    webhook: Webhook | None = strawberry.field(description=AS_IT_IS)
    user_errors: list[ReplayWebhookError] = strawberry.field(description=ERRORS)


@strawberry.type(description="What became of a webhook that was to be deleted.")
class DeleteWebhookPayload:
    """Resolved from `WebhookResult`."""

    deleted_id: strawberry.ID | None = strawberry.field(
        description="The id that it had; null if there are errors."
    )
    user_errors: list[DeleteWebhookError] = strawberry.field(description=ERRORS)


@strawberry.type
class SteerWebhookMutations:
    """Mutations that steer webhooks."""

    @resolver_field(
        (
            "Tell a webhook of nothing until it is resumed. What happens meanwhile waits; "
            f"nothing is lost. {NEEDS}"
        ),
        PauseWebhookPayload,
    )
    async def pause_webhook(
        self,
        info: Info,
        data: Annotated[PauseWebhookInput, strawberry.argument(name="input", description="Which.")],
    ) -> WebhookResult:
        key, now = uuid_of("Webhook", data.webhook), info.context.now
        return await steered(
            info, key, lambda session: pause_webhook(session, key, now), PauseWebhookErrorCode
        )

    @resolver_field(
        f"Go on where a webhook was paused. {NEEDS}",
        ResumeWebhookPayload,
    )
    async def resume_webhook(
        self,
        info: Info,
        data: Annotated[ResumeWebhookInput, strawberry.argument(name="input", description="Which.")],
    ) -> WebhookResult:
        key, now = uuid_of("Webhook", data.webhook), info.context.now
        return await steered(
            info, key, lambda session: resume_webhook(session, key, now), ResumeWebhookErrorCode
        )

    @resolver_field(
        (
            "Tell a webhook again of what follows a sequence, under new message ids; also "
            f"one that is paused, when it is resumed. {NEEDS}"
        ),
        ReplayWebhookPayload,
    )
    async def replay_webhook(
        self,
        info: Info,
        data: Annotated[ReplayWebhookInput, strawberry.argument(name="input", description="Which.")],
    ) -> WebhookResult:
        key, now = uuid_of("Webhook", data.webhook), info.context.now
        return await steered(
            info,
            key,
            lambda session: replay_webhook(session, key, data.after, now),
            ReplayWebhookErrorCode,
            f"after {data.after}",
        )

    @resolver_field(
        f"Remove a webhook with its log. {NEEDS}",
        DeleteWebhookPayload,
    )
    async def delete_webhook(
        self,
        info: Info,
        data: Annotated[DeleteWebhookInput, strawberry.argument(name="input", description="Which.")],
    ) -> WebhookResult:
        key = uuid_of("Webhook", data.webhook)
        result = await steered(
            info, key, lambda session: delete_webhook(session, key), DeleteWebhookErrorCode
        )
        return result if result.user_errors else replace(result, deleted_id=data.webhook)
