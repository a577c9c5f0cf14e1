"""`broadsheet webhook`: who is told of changes, and what became of each delivery. The API makes webhooks."""

import argparse
import asyncio
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

from sqlmodel import Session

from broadsheet_server.access.audit import Act, record_act
from broadsheet_server.cli.operator import operator
from broadsheet_server.cli.store_options import settings_of
from broadsheet_server.operations.open_store import open_existing_store
from broadsheet_server.reading.global_ids import global_id, uuid_of
from broadsheet_server.storage.database import Database
from broadsheet_server.webhooks.delivery_log import (
    DeliveryStatus,
    WebhookStatus,
    read_deliveries,
    read_webhook,
    read_webhooks,
)
from broadsheet_server.webhooks.steer_webhook import (
    delete_webhook,
    pause_webhook,
    replay_webhook,
    resume_webhook,
)
from broadsheet_server.webhooks.user_errors import WebhookErrorCode, WebhookInputError


def run_list(arguments: argparse.Namespace) -> int:
    """Print every webhook and how it does."""
    webhooks = _read(arguments, read_webhooks)
    for webhook in webhooks:
        print(_line(webhook))
    if not webhooks:
        print("There are no webhooks. The mutation `createWebhook` makes them.")
    return 0


def run_log(arguments: argparse.Namespace) -> int:
    """Print the newest deliveries of a webhook."""
    key = uuid_of("Webhook", arguments.id)

    async def read(database: Database) -> Any:
        found = None if key is None else await read_webhook(database, key)
        page = None if found is None else await read_deliveries(database, found.id, arguments.last)
        return found, page

    webhook, page = _read(arguments, read)
    if webhook is None:
        return _unknown(arguments.id)
    print(_line(webhook))
    for delivery in page.deliveries:
        print(_delivery_line(delivery))
    if not page.deliveries:
        print("    It has been told of nothing yet.")
    if page.has_more:
        print(f"    … and older ones: broadsheet webhook log {arguments.id} --last {2 * arguments.last}")
    return 0


_STEER: Final[dict[str, Callable[[Session, UUID | None, datetime, int], object]]] = {
    "webhook pause": lambda session, key, now, _: pause_webhook(session, key, now),
    "webhook resume": lambda session, key, now, _: resume_webhook(session, key, now),
    "webhook delete": lambda session, key, *_: delete_webhook(session, key),
    "webhook replay": lambda session, key, now, after: replay_webhook(session, key, after, now),
}


def run_steer(arguments: argparse.Namespace) -> int:
    """Pause, resume, replay or delete a webhook."""
    key = uuid_of("Webhook", arguments.id)
    database = open_existing_store(settings_of(arguments))
    try:
        with database.write() as session:
            now = datetime.now(UTC)
            _STEER[arguments.action](session, key, now, arguments.after)
            detail = f"after {arguments.after}" if arguments.action == "webhook replay" else None
            record_act(session, operator(), Act(arguments.action, "Webhook", str(key), detail), now=now)
    except WebhookInputError as error:
        if any(each.code is WebhookErrorCode.NOT_FOUND for each in error.errors):
            return _unknown(arguments.id)
        print(f"broadsheet: {error}", file=sys.stderr)
        return 1
    finally:
        database.dispose()
    return 0


def _read(arguments: argparse.Namespace, read: Callable[[Database], Any]) -> Any:
    """What `read` returns of the store."""
    database = open_existing_store(settings_of(arguments))

    async def reading() -> Any:
        try:
            return await read(database)
        finally:
            await database.close()

    return asyncio.run(reading())


def _unknown(text: str) -> int:
    print(f"broadsheet: There is no webhook {text}: see `broadsheet webhook list`.", file=sys.stderr)
    return 1


def _line(webhook: WebhookStatus) -> str:
    state = webhook.state.value if webhook.pause_reason is None else f"paused: {webhook.pause_reason}"
    fault = ""
    if webhook.failing_since:
        fault = f"\n    failing since {webhook.failing_since:%Y-%m-%d %H:%M}: {webhook.last_error}"
    waiting = f", {webhook.waiting:,} waiting" if webhook.waiting else ""
    head = f"{global_id('Webhook', webhook.id)}  {webhook.name}  {webhook.url}"
    return f"{head}\n    {state}, told up to {webhook.sequence:,}{waiting}{fault}"


def _delivery_line(delivery: DeliveryStatus) -> str:
    response = (
        f"{delivery.response_status} in {delivery.response_seconds:.2f} s" if delivery.response_status else ""
    )
    words = [
        f"{delivery.attempts} attempts" if delivery.attempts != 1 else "1 attempt",
        response,
        delivery.reason,
    ]
    told = ", ".join(word for word in words if word)
    moment = f"{delivery.attempted_at or delivery.created_at:%Y-%m-%d %H:%M:%S}"
    return (
        f"    {delivery.sequence:>8}  {delivery.kind.value:<9}  {delivery.state.value:<9}  {moment}  {told}"
    )
