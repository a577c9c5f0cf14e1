"""The sources that the server polls: adding, pausing, resuming, removing; their health in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit, urlunsplit
from uuid import UUID

from sqlalchemy import delete, or_
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, select

from broadsheet_server.ingest.hub_subscriptions import release_subscription
from broadsheet_server.ingest.push_health import push_health
from broadsheet_server.models import metadata
from broadsheet_server.models.hub_subscriptions import HubSubscription
from broadsheet_server.models.sources import ImportSource, SourceItem
from broadsheet_server.storage.database import Reader
from broadsheet_shared.vocabulary import SourceState

INTERVAL = timedelta(minutes=15)
INTERVAL_MIN = timedelta(minutes=1)
INTERVAL_MAX = timedelta(days=7)

_SOURCES = select_columns(*metadata.tables["import_source"].c).order_by(col(ImportSource.name))
_SUBSCRIPTIONS = select_columns(*metadata.tables["hub_subscription"].c).where(
    col(HubSubscription.source_id).is_not(None)
)


class SourceError(ValueError):
    """What was asked of a source cannot be done; the message says why."""


@dataclass(frozen=True, slots=True)
class SourceRequest:
    """A source to add. `language` (BCP 47) and `time_zone` (IANA): None for the publication's."""

    name: str
    url: str
    section_path: str
    language: str | None = None
    time_zone: str | None = None
    full_text: bool = False
    interval: timedelta = INTERVAL


@dataclass(frozen=True, slots=True)
class SourceStatus:
    """A source and how it does. `interval` is in seconds; `next_poll_at` is None where it is not polled."""

    id: UUID
    name: str
    url: str
    section_path: str
    language: str | None
    time_zone: str | None
    full_text: bool
    interval: int
    state: SourceState
    health: str
    last_success_at: datetime | None
    last_error: str | None
    last_error_at: datetime | None
    next_poll_at: datetime | None
    hub_urls: Sequence[str]
    push_health: str
    subscription: HubSubscription | None


def add_source(session: Session, request: SourceRequest, *, now: datetime) -> ImportSource:
    """Add a source, to be polled at once. Raises SourceError if its name or URL is taken."""
    taken = or_(col(ImportSource.name) == request.name, col(ImportSource.url) == request.url)
    if other := session.exec(select(ImportSource).where(taken)).first():
        raise SourceError(f"There is a source “{other.name}” already, at {shown_url(other.url)}.")
    source = ImportSource(
        name=request.name,
        url=request.url,
        section_path=request.section_path,
        language=request.language,
        time_zone=request.time_zone,
        full_text=request.full_text,
        interval_s=int(request.interval.total_seconds()),
        added_at=now,
        next_poll_at=now,
    )
    session.add(source)
    return source


def find_source(session: Session, name_or_url: str) -> ImportSource:
    """The source with this name or URL. Raises SourceError."""
    named = or_(col(ImportSource.name) == name_or_url, col(ImportSource.url) == name_or_url)
    source = session.exec(select(ImportSource).where(named)).first()
    if source is None:
        raise SourceError(f"There is no source “{name_or_url}”.")
    return source


def pause_source(session: Session, source: ImportSource) -> None:
    """Poll it no more until it is resumed. A poll under way ends as usual."""
    source.state, source.stop_reason = SourceState.PAUSED, None
    session.add(source)


def resume_source(session: Session, source: ImportSource, *, now: datetime) -> None:
    """Poll it now, and from now on, whether it was paused, stopped or failing."""
    source.state, source.stop_reason = SourceState.ACTIVE, None
    source.failures, source.next_poll_at = 0, now
    session.add(source)


def remove_source(session: Session, source: ImportSource) -> None:
    """Forget a source. Its articles stay, and a subscription at a hub is ended by the server."""
    release_subscription(session, source.id)
    session.execute(delete(SourceItem).where(col(SourceItem.source_id) == source.id))
    session.delete(source)


def list_sources(session: Session) -> list[ImportSource]:
    """All sources by name."""
    return list(session.exec(select(ImportSource).order_by(col(ImportSource.name))))


def list_subscriptions(session: Session) -> dict[UUID, HubSubscription]:
    """The subscriptions at hubs, by the sources that have them."""
    statement = select(HubSubscription).where(col(HubSubscription.source_id).is_not(None))
    return {found.source_id: found for found in session.exec(statement) if found.source_id}


async def read_sources(database: Reader, push_obstacle: str | None) -> list[SourceStatus]:
    """All sources by name, with their health. `push_obstacle` is why no hub can push; None where hubs can."""
    sources = await database.fetch(_SOURCES)
    subscriptions = {
        row.source_id: HubSubscription.model_construct(**row._mapping)
        for row in await database.fetch(_SUBSCRIPTIONS)
    }
    return [
        _status(ImportSource.model_construct(**row._mapping), subscriptions.get(row.id), push_obstacle)
        for row in sources
    ]


def _status(
    source: ImportSource, subscription: HubSubscription | None, push_obstacle: str | None
) -> SourceStatus:
    return SourceStatus(
        id=source.id,
        name=source.name,
        url=shown_url(source.url),
        section_path=source.section_path,
        language=source.language,
        time_zone=source.time_zone,
        full_text=source.full_text,
        interval=source.interval_s,
        state=SourceState(source.state),
        health=source_health(source),
        last_success_at=source.last_success_at,
        last_error=source.last_error,
        last_error_at=source.last_error_at,
        next_poll_at=source.next_poll_at if source.state == SourceState.ACTIVE else None,
        hub_urls=source.hub_urls,
        push_health=push_health(source, subscription, push_obstacle),
        subscription=subscription,
    )


def shown_url(url: str) -> str:
    """A URL without the name and password that it is asked with."""
    parts = urlsplit(url)
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))


def source_health(source: ImportSource) -> str:
    """How a source does, in a sentence or two. Times are UTC."""
    success = (
        f"Last success {_time(source.last_success_at)}." if source.last_success_at else "No success yet."
    )
    if source.state == SourceState.PAUSED:
        return f"Paused. {success}"
    if source.state == SourceState.STOPPED:
        return f"Stopped: {source.stop_reason} {success}"
    if source.failures:
        times = "once" if source.failures == 1 else f"{source.failures} times in a row"
        return f"Failed {times}: {source.last_error} {success} Next try {_time(source.next_poll_at)}."
    if source.last_success_at is None:
        return "Not polled yet: `broadsheet serve` polls it."
    return f"Well. {success} Next poll {_time(source.next_poll_at)}."


def _time(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M}"
