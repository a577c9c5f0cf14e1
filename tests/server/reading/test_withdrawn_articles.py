"""Whether an article was here once and is not any more."""

import asyncio
from datetime import timedelta

import pytest
from sqlmodel import select

from broadsheet_server.models.articles import Article
from broadsheet_server.reading.context import ReadContext
from broadsheet_server.reading.withdrawn_articles import tombstone_named
from broadsheet_server.settings import Settings
from broadsheet_server.storage.database import Database
from broadsheet_shared.vocabulary import ArticleStatus
from tests.builders import NOW, publish

HOUR = timedelta(hours=1)


def is_gone(database: Database) -> bool:
    async def answered() -> bool:
        tombstone = await tombstone_named(ReadContext(database, Settings(), NOW), "slug", "crane")
        await database.close()
        return tombstone is not None

    return asyncio.run(answered())


def keep(database: Database, status: ArticleStatus, **changes: object) -> None:
    """An article in this state, whatever the way to it."""
    publish(database, slug="crane", **changes)
    with database.write() as session:
        session.exec(select(Article)).one().status = status


@pytest.mark.parametrize(
    ("status", "changes"),
    [(ArticleStatus.WITHDRAWN, {}), (ArticleStatus.PUBLISHED, {"expires_at": NOW})],
)
def test_what_was_withdrawn_or_has_expired_is_gone(
    database: Database, status: ArticleStatus, changes: dict[str, object]
) -> None:
    keep(database, status, **changes)
    assert is_gone(database)


@pytest.mark.parametrize(
    ("status", "changes"),
    [
        (ArticleStatus.PUBLISHED, {}),
        (ArticleStatus.DRAFT, {"expires_at": NOW - HOUR, "published_at": NOW - 2 * HOUR}),
        (ArticleStatus.WITHDRAWN, {"embargoed_until": NOW + HOUR}),
        (ArticleStatus.WITHDRAWN, {"published_at": NOW + HOUR}),
    ],
)
def test_what_is_here_or_never_was_is_not_gone(
    database: Database, status: ArticleStatus, changes: dict[str, object]
) -> None:
    keep(database, status, **changes)
    assert not is_gone(database)


def test_what_nobody_has_heard_of_is_not_gone(database: Database) -> None:
    assert not is_gone(database)
