"""An archive of any size for the benchmarks, the same every time."""

import random
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import insert
from sqlmodel import select

from broadsheet_server.models.articles import Article
from broadsheet_server.models.related import Related
from broadsheet_server.newsroom.drafts import ArticleDraft, DraftAuthor, DraftCorrection, DraftImage, DraftTag
from broadsheet_server.newsroom.insert_batch import InsertBatch
from broadsheet_server.newsroom.media_folder import MediaFolder
from broadsheet_server.newsroom.publish import publish
from broadsheet_server.related.lists import Reason, RelatedEntry, pack_entries
from broadsheet_server.storage.database import Database
from broadsheet_shared.vocabulary import RelatedReasonKind, TagKind

START = datetime(2024, 1, 1, tzinfo=UTC)
SECTIONS = (
    "city/council",
    "city/transport",
    "world/asia",
    "world/europe",
    "business/harbour",
    "culture/music",
)
WORDS = ("harbour", "bridge", "council", "tram", "winter", "river")


def fill(database: Database, size: int) -> None:
    """Publish `size` articles of some 500 words, with everything an article can have."""
    media = MediaFolder(Path(tempfile.gettempdir()) / "broadsheet-benchmark-media")
    with database.write() as session:
        batch = InsertBatch(session)
        for draft in sample_drafts(size):
            publish(session, draft, media=media, now=START, batch=batch)
        batch.flush()
    why = (
        Reason(RelatedReasonKind.SHARED_TOPIC, "Bridges", 0.5),
        Reason(RelatedReasonKind.SAME_STORY, None, 0.5),
    )
    chance = random.Random(8)
    with database.write() as session:
        ids = list(session.exec(select(Article.id)))
        lists = {key: [RelatedEntry(each, 0.5, why) for each in chance.sample(ids, 8)] for key in ids}
        rows = [{"article_id": key, "version": 1, **pack_entries(found)} for key, found in lists.items()]
        session.connection().execute(insert(Related), rows)


def sample_drafts(size: int) -> Iterator[ArticleDraft]:
    """`size` articles of some 500 words, with everything an article can have."""
    chance = random.Random(7)
    for number in range(size):
        yield _draft(number, chance)


def _draft(number: int, chance: random.Random) -> ArticleDraft:
    words = " ".join(chance.choice(WORDS) for _ in range(500))
    address = f"https://pictures.example/{number}.png"
    image = DraftImage("A crane", "image/png", 1200, 675, url=address, caption="Quay Nine")
    names = [f"Author {chance.randrange(40)}-{turn}" for turn in range(chance.randint(1, 2))]
    return ArticleDraft(
        headline=f"Story {number} of the harbour and the city",
        body_html=f"<p>{words}</p>",
        section_path=chance.choice(SECTIONS),
        language="en",
        slug=f"story-{number}",
        summary="A summary that says in one sentence what the article is about.",
        byline="By Tomas Hale",
        authors=tuple(map(DraftAuthor, names)),
        tags=tuple(DraftTag(f"Tag {chance.randrange(100)}-{turn}", TagKind.TOPIC) for turn in range(3)),
        images=(image,) if number % 2 else (),
        corrections=(DraftCorrection("It was Tuesday.", START),) if number % 10 == 1 else (),
        published_at=START + timedelta(minutes=7 * number),
    )
