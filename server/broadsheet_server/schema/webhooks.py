"""Webhooks and the log of their deliveries."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID

import strawberry

from broadsheet_server.reading import pagination
from broadsheet_server.reading.changes import ChangeFilter
from broadsheet_server.reading.errors import InvalidQueryError
from broadsheet_server.reading.global_ids import global_id, uuid_of
from broadsheet_server.reading.pagination import page_arguments
from broadsheet_server.schema import scalars
from broadsheet_server.schema.connections import After, First, PageInfo
from broadsheet_server.schema.context import Info
from broadsheet_server.schema.enums import describe
from broadsheet_server.schema.fields import resolver_field
from broadsheet_server.schema.scalars import DateTime
from broadsheet_server.webhooks.delivery_log import (
    DeliveryStatus,
    WebhookStatus,
    read_deliveries,
    read_webhook,
    read_webhooks,
)
from broadsheet_shared.vocabulary import ChangeKind, Scope, WebhookDeliveryState, WebhookState

describe(
    WebhookState,
    "Whether a webhook is told of changes.",
    {
        "ACTIVE": "It is told of them.",
        "PAUSED": "It is told of nothing; `pauseReason` says why, where the server paused it.",
    },
)
describe(
    WebhookDeliveryState,
    "How far a delivery has come.",
    {
        "QUEUED": "It waits for its turn, an earlier change of the same article, or another attempt.",
        "SENDING": "It is being posted.",
        "DELIVERED": "The receiver has answered with a status of 200 to 299.",
        "FAILED": "It was given up; `reason` says why.",
        "SKIPPED": "There was no need for it any more; `reason` says why.",
    },
)

NEEDS = "Needs an API key with scope `webhooks`."


def _delivery_id(delivery: strawberry.Parent[DeliveryStatus]) -> strawberry.ID:
    return strawberry.ID(f"msg_{delivery.id.hex}")


def _article_id(delivery: strawberry.Parent[DeliveryStatus]) -> strawberry.ID:
    return strawberry.ID(global_id("Article", delivery.article_id))


@strawberry.type(
    description="One change that a webhook is told of. The response is that of the last attempt."
)
class WebhookDelivery:
    """Resolved from `DeliveryStatus`."""

    id: strawberry.ID = strawberry.field(
        resolver=_delivery_id, description="What the receiver gets as `webhook-id`, in every attempt."
    )
    sequence: scalars.Sequence = strawberry.field(description="The place of the change in the feed.")
    kind: ChangeKind = strawberry.field(description="What happened.")
    article_id: strawberry.ID = strawberry.field(resolver=_article_id, description="The article's id.")
    state: WebhookDeliveryState = strawberry.field(description="How far it has come.")
    attempts: int = strawberry.field(description="How many attempts were begun.")
    created_at: DateTime = strawberry.field(description="Since when it waits, or waited.")
    attempted_at: DateTime | None = strawberry.field(
        description="When the last attempt ended; null before the first."
    )
    next_attempt_at: DateTime | None = strawberry.field(
        description="When the next attempt is due, if nothing else holds it up; null where none is."
    )
    ended_at: DateTime | None = strawberry.field(description="When it ended; null while it has not.")
    response_status: int | None = strawberry.field(
        description="The status of the response; null where none came."
    )
    response_seconds: float | None = strawberry.field(
        description="How long the receiver took, in seconds; null where no response came."
    )
    response_excerpt: str | None = strawberry.field(
        description="How the body of the response begins; null where none came."
    )
    reason: str | None = strawberry.field(
        description="Why it failed, or why there was no need for it; null where neither is so."
    )


def _kinds(where: strawberry.Parent[ChangeFilter]) -> list[ChangeKind] | None:
    return None if where.kinds is None else sorted(where.kinds)


def _every(where: strawberry.Parent[ChangeFilter]) -> Any:
    return where.every


def _either(where: strawberry.Parent[ChangeFilter]) -> Any:
    return where.either


def _excluded(where: strawberry.Parent[ChangeFilter]) -> Any:
    return where.excluded


@strawberry.type(description="A delivery in a list.")
class WebhookDeliveryEdge:
    """Resolved from `ListedDelivery`."""

    node: WebhookDelivery = strawberry.field(description="The delivery.")
    cursor: str = strawberry.field(description="Its place in the list.")


@strawberry.type(description="Deliveries, the newest first. They are kept for thirty days after they end.")
class WebhookDeliveryConnection:
    """Resolved from `ListedDeliveries`."""

    edges: list[WebhookDeliveryEdge] = strawberry.field(description="The deliveries with their cursors.")
    nodes: list[WebhookDelivery] = strawberry.field(description="The deliveries alone.")
    page_info: PageInfo = strawberry.field(description="What lies around this page.")


@dataclass(frozen=True, slots=True)
class ListedDelivery:
    """A delivery with its cursor."""

    node: DeliveryStatus
    cursor: str


@dataclass(frozen=True, slots=True)
class ListedDeliveries:
    """A page of deliveries."""

    edges: Sequence[ListedDelivery]
    page_info: pagination.PageInfo

    @property
    def nodes(self) -> list[DeliveryStatus]:
        """The deliveries alone."""
        return [edge.node for edge in self.edges]


@strawberry.type(
    description="Conditions on changes, as `ChangeWhere` has them. They add up; null is no condition."
)
class ChangeConditions:
    """Resolved from `ChangeFilter`."""

    section: str | None = strawberry.field(description="The path of a section, with those below it.")
    tag: str | None = strawberry.field(description="The slug of a tag.")
    author: str | None = strawberry.field(description="The slug of an author.")
    kinds: list[ChangeKind] | None = strawberry.field(resolver=_kinds, description="Kinds of changes.")
    and_: list["ChangeConditions"] = strawberry.field(
        name="and", resolver=_every, description="Besides, all of these hold."
    )
    or_: list["ChangeConditions"] = strawberry.field(
        name="or", resolver=_either, description="Besides, at least one of these holds, if there are any."
    )
    not_: "ChangeConditions | None" = strawberry.field(
        name="not", resolver=_excluded, description="Besides, this does not hold, taken as a whole."
    )


def _webhook_id(webhook: strawberry.Parent[WebhookStatus]) -> strawberry.ID:
    return strawberry.ID(global_id("Webhook", webhook.id))


@strawberry.type(description="A receiver that the server tells of changes, by posting to its address.")
class Webhook:
    """Resolved from `WebhookStatus`. Its secret is shown once, when it is made."""

    id: strawberry.ID = strawberry.field(resolver=_webhook_id, description="An opaque id.")
    name: str = strawberry.field(description="What people know it by.")
    url: str = strawberry.field(description="Where payloads are posted to.")
    contact: str | None = strawberry.field(
        description="The mail address of whom the server tells when it pauses it; null for nobody."
    )
    document: str = strawberry.field(description="The document whose answer is the `data` of a payload.")
    operation_name: str | None = strawberry.field(
        description="Which operation of the document; null where it has one only."
    )
    scopes: list[Scope] = strawberry.field(
        description="What the document may read beside what is public, while the key that gave them has them."
    )
    kinds: list[ChangeKind] | None = strawberry.field(
        description="Of which kinds of changes it is told; null for all."
    )
    section: str | None = strawberry.field(
        description="The path of the section of whose articles it is told, with those below; null for all."
    )
    tag: str | None = strawberry.field(description="The slug of the tag of whose articles; null for all.")
    author: str | None = strawberry.field(
        description="The slug of the author of whose articles; null for all."
    )
    where: ChangeConditions = strawberry.field(
        description="Of which changes it is told: the four conditions, and what `and`, `or` and `not` join."
    )
    state: WebhookState = strawberry.field(description="Whether it is told of changes.")
    pause_reason: str | None = strawberry.field(
        description="Why the server paused it; null where it did not."
    )
    paused_at: DateTime | None = strawberry.field(description="Since when it is paused; null if it is not.")
    sequence: scalars.Sequence = strawberry.field(
        description="The changes up to here are deliveries, or were not for it; the others follow."
    )
    waiting: int = strawberry.field(description="How many deliveries have not ended.")
    created_at: DateTime = strawberry.field(description="When it was made.")
    last_success_at: DateTime | None = strawberry.field(
        description="When the receiver last took a delivery; null if it never did."
    )
    failing_since: DateTime | None = strawberry.field(
        description="When the first of the failures in a row was; null where the last attempt succeeded."
    )
    last_error: str | None = strawberry.field(
        description="Why the last attempt failed; null where it succeeded."
    )
    previous_secret_until: DateTime | None = strawberry.field(
        description="Until when the secret before the present one signs too; null if it never was another."
    )

    @resolver_field("What became of what it was told, the newest first.", WebhookDeliveryConnection)
    @staticmethod
    async def deliveries(
        webhook: strawberry.Parent[WebhookStatus],
        info: Info,
        first: First = None,
        after: After = None,
        states: Annotated[
            list[WebhookDeliveryState] | None,
            strawberry.argument(description="Only deliveries in one of these states."),
        ] = None,
    ) -> ListedDeliveries:
        size = page_arguments(first, after, None, None).size
        page = await read_deliveries(info.context.database, webhook.id, size, _older_than(after), states)
        edges = [ListedDelivery(each, global_id("WebhookDelivery", each.id)) for each in page.deliveries]
        ends = (edges[0].cursor, edges[-1].cursor) if edges else (None, None)
        return ListedDeliveries(edges, pagination.PageInfo(page.has_more, after is not None, *ends))


@strawberry.type
class WebhookQueries:
    """Queries of webhooks."""

    @resolver_field(f"All webhooks, by name. {NEEDS}", list[Webhook])
    async def webhooks(self, info: Info) -> list[WebhookStatus]:
        info.context.need(Scope.WEBHOOKS)
        return await read_webhooks(info.context.database)

    @resolver_field(f"One webhook; null where there is none. {NEEDS}", Webhook | None)
    async def webhook(
        self,
        info: Info,
        id: Annotated[strawberry.ID, strawberry.argument(description="Its id.")],  # noqa: A002
    ) -> WebhookStatus | None:
        info.context.need(Scope.WEBHOOKS)
        return await webhook_of(info, uuid_of("Webhook", id))


async def webhook_of(info: Info, webhook_id: UUID | None) -> WebhookStatus | None:
    """The webhook as it is now."""
    return None if webhook_id is None else await read_webhook(info.context.database, webhook_id)


def _older_than(cursor: str | None) -> UUID | None:
    if cursor is None:
        return None
    delivery_id = uuid_of("WebhookDelivery", cursor)
    if delivery_id is None:
        raise InvalidQueryError("`after` is no cursor of this list: take one that it gave before.")
    return delivery_id
