"""One article by any of its names, several by their ids: those that are public."""

import asyncio
from datetime import UTC, datetime, timedelta

from broadsheet_server.reading.articles import article_by, read_articles
from broadsheet_server.reading.context import ReadContext
from broadsheet_server.reading.selection import Selection
from broadsheet_server.settings import Settings
from broadsheet_server.storage.database import Database
from tests.builders import publish

NOW = datetime(2026, 11, 24, tzinfo=UTC)


def test_an_article_is_read_by_each_of_its_names(database: Database) -> None:
    later = NOW + timedelta(days=1)
    uuid = publish(database, slug="crane", external_reference="wire:7", canonical_url="https://a.example/7")
    hidden = publish(database, slug="hidden", embargoed_until=later)

    async def read() -> None:
        context = ReadContext(database, Settings(), NOW)
        selection = Selection.of("slug", "breadcrumb")
        for identifier, value in (
            ("uuid", uuid.article_id),
            ("slug", "crane"),
            ("external_reference", "wire:7"),
            ("canonical_url", "https://a.example/7"),
        ):
            article = await article_by(context, identifier, value, selection)  # type: ignore[arg-type]
            assert article is not None
            assert (article.uuid, article.slug) == (uuid.article_id, "crane")
            assert [step.label for step in article.breadcrumb] == ["Home", "City"]
        assert await article_by(context, "uuid", hidden.article_id, selection) is None
        assert await article_by(context, "slug", "cr\0ane", selection) is None
        found = await read_articles(context, [hidden.article_id, uuid.article_id, uuid.article_id], selection)
        assert list(found) == [uuid.article_id]
        await database.close()

    asyncio.run(read())
