"""A small set of articles with everything an article can have."""

import tempfile
from datetime import timedelta
from pathlib import Path

from sqlalchemy import insert
from sqlmodel import Session

from broadsheet_server.models import metadata
from broadsheet_server.newsroom.drafts import ArticleDraft, DraftAuthor, DraftCorrection, DraftImage, DraftTag
from broadsheet_server.newsroom.media_folder import MediaFolder
from broadsheet_server.newsroom.publish import publish as publish_draft
from broadsheet_server.newsroom.publish_result import PublishResult
from broadsheet_server.related.lists import Reason, RelatedEntry, pack_entries
from broadsheet_server.storage.database import Database
from broadsheet_shared.vocabulary import RelatedReasonKind, TagKind
from tests.builders import PUBLISHED_AT, draft

SECTIONS = ("city", "city/transport", "world", "world/asia", "culture/music")


def publish_articles(database: Database, size: int = 25) -> list[PublishResult]:
    """Articles with everything an article can have, the oldest first; all are related to the first eight."""
    media = MediaFolder(Path(tempfile.gettempdir()) / "broadsheet-test-media")
    with database.write() as session:
        published = [
            publish_draft(session, _story(number), media=media, now=PUBLISHED_AT + timedelta(days=1))
            for number in range(size)
        ]
        for each in published:
            _relate(session, each, entries_of([other for other in published[:9] if other != each]))
    return published


def _story(number: int) -> ArticleDraft:
    address = f"https://pictures.example/{number}.png"
    return draft(
        headline=f"Story {number}",
        slug=f"story-{number}",
        section_path=SECTIONS[number % len(SECTIONS)],
        authors=(DraftAuthor("Ann Wu"), DraftAuthor(f"Bo Li {number % 7}")),
        tags=(DraftTag("Ilse Tarrant", TagKind.PERSON), DraftTag("Bridges", TagKind.TOPIC)),
        images=(DraftImage(alt="A crane", media_type="image/png", width=1200, height=675, url=address),),
        corrections=(DraftCorrection("It was Tuesday.", PUBLISHED_AT),),
        published_at=PUBLISHED_AT + timedelta(minutes=number),
    )


def relate(database: Database, article: PublishResult, entries: list[RelatedEntry]) -> None:
    """Give an article a related list."""
    with database.write() as session:
        _relate(session, article, entries)


def entries_of(others: list[PublishResult]) -> list[RelatedEntry]:
    """Entries for articles that an article is related to, with two reasons each."""
    why = (
        Reason(RelatedReasonKind.SHARED_PERSON, "Ilse Tarrant", 0.5),
        Reason(RelatedReasonKind.BACKGROUND, None, 0.25),
    )
    return [RelatedEntry(other.article_id, 0.5, why) for other in others]


def _relate(session: Session, article: PublishResult, entries: list[RelatedEntry]) -> None:
    row = {"article_id": article.article_id, "version": 1, **pack_entries(entries)}
    session.execute(insert(metadata.tables["related"]).values(row))
