"""Deletes images, with their renditions, that no public article has shown for thirty days."""

import asyncio
import logging
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import exists, union_all
from sqlmodel import Session, col, delete, select

from broadsheet_server.changefeed import feed
from broadsheet_server.models.articles import Article, ArticleBodyFile, ArticleImage
from broadsheet_server.models.images import FetchedImage, Image, Rendition
from broadsheet_server.newsroom.media_folder import MediaFolder
from broadsheet_server.settings import Settings
from broadsheet_server.storage.database import Database
from broadsheet_shared.vocabulary import ArticleStatus

DELETED_AFTER = timedelta(days=30)
"""How long a file stays that no article shows, so that a withdrawn article can be restored."""
INTERVAL = timedelta(days=1)
_ROWS_MAX = 500

_log = logging.getLogger(__name__)


class MediaSweeper:
    """The worker that sweeps at the start of the server and every `interval`."""

    def __init__(self, database: Database, settings: Settings, *, interval: timedelta = INTERVAL) -> None:
        self._database = database
        self._folder = MediaFolder(settings.media)
        self._interval = interval

    async def run(self, stop: asyncio.Event) -> None:
        """Sweep until `stop` is set. A sweep that fails is tried again at the next time."""
        while not stop.is_set():
            try:
                await asyncio.to_thread(sweep_media, self._database, self._folder, datetime.now(UTC))
            except Exception:
                _log.exception("Image files that are not shown could not be deleted")
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), self._interval.total_seconds())


def sweep_media(database: Database, folder: MediaFolder, now: datetime) -> list[str]:
    """Mark files that no article shows any more, and delete those marked `DELETED_AFTER` ago.

    Articles under embargo or of a later date keep their files. Returns the names of the deleted files.
    """
    with database.read() as session:
        deleted = [file.name for file in folder.files() if _sweep(session, folder, file, now)]
    if deleted:
        with database.write() as session:
            for name in deleted:
                session.exec(delete(FetchedImage).where(col(FetchedImage.location) == name))
    while _delete_unlinked(database):
        pass
    return deleted


def _delete_unlinked(database: Database) -> int:
    """Delete some images, as rows, that no article has, public or not; revisions keep their words."""
    linked = select(ArticleImage.image_id).where(col(ArticleImage.image_id) == col(Image.id))
    unlinked = select(Image.id).where(~exists(linked.correlate(Image)))
    with database.read() as session:
        found = session.exec(unlinked.limit(_ROWS_MAX)).all()
    if not found:
        return 0
    with database.write() as session:
        feed.lock_sequence(session)  # an article that is being written may have taken one up again
        ids = session.exec(unlinked.where(col(Image.id).in_(found))).all()
        session.exec(delete(Rendition).where(col(Rendition.image_id).in_(ids)))
        session.exec(delete(Image).where(col(Image.id).in_(ids)))
    return len(ids)


def _sweep(session: Session, folder: MediaFolder, file: Path, now: datetime) -> bool:
    if _is_needed(session, file.name, now):
        folder.unmark(file.name)
        return False
    if now - folder.marked_at(file.name, now) < DELETED_AFTER:
        return False
    folder.delete(file.name)
    return True


def _is_needed(session: Session, location: str, now: datetime) -> bool:
    """Whether an article shows the file now or will once its date or the end of its embargo has come."""
    beside = (
        select(col(ArticleImage.article_id))
        .join(Rendition, col(Rendition.image_id) == col(ArticleImage.image_id))
        .where(col(Rendition.location) == location)
    )
    within = select(col(ArticleBodyFile.article_id)).where(col(ArticleBodyFile.location) == location)
    statement = select(Article.id).where(
        col(Article.id).in_(union_all(beside, within)),
        Article.status == ArticleStatus.PUBLISHED,
        col(Article.expires_at).is_(None) | (col(Article.expires_at) > now),
    )
    return session.exec(statement).first() is not None
