"""`createWebhook` and `updateWebhook`."""

from enum import StrEnum
from typing import Annotated, Any

import strawberry

from broadsheet_server.reading.changes import ChangeFilter
from broadsheet_server.reading.errors import InvalidQueryError
from broadsheet_server.reading.global_ids import uuid_of
from broadsheet_server.schema import scalars
from broadsheet_server.schema.changes import ChangeWhere
from broadsheet_server.schema.context import Info
from broadsheet_server.schema.enums import describe
from broadsheet_server.schema.fields import resolver_field
from broadsheet_server.schema.joined_conditions import joins
from broadsheet_server.schema.user_errors import UserError
from broadsheet_server.schema.webhook_results import (
    AHEAD,
    AS_IT_IS,
    ERRORS,
    INVALID,
    INVALID_DOCUMENT,
    INVALID_URL,
    NOT_FOUND,
    SCOPE_NOT_HELD,
    WEBHOOK,
    WebhookResult,
    editing_of,
    refused,
)
from broadsheet_server.schema.webhooks import NEEDS, Webhook, webhook_of
from broadsheet_server.webhooks.edit_webhook import (
    EVERY_CHANGE,
    WebhookValues,
    create_webhook,
    update_webhook,
)
from broadsheet_server.webhooks.payloads import DEFAULT_DOCUMENT
from broadsheet_server.webhooks.user_errors import WebhookInputError, invalid_conditions, unknown_webhook
from broadsheet_shared.limits import WEBHOOKS_MAX
from broadsheet_shared.vocabulary import Scope

_NAME = "What people know it by, 1 to 100 characters."
_URL = (
    "Where payloads are posted to: `https://…` of a server in the public internet; others, and `http://…`, "
    "if the setting `fetching.allowed_networks` has them."
)
_CONTACT = "The mail address of whom the server tells when it pauses the webhook."
_DOCUMENT = (
    "What the receiver is told: a subscription to `articleChanged` without arguments, or a query, which may "
    "have the variables `$article: ID!`, `$sequence: Sequence!` and `$kind: ChangeKind!`. It is executed "
    "anew for each attempt. By default a subscription with headline, summary and addresses."
)
_OPERATION = "Which operation of the document; needed where it has several."
_SCOPES = "What the document may read beside what is public; none that this API key does not have."
_WHERE = "Of which changes it is told; by default of all."


class CreateWebhookErrorCode(StrEnum):
    """Why a webhook was not created."""

    INVALID_VALUE = "invalid_value"
    INVALID_URL = "invalid_url"
    INVALID_DOCUMENT = "invalid_document"
    SCOPE_NOT_HELD = "scope_not_held"
    TOO_MANY = "too_many"
    SEQUENCE_AHEAD = "sequence_ahead"


class UpdateWebhookErrorCode(StrEnum):
    """Why a webhook was not updated."""

    WEBHOOK_NOT_FOUND = "not_found"
    INVALID_VALUE = "invalid_value"
    INVALID_URL = "invalid_url"
    INVALID_DOCUMENT = "invalid_document"
    SCOPE_NOT_HELD = "scope_not_held"


_CODES = {
    "INVALID_VALUE": INVALID,
    "INVALID_URL": INVALID_URL,
    "INVALID_DOCUMENT": INVALID_DOCUMENT,
    "SCOPE_NOT_HELD": SCOPE_NOT_HELD,
}
describe(
    CreateWebhookErrorCode,
    "Why a webhook was not created.",
    {**_CODES, "TOO_MANY": f"There are {WEBHOOKS_MAX} webhooks already.", "SEQUENCE_AHEAD": AHEAD},
    name="CreateWebhookErrorCode",
)
describe(
    UpdateWebhookErrorCode,
    "Why a webhook was not updated.",
    {**_CODES, "WEBHOOK_NOT_FOUND": NOT_FOUND},
    name="UpdateWebhookErrorCode",
)


@strawberry.type(description="Why a webhook was not created.")
class CreateWebhookError(UserError):
    """Resolved from `WebhookMutationError`."""

    code: CreateWebhookErrorCode = strawberry.field(description="The reason, for programs.")


@strawberry.type(description="Why a webhook was not updated.")
class UpdateWebhookError(UserError):
    """Resolved from `WebhookMutationError`."""

    code: UpdateWebhookErrorCode = strawberry.field(description="The reason, for programs.")


def _filter_of(where: ChangeWhere | None) -> ChangeFilter:
    """What a webhook is told of. Raises WebhookInputError for what means nothing."""
    if where is None:
        return EVERY_CHANGE
    if not joins(where):
        return where.alone()
    try:
        return where.read()
    except InvalidQueryError as error:
        raise invalid_conditions(str(error)) from error


@strawberry.input(
    description="A new webhook."
    ' Example: `{name: "Mirror", url: "https://cms.example/hook", where: {section: '
    '"world", kinds: [PUBLISHED, WITHDRAWN]}, after: "0"}`.'
)
class CreateWebhookInput:
    """The input of `create_webhook`."""

    name: str = strawberry.field(description=_NAME)
    url: str = strawberry.field(description=_URL)
    contact: str | None = strawberry.field(default=None, description=_CONTACT)
    where: ChangeWhere | None = strawberry.field(default=None, description=_WHERE)
    document: str | None = strawberry.field(default=None, description=_DOCUMENT)
    operation_name: str | None = strawberry.field(default=None, description=_OPERATION)
    scopes: list[Scope] | None = strawberry.field(default=None, description=_SCOPES)
    after: scalars.Sequence | None = strawberry.field(
        default=None,
        description='It is told of what follows this sequence, of everything with "0"; by default of what '
        "comes.",
    )

    def values(self) -> WebhookValues:
        """What the integrator chose."""
        return WebhookValues(
            name=self.name,
            url=self.url,
            contact=self.contact,
            document=DEFAULT_DOCUMENT if self.document is None else self.document,
            operation_name=self.operation_name,
            scopes=tuple(scope.value for scope in self.scopes or ()),
            where=_filter_of(self.where),
        )


@strawberry.input(
    description="What is to be different of a webhook. What is left out stays."
    ' Example: `{webhook: "V2ViaG9vazowMQ", url: "https://cms.example/new-hook"}`.'
)
class UpdateWebhookInput:
    """The input of `update_webhook`."""

    webhook: strawberry.ID = strawberry.field(description=WEBHOOK)
    name: str | None = strawberry.field(default=strawberry.UNSET, description=_NAME)
    url: str | None = strawberry.field(default=strawberry.UNSET, description=_URL)
    contact: str | None = strawberry.field(
        default=strawberry.UNSET, description=f"{_CONTACT} Null for nobody."
    )
    where: ChangeWhere | None = strawberry.field(
        default=strawberry.UNSET,
        description="Of which changes it is told, in place of the present choice. Null for all.",
    )
    document: str | None = strawberry.field(
        default=strawberry.UNSET, description=f"{_DOCUMENT} Null for that."
    )
    operation_name: str | None = strawberry.field(default=strawberry.UNSET, description=_OPERATION)
    scopes: list[Scope] | None = strawberry.field(default=strawberry.UNSET, description=_SCOPES)

    def changes(self) -> dict[str, Any]:
        """The `WebhookValues` that are given; null stands for the default."""
        given = {
            "name": self.name if self.name is not None else "",
            "url": self.url if self.url is not None else "",
            "contact": self.contact,
            "document": self.document or DEFAULT_DOCUMENT,
            "operation_name": self.operation_name,
            "scopes": tuple(scope.value for scope in self.scopes or ()),
            "where": _filter_of(self.where) if self.where else EVERY_CHANGE,
        }
        return {name: value for name, value in given.items() if getattr(self, name) is not strawberry.UNSET}


@strawberry.type(description="What became of a new webhook.")
class CreateWebhookPayload:
    """Resolved from `WebhookResult`."""

    webhook: Webhook | None = strawberry.field(description=AS_IT_IS)
    secret: str | None = strawberry.field(
        description="The secret that signs its payloads, as Standard Webhooks has it. It is not shown again."
    )
    user_errors: list[CreateWebhookError] = strawberry.field(description=ERRORS)


@strawberry.type(description="What became of a webhook.")
class UpdateWebhookPayload:
    """Resolved from `WebhookResult`."""

    webhook: Webhook | None = strawberry.field(description=AS_IT_IS)
    user_errors: list[UpdateWebhookError] = strawberry.field(description=ERRORS)


@strawberry.type
class EditWebhookMutations:
    """Mutations that say who is told of which changes, and how."""

    @resolver_field(f"Have a receiver told of changes. {NEEDS}", CreateWebhookPayload)
    async def create_webhook(
        self,
        info: Info,
        data: Annotated[CreateWebhookInput, strawberry.argument(name="input", description="The webhook.")],
    ) -> WebhookResult:
        try:
            webhook_id, secret = await create_webhook(editing_of(info), data.values(), data.after)
        except WebhookInputError as error:
            return refused(error, CreateWebhookErrorCode)
        return WebhookResult(await webhook_of(info, webhook_id), secret)

    @resolver_field(
        f"Change what a webhook is told, or where. It reads with this API key's scopes from then on. {NEEDS}",
        UpdateWebhookPayload,
    )
    async def update_webhook(
        self,
        info: Info,
        data: Annotated[
            UpdateWebhookInput, strawberry.argument(name="input", description="Which, and what.")
        ],
    ) -> WebhookResult:
        editing, webhook_id = editing_of(info), uuid_of("Webhook", data.webhook)
        try:
            if webhook_id is None:
                raise unknown_webhook()
            await update_webhook(editing, webhook_id, data.changes())
        except WebhookInputError as error:
            return refused(error, UpdateWebhookErrorCode)
        return WebhookResult(await webhook_of(info, webhook_id))
