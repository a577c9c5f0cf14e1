"""What becomes of a mutation of a webhook: the webhook as it is then, or what has to be put right."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any
from uuid import UUID

from broadsheet_server.access.audit import Act
from broadsheet_server.reading.errors import InvalidQueryError
from broadsheet_server.schema.context import Info
from broadsheet_server.schema.user_errors import user_errors
from broadsheet_server.schema.webhooks import webhook_of
from broadsheet_server.webhooks.delivery_log import WebhookStatus
from broadsheet_server.webhooks.edit_webhook import Editing
from broadsheet_server.webhooks.try_webhook import Trial
from broadsheet_server.webhooks.user_errors import WebhookErrorCode, WebhookInputError, WebhookUserError
from broadsheet_shared.vocabulary import Scope

WEBHOOK = "The id of the webhook."
AS_IT_IS = "The webhook as it is now; null if there are errors."
ERRORS = "What has to be put right; empty if it was done."
NOT_FOUND = "There is no webhook with this id."
INVALID = "The value at `path` cannot be taken; `message` says why."
SCOPE_NOT_HELD = "The webhook reads, or is to read, with a scope that this API key does not have."
AHEAD = "The change feed has not reached this sequence."
INVALID_URL = "Nothing can be posted to the address; `message` says why."
INVALID_DOCUMENT = "The document cannot be executed for each change; `message` says why."


@dataclass(frozen=True, slots=True)
class WebhookMutationError:
    """What has to be put right."""

    code: StrEnum
    message: str
    path: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WebhookResult:
    """What the payloads are resolved from."""

    webhook: WebhookStatus | None = None
    secret: str | None = None
    test: Trial | None = None
    deleted_id: str | None = None
    user_errors: Sequence[WebhookMutationError] = ()


def editing_of(info: Info) -> Editing:
    """Who edits webhooks. Raises CodedError without the scope."""
    context = info.context
    caller = context.need(Scope.WEBHOOKS)
    assert context.payloads is not None  # transport gives it with every context
    return Editing(context.database, context.settings, context.payloads, caller, context.now)


@contextmanager
def readable_where() -> Iterator[None]:
    """Have a `where` that means nothing told like any other value that cannot be taken."""
    try:
        yield
    except InvalidQueryError as error:
        invalid = WebhookUserError(WebhookErrorCode.INVALID_VALUE, str(error), ("where",))
        raise WebhookInputError(invalid) from error


def refused(error: WebhookInputError, codes: type[StrEnum]) -> WebhookResult:
    """The result of something that was not done."""
    errors = [WebhookMutationError(codes(each.code.value), each.message, each.path) for each in error.errors]
    return WebhookResult(user_errors=user_errors(errors))


async def steered(
    info: Info, webhook_id: UUID | None, steer: Callable[[Any], str | None], codes: type[StrEnum]
) -> WebhookResult:
    """The webhook after `steer`, which runs in a transaction and a thread, and may return a secret."""
    info.context.need(Scope.WEBHOOKS)
    database = info.context.database

    def write() -> str | None:
        with database.write() as session:
            secret = steer(session)
            info.context.record(session, Act(info.field_name, "Webhook", str(webhook_id)))
            return secret

    try:
        secret = await asyncio.to_thread(write)
    except WebhookInputError as error:
        return refused(error, codes)
    return replace(WebhookResult(await webhook_of(info, webhook_id)), secret=secret)
