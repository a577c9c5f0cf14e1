"""Which source is polled when, and by which server.

A server claims due sources for the time of a lease, which it renews while it polls. Of a server that was
killed the leases run out, and another one polls its sources again: what was stored already is recognised.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, delete, func, insert, or_, update
from sqlmodel import Session, col, select

from broadsheet_server.ingest.hub_subscriptions import lock_subscription
from broadsheet_server.ingest.pushed_polls import (
    PUSHED_INTERVAL,
    follow_hubs,
    is_relied_upon,
    note_unpushed_news,
    wait_for_pushed,
)
from broadsheet_server.models.hub_subscriptions import HubSubscription
from broadsheet_server.models.sources import ImportSource, SourceItem
from broadsheet_server.newsroom.validation import one_line
from broadsheet_server.storage.uuid7 import uuid7
from broadsheet_shared.jitter import jitter
from broadsheet_shared.vocabulary import SourceState

LEASE = timedelta(seconds=60)
WAIT_MAX = timedelta(days=1)
"""Longest time between two polls, whatever a server asks for or however often it failed."""
MOVE_SIGHTINGS = 3
"""So many polls in a row have to be redirected permanently to one address before it is kept."""
JITTER = 0.1
"""A poll may come later by this part of the wait, so that sources spread."""
_ERROR_MAX = 500


class ImageRetry(NamedTuple):
    """The next try for the images that an item lacks: after so many, and not before `due_at` (UTC)."""

    made: int
    due_at: datetime


@dataclass(frozen=True, slots=True)
class PollSuccess:
    """A document came, or was not modified (`digest` is None then).

    `wait` is how long the source asks to be left alone. Where `is_incomplete`, some pages or images failed:
    the next poll takes the document again although it has not changed.
    """

    etag: str | None = None
    last_modified: str | None = None
    digest: str | None = None
    moved_to: str | None = None
    wait: timedelta = timedelta(0)
    pages: dict[str, str] | None = None
    """The digest of each item of the document whose page was read, by the key of the item."""
    image_retries: Mapping[str, ImageRetry] = field(default_factory=dict)
    """The next try for the images of those that lack some, by the same keys."""
    is_incomplete: bool = False
    has_news: bool = False
    """Whether an article came in, was revised or was taken back."""
    hub_urls: Sequence[str] | None = None
    """The hubs that the document names; None where it was not read. They know it as `topic_url`."""
    topic_url: str | None = None


@dataclass(frozen=True, slots=True)
class PollFailure:
    """Nothing came: why, in a sentence; how long the server asks to wait; whether it is gone for good."""

    reason: str
    wait: timedelta = timedelta(0)
    is_gone: bool = False


def earliest_poll(session: Session) -> datetime | None:
    """When the next source can be claimed; None if there is none to be polled."""
    free_at = case(
        (col(ImportSource.lease_until).is_(None), col(ImportSource.next_poll_at)),
        else_=col(ImportSource.lease_until),
    )
    earliest: datetime | None = session.exec(select(func.min(free_at)).where(_is_active())).one()
    return earliest


def claim_sources(
    session: Session, now: datetime, limit: int, lease: timedelta = LEASE
) -> list[ImportSource]:
    """Lease up to `limit` due sources, the longest due first. Servers skip each other's rows."""
    is_free = or_(col(ImportSource.lease_until).is_(None), col(ImportSource.lease_until) <= now)
    statement = (
        select(ImportSource)
        .where(and_(_is_active(), col(ImportSource.next_poll_at) <= now, is_free))
        .order_by(col(ImportSource.next_poll_at))
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    sources = list(session.exec(statement))
    for source in sources:
        source.lease_id, source.lease_until = uuid7(), now + lease
        session.add(source)
    return sources


def renew_leases(
    session: Session, lease_ids: Collection[UUID], now: datetime, lease: timedelta = LEASE
) -> None:
    """Keep the sources that are being polled."""
    held = col(ImportSource.lease_id).in_(lease_ids)
    session.execute(update(ImportSource).where(held).values(lease_until=now + lease))


def release_leases(session: Session, lease_ids: Collection[UUID]) -> None:
    """Let another server poll these sources at once."""
    held = col(ImportSource.lease_id).in_(lease_ids)
    session.execute(update(ImportSource).where(held).values(lease_id=None, lease_until=None))


def read_items(session: Session, source_id: UUID) -> tuple[dict[str, str], dict[str, ImageRetry]]:
    """The items of a source whose pages have been read: the digest of each by its key.

    Of those that lack images, also the next try for them.
    """
    items = session.exec(select(SourceItem).where(col(SourceItem.source_id) == source_id)).all()
    retries = {
        each.item_key: ImageRetry(each.image_retries, each.images_due_at)
        for each in items
        if each.images_due_at is not None
    }
    return {each.item_key: each.digest for each in items}, retries


def finish_poll(
    session: Session, polled: ImportSource, result: PollSuccess | PollFailure, now: datetime
) -> ImportSource | None:
    """Write down a poll and when the next one is. None if the lease was lost or the source removed."""
    subscription = lock_subscription(session, polled.id)
    statement = select(ImportSource).where(
        col(ImportSource.id) == polled.id, col(ImportSource.lease_id) == polled.lease_id
    )
    source = session.exec(statement.with_for_update()).one_or_none()
    if source is None:
        return None
    source.lease_id = source.lease_until = None
    if isinstance(result, PollFailure):
        _record_failure(source, result, now)
    else:
        _record_success(source, result, now)
        if result.hub_urls is not None:
            follow_hubs(source, subscription, result.hub_urls, result.topic_url)
        source.next_poll_at = now + _wait_after(source, subscription, polled, result, now)
        _keep_pages(session, source, result)
        _follow_move(session, source, result.moved_to)
    session.add(source)
    return source


def _record_failure(source: ImportSource, failure: PollFailure, now: datetime) -> None:
    source.failures += 1
    source.last_error, source.last_error_at = one_line(failure.reason)[:_ERROR_MAX], now
    if failure.is_gone and source.state == SourceState.ACTIVE:
        source.state, source.stop_reason = SourceState.STOPPED, source.last_error
    source.next_poll_at = now + _jittered(max(backoff(source), min(failure.wait, WAIT_MAX)))


def _record_success(source: ImportSource, success: PollSuccess, now: datetime) -> None:
    source.failures, source.last_success_at = 0, now
    if success.digest is not None:
        keeps = not success.is_incomplete
        source.digest = success.digest if keeps else None
        source.etag = success.etag if keeps else None
        source.last_modified = success.last_modified if keeps else None


def _wait_after(
    source: ImportSource,
    subscription: HubSubscription | None,
    polled: ImportSource,
    success: PollSuccess,
    now: datetime,
) -> timedelta:
    """How long to leave a source alone: its interval or what it asks for, and longer while a hub pushes."""
    wait = max(timedelta(seconds=source.interval_s), min(success.wait, WAIT_MAX))
    if success.has_news:
        note_unpushed_news(source, subscription)
    is_settled = not success.is_incomplete and (success.has_news or polled.push_at is None)
    if is_settled and is_relied_upon(subscription, now):
        wait = max(wait, PUSHED_INTERVAL)
    wait = _jittered(wait)
    awaited = wait_for_pushed(source, polled, now, has_news=success.has_news)
    return wait if awaited is None else min(wait, awaited)


def backoff(source: ImportSource) -> timedelta:
    """The wait after failures: the interval, then twice, four times … as long, up to `WAIT_MAX`."""
    interval = timedelta(seconds=source.interval_s)
    doublings = min(source.failures - 1, 20)
    return max(interval, min(WAIT_MAX, interval * (1 << doublings)))


def _jittered(wait: timedelta) -> timedelta:
    return wait * jitter(1.0, 1.0 + JITTER)


def _keep_pages(session: Session, source: ImportSource, success: PollSuccess) -> None:
    """Remember what was read of the items that the document still has."""
    if success.pages is None:
        return
    session.execute(delete(SourceItem).where(col(SourceItem.source_id) == source.id))
    rows = [
        {"source_id": source.id, "item_key": key, "digest": digest, **_retry_columns(success, key)}
        for key, digest in success.pages.items()
    ]
    if rows:
        session.execute(insert(SourceItem), rows)


def _retry_columns(success: PollSuccess, key: str) -> dict[str, object]:
    made, due_at = success.image_retries.get(key, (0, None))
    return {"image_retries": made, "images_due_at": due_at}


def _follow_move(session: Session, source: ImportSource, moved_to: str | None) -> None:
    is_same = moved_to is not None and moved_to == source.moved_to
    source.moved_sightings = source.moved_sightings + 1 if is_same else int(moved_to is not None)
    source.moved_to = moved_to
    if moved_to is None or source.moved_sightings < MOVE_SIGHTINGS:
        return
    taken = select(ImportSource.name).where(col(ImportSource.url) == moved_to)
    if other := session.exec(taken).first():
        source.state = SourceState.STOPPED
        source.stop_reason = f"It has moved to {moved_to}, which is the source “{other}” already."
        return
    source.url, source.moved_to, source.moved_sightings = moved_to, None, 0


def _is_active() -> ColumnElement[bool]:
    return col(ImportSource.state) == SourceState.ACTIVE
