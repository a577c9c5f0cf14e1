"""Builders: a test says only what matters to it."""

import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from broadsheet_server.newsroom.drafts import ArticleDraft
from broadsheet_server.newsroom.media_folder import MediaFolder
from broadsheet_server.newsroom.publish import publish as publish_draft
from broadsheet_server.newsroom.publish_result import PublishResult
from broadsheet_server.storage.database import Database

PUBLISHED_AT = datetime(2024, 10, 12, 6, 30, tzinfo=UTC)
NOW = datetime(2024, 10, 12, 6, 31, tzinfo=UTC)


def draft(**changes: Any) -> ArticleDraft:
    """A draft of an ordinary article, with these changes. Without an identity each one is a new article."""
    ordinary = {
        "headline": "Harbour crane lifts its last load",
        "body_html": "<p>The old crane at Quay Nine lifted its last load.</p><p>It is 92 years old.</p>",
        "summary": "The crane at Quay Nine retires.",
        "section_path": "city",
        "language": "en",
        "byline": "By Tomas Hale",
        "published_at": PUBLISHED_AT,
    }
    return ArticleDraft(**{**ordinary, **changes})


def publish(
    database: Database, media: Path | None = None, *, now: datetime = NOW, **changes: Any
) -> PublishResult:
    """Publish an ordinary article with these changes, in a transaction of its own."""
    folder = MediaFolder(media or Path(tempfile.gettempdir()) / "broadsheet-test-media")
    with database.write() as session:
        return publish_draft(session, draft(**changes), media=folder, now=now)
