"""Deletes an article for good, with what other parts of the server keep of it."""

import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import update
from sqlmodel import Session, col

from broadsheet_server.models.articles import Article
from broadsheet_server.models.import_runs import ImportRunItem
from broadsheet_server.models.webhooks import WebhookDelivery
from broadsheet_server.newsroom.delete import delete_article
from broadsheet_server.newsroom.media_folder import MediaFolder
from broadsheet_server.newsroom.revisions import EditorialAct
from broadsheet_server.newsroom.validation import excerpt
from broadsheet_server.newsroom.withdraw import Withdrawal
from broadsheet_server.sharing.outbox.hold import erase_of_article
from broadsheet_server.storage.database import Database

_CHECKPOINT_ATTEMPTS = 10
_CHECKPOINT_PAUSE_S = 1.0


@dataclass(frozen=True, slots=True)
class Deletion:
    """What was deleted: the address, how many image files, and how many mails that waited.

    `is_in_log` where SQLite's write-ahead log still has words of it, because somebody reads an earlier state.
    """

    slug: str
    files: int
    mails: int
    is_in_log: bool = False


def delete_for_good(
    database: Database,
    media: MediaFolder,
    article_id: UUID,
    *,
    now: datetime,
    withdrawal: Withdrawal,
    act: EditorialAct,
) -> Deletion:
    """Delete an article and everything that is kept of it, in one transaction; then its files.

    Where somebody reads the store, such as a backup, it waits for that, ten seconds at most.
    The search index, related lists and kept answers follow from the change feed. Raises as
    `newsroom.delete.delete_article` does.
    """
    with database.write() as session:
        deleted = delete_article(session, article_id, now=now, withdrawal=withdrawal, act=act)
        mails = erase_of_article(session, session.get_one(Article, article_id), now=now)
        _erase_responses(session, article_id)
        _erase_reports(session, deleted.headlines)
    for name in deleted.files:
        media.delete(name)
    return Deletion(deleted.slug, len(deleted.files), mails, is_in_log=not _emptied_log(database))


def _emptied_log(database: Database) -> bool:
    """Take what was deleted out of SQLite's write-ahead log; whether that came about."""
    for attempt in range(_CHECKPOINT_ATTEMPTS):
        if attempt:
            time.sleep(_CHECKPOINT_PAUSE_S)
        if database.checkpoint():
            return True
    return False


def _erase_responses(session: Session, article_id: UUID) -> None:
    """What receivers of webhooks answered to deliveries, which may repeat what they were sent."""
    of_article = update(WebhookDelivery).where(col(WebhookDelivery.article_id) == article_id)
    session.execute(of_article.values(response_excerpt=None, reason=None))


def _erase_reports(session: Session, headlines: Iterable[str]) -> None:
    """How items of imports began, and why they were not taken as they were, which may quote them."""
    excerpts = {excerpt(headline) for headline in headlines}
    of_article = update(ImportRunItem).where(col(ImportRunItem.excerpt).in_(excerpts))
    session.execute(of_article.values(excerpt="", reason="The article was deleted."))
