"""The use cases `create_webhook` and `update_webhook`: who is told of which changes, and how."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import func
from sqlmodel import Session, select

from broadsheet_server.access.audit import Act, Actor, record_act
from broadsheet_server.access.caller import Caller
from broadsheet_server.changefeed import feed
from broadsheet_server.models.webhooks import Webhook
from broadsheet_server.newsroom.validation import one_line
from broadsheet_server.reading.changes import ChangeFilter
from broadsheet_server.settings import Settings
from broadsheet_server.storage.database import Database
from broadsheet_server.webhooks.conditions import change_filter, columns_of
from broadsheet_server.webhooks.payloads import DEFAULT_DOCUMENT, InvalidDocumentError, Payloads
from broadsheet_server.webhooks.queue import make_due
from broadsheet_server.webhooks.receivers import ReceiverError, check_receiver
from broadsheet_server.webhooks.signatures import new_secret
from broadsheet_server.webhooks.user_errors import (
    WebhookErrorCode,
    WebhookInputError,
    WebhookUserError,
    unknown_webhook,
)
from broadsheet_shared.addresses import InvalidAddressError, parse_address
from broadsheet_shared.limits import WEBHOOKS_MAX
from broadsheet_shared.section_paths import is_section_path

NAME_MAX: Final = 100
EVERY_CHANGE: Final = ChangeFilter()
_SLUG_MAX: Final = 500


@dataclass(frozen=True, slots=True)
class WebhookValues:
    """What an integrator chooses of a webhook; for the meaning see `models.webhooks.Webhook`."""

    name: str
    url: str
    contact: str | None = None
    document: str = DEFAULT_DOCUMENT
    operation_name: str | None = None
    scopes: Sequence[str] = ()
    where: ChangeFilter = EVERY_CHANGE


@dataclass(frozen=True, slots=True)
class Editing:
    """Who edits webhooks, when, and what is needed for it."""

    database: Database
    settings: Settings
    payloads: Payloads
    caller: Caller
    now: datetime


async def create_webhook(editing: Editing, values: WebhookValues, after: int | None) -> tuple[UUID, str]:
    """Store a webhook that is told of what follows `after`, by default of what comes.

    Return its id and its secret, which is not shown again. Raises WebhookInputError with everything that
    has to be put right.
    """
    await _check(editing, values)
    webhook = Webhook(
        **_columns(values),
        api_key_id=editing.caller.api_key_id,
        secret=new_secret(),
        created_at=editing.now,
    )

    def write() -> None:
        with editing.database.write() as session:
            head = _lock(session)
            if session.exec(select(func.count()).select_from(Webhook)).one() >= WEBHOOKS_MAX:
                sentence = f"There are {WEBHOOKS_MAX} webhooks, and no more are taken: delete one first."
                raise WebhookInputError(WebhookUserError(WebhookErrorCode.TOO_MANY, sentence, ()))
            webhook.sequence = head if after is None else reached(after, head)
            session.add(webhook)
            _record(session, editing, "createWebhook", webhook, webhook.name)

    await asyncio.to_thread(write)
    return webhook.id, webhook.secret


async def update_webhook(editing: Editing, webhook_id: UUID, changes: dict[str, Any]) -> None:
    """Change some of the `WebhookValues` of a webhook. Raises WebhookInputError.

    Whoever changes it has to hold all its scopes, also those that stay: a new address would get to know what
    they allow to read. From then on it reads with this key's scopes.
    """
    values = await asyncio.to_thread(_changed, editing.database, webhook_id, changes)
    await _check(editing, values)

    def write() -> None:
        with editing.database.write() as session:
            webhook = locked_webhook(session, webhook_id)
            for name, value in _columns(values).items():
                setattr(webhook, name, value)
            webhook.api_key_id = editing.caller.api_key_id
            webhook.failures, webhook.failing_since, webhook.open_until = 0, None, None
            session.add(webhook)
            make_due(session, webhook_id, editing.now)
            _record(session, editing, "updateWebhook", webhook, ", ".join(sorted(changes)))

    await asyncio.to_thread(write)


def locked_webhook(session: Session, webhook_id: UUID | None) -> Webhook:
    """The webhook, locked until the transaction ends. Raises WebhookInputError where there is none."""
    webhook = session.get(Webhook, webhook_id, with_for_update=True) if webhook_id else None
    if webhook is None:
        raise unknown_webhook()
    return webhook


def reached(after: int, head: int) -> int:
    """The sequence. Raises WebhookInputError where the feed has not reached it."""
    if after > head:
        sentence = f"The newest change is {head}: a webhook cannot go on after {after}."
        raise WebhookInputError(WebhookUserError(WebhookErrorCode.SEQUENCE_AHEAD, sentence, ("after",)))
    return after


def _record(session: Session, editing: Editing, action: str, webhook: Webhook, detail: str) -> None:
    """Log it. The address is not in it: it may hold a secret of the receiver."""
    act = Act(action, "Webhook", str(webhook.id), detail)
    record_act(session, Actor.of(editing.caller), act, now=editing.now)


def _lock(session: Session) -> int:
    """Lock the feed, so that nobody else counts webhooks meanwhile; return its head."""
    feed.lock_sequence(session)
    return feed.head(session)


def _changed(database: Database, webhook_id: UUID, changes: dict[str, Any]) -> WebhookValues:
    with database.read() as session:
        webhook = session.get(Webhook, webhook_id)
    if webhook is None:
        raise unknown_webhook()
    present = {
        "name": webhook.name,
        "url": webhook.url,
        "contact": webhook.contact,
        "document": webhook.document,
        "operation_name": webhook.operation_name,
        "scopes": tuple(webhook.scopes),
        "where": change_filter(webhook),
    }
    return WebhookValues(**(present | changes))


def _columns(values: WebhookValues) -> dict[str, Any]:
    columns = {field.name: getattr(values, field.name) for field in fields(values) if field.name != "where"}
    chosen = {"name": one_line(values.name), "scopes": sorted(values.scopes)}
    return columns | chosen | columns_of(values.where)


async def _check(editing: Editing, values: WebhookValues) -> None:
    """Raises WebhookInputError with everything that is wrong."""
    errors = [*_value_errors(values), *_scope_errors(editing.caller, values)]
    errors += [error async for error in _outer_errors(editing, values)]
    if errors:
        raise WebhookInputError(*errors)


def _value_errors(values: WebhookValues) -> Iterator[WebhookUserError]:
    if not 1 <= len(one_line(values.name)) <= NAME_MAX:
        yield _invalid(f"A name has 1 to {NAME_MAX} characters.", "name")
    if values.contact is not None:
        try:
            parse_address(values.contact)
        except InvalidAddressError as error:
            yield _invalid(f"This is no mail address: {error}", "contact")
    yield from _condition_errors(values.where, "where")


def _condition_errors(where: ChangeFilter, *path: str) -> Iterator[WebhookUserError]:
    if where.section is not None and not is_section_path(where.section):
        yield _invalid("This is no path of a section, which looks like world/asia.", *path, "section")
    if where.kinds is not None and not where.kinds:
        yield _invalid("Name a kind at least, or leave `kinds` out for all of them.", *path, "kinds")
    for name, slug in (("tag", where.tag), ("author", where.author)):
        if slug is not None and not 1 <= len(one_line(slug)) <= _SLUG_MAX:
            yield _invalid("This is no slug.", *path, name)
    for name, members in (("and", where.every), ("or", where.either)):
        for number, member in enumerate(members):
            yield from _condition_errors(member, *path, name, str(number))
    if where.excluded is not None:
        yield from _condition_errors(where.excluded, *path, "not")


def _scope_errors(caller: Caller, values: WebhookValues) -> Iterator[WebhookUserError]:
    if missing := sorted(set(values.scopes) - caller.scopes):
        yield WebhookUserError(
            WebhookErrorCode.SCOPE_NOT_HELD,
            f"This API key does not have {', '.join(f'`{scope}`' for scope in missing)}, so that it cannot "
            "let a webhook read by that.",
            ("scopes",),
        )


async def _outer_errors(editing: Editing, values: WebhookValues) -> AsyncIterator[WebhookUserError]:
    try:
        await check_receiver(values.url, editing.settings.fetching.allowed_networks)
    except ReceiverError as error:
        yield WebhookUserError(WebhookErrorCode.INVALID_URL, str(error), ("url",))
    try:
        await editing.payloads.check(values.document, values.operation_name)
    except InvalidDocumentError as error:
        yield WebhookUserError(WebhookErrorCode.INVALID_DOCUMENT, str(error), ("document",))


def _invalid(message: str, *path: str) -> WebhookUserError:
    return WebhookUserError(WebhookErrorCode.INVALID_VALUE, message, path)
