"""A large archive, inserted in bulk: the same rows in every database, the same every time.

12 sections (8 of them without sections below), an author for every 50 articles, 600 tags. An article has a
body of some 4.4 kB, one or two authors, three tags, eight related articles, and mostly an image.
Words follow Zipf's law; each of 300 topics is in about one article of a hundred: searches look for these.

It is what publishing leaves, without revisions and change feed, which no read of articles uses: so 200,000
articles take minutes.
"""

import random
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from itertools import accumulate, chain, repeat
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import insert, text

from broadsheet_server.models import articles, images, related, taxonomy
from broadsheet_server.models.base import TableModel
from broadsheet_server.newsroom.concepts import author_identity, label_identity
from broadsheet_server.newsroom.drafts import DraftAuthor
from broadsheet_server.related.features import METHOD_VERSION
from broadsheet_server.related.lists import Reason, RelatedEntry, pack_entries
from broadsheet_server.storage.chunks import chunks
from broadsheet_server.storage.database import Database
from broadsheet_shared.vocabulary import RelatedReasonKind, TagKind

END = datetime(2026, 11, 1, tzinfo=UTC)
MINUTES_BETWEEN_ARTICLES = 7
DEEP_SECTIONS = (
    "city/council",
    "city/transport",
    "world/asia",
    "world/europe",
    "business/harbour",
    "business/markets",
    "culture/music",
    "culture/stage",
)
_SECTIONS = tuple(sorted({path.partition("/")[0] for path in DEEP_SECTIONS} | set(DEEP_SECTIONS)))
_VOCABULARY, _TOPICS, _TAGS = 12_000, 300, 600
_STREAM = 1_000_000
"""Words drawn once, of which every article takes some: to draw them for each would take most of the time."""
_WORDS_A_SENTENCE, _SENTENCES, _SENTENCES_A_PARAGRAPH = 12, 48, 5
_ROWS_A_STATEMENT = 1_000
_REASONS = (
    Reason(RelatedReasonKind.SHARED_TOPIC, "Bridges", 0.5),
    Reason(RelatedReasonKind.SAME_STORY, None, 0.5),
)
_TABLES: tuple[type[TableModel], ...] = (
    *(taxonomy.Section, taxonomy.Author, taxonomy.Tag, images.Image, images.Rendition),
    *(articles.Article, articles.ArticleBody, articles.ArticleAuthor, articles.ArticleTag),
    *(articles.ArticleImage, related.Related),
)
Row = dict[str, Any]
Rows = dict[type[TableModel], list[Row]]


class ArticleText(NamedTuple):
    """What an article says."""

    headline: str
    summary: str
    paragraphs: list[str]


class BulkArchive:
    """So many articles; number 0 is the oldest."""

    def __init__(self, size: int) -> None:
        self.size = size
        self._chance = random.Random(11)
        words = list(dict.fromkeys(self._word() for _ in range(2 * _VOCABULARY)))
        self.topics = [f"{word}ovy" for word in words[-_TOPICS:]]
        weights = list(accumulate(1 / (rank + 3) for rank in range(_VOCABULARY)))
        self._stream = self._chance.choices(words[:_VOCABULARY], cum_weights=weights, k=_STREAM)
        self._sections = [_uuid(1, number) for number in range(len(_SECTIONS))]
        self._authors = [_uuid(2, number) for number in range(max(2, size // 50))]
        self._tags = [_uuid(3, number) for number in range(_TAGS)]

    def slug(self, number: int) -> str:
        """The slug of an article."""
        return f"story-{number}"

    def fill(self, *databases: Database) -> None:
        """Insert everything into empty databases, and tell PostgreSQL to look at it."""
        parts = map(self._articles, chunks(range(self.size), _ROWS_A_STATEMENT))
        with ThreadPoolExecutor(len(databases)) as threads:
            for rows in chain([self._taxonomy()], parts):
                list(threads.map(_insert, databases, repeat(rows)))
        for database in databases:
            if database.dialect_name == "postgresql":
                with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                    connection.execute(text("VACUUM ANALYZE"))

    def _taxonomy(self) -> Rows:
        ids = dict(zip(_SECTIONS, self._sections, strict=True))
        return {
            taxonomy.Section: [
                {
                    "id": ids[path],
                    "path": path,
                    "slug": path.rpartition("/")[2],
                    "name": path.rpartition("/")[2].capitalize(),
                    "parent_id": ids.get(path.rpartition("/")[0]),
                    "position": number,
                }
                for number, path in enumerate(_SECTIONS)
            ],
            taxonomy.Author: [
                {
                    "id": key,
                    "slug": f"author-{number}",
                    "name": f"Author {number}",
                    "identity": author_identity(DraftAuthor(f"Author {number}"), f"Author {number}", None),
                }
                for number, key in enumerate(self._authors)
            ],
            taxonomy.Tag: [
                {
                    "id": key,
                    "slug": f"tag-{number}",
                    "label": f"Tag {number}",
                    "kind": TagKind.TOPIC,
                    "identity": label_identity(TagKind.TOPIC, f"Tag {number}"),
                }
                for number, key in enumerate(self._tags)
            ],
        }

    def _articles(self, numbers: Sequence[int]) -> Rows:
        rows: Rows = {table: [] for table in _TABLES}
        for number in numbers:
            for table, row in self._article(number):
                rows[table].append(row)
        return rows

    def _article(self, number: int) -> Iterator[tuple[type[TableModel], Row]]:
        chance, key, image_id = self._chance, self._article_id(number), _uuid(5, number)
        texts, published_at = self.text(number), self._published_at(number)
        has_image = number % 10 != 0
        if has_image:
            yield from _image(image_id, number)
        yield (
            articles.Article,
            {
                "id": key,
                "slug": self.slug(number),
                "headline": texts.headline,
                "summary": texts.summary,
                "byline": "By Tomas Hale",
                "language": "en",
                "section_id": self._sections[_SECTIONS.index(chance.choice(DEEP_SECTIONS))],
                "lead_image_id": image_id if has_image else None,
                "word_count": _WORDS_A_SENTENCE * _SENTENCES,
                "content_hash": f"{number:064x}",
                "published_at": published_at,
                "updated_at": published_at,
            },
        )
        html = "".join(f"<p>{paragraph}</p>" for paragraph in texts.paragraphs)
        yield articles.ArticleBody, {"article_id": key, "html": html, "text": "\n\n".join(texts.paragraphs)}
        if has_image:
            yield articles.ArticleImage, {"article_id": key, "position": 0, "image_id": image_id}
        link = {"article_id": key, "published_at": published_at}
        for position, author in enumerate(chance.sample(self._authors, chance.randint(1, 2))):
            yield articles.ArticleAuthor, {**link, "position": position, "author_id": author}
        for position, tag in enumerate(chance.sample(self._tags, 3)):
            yield articles.ArticleTag, {**link, "position": position, "tag_id": tag}
        yield (
            related.Related,
            {"article_id": key, "version": METHOD_VERSION, **pack_entries(self._related(number))},
        )

    def _related(self, number: int) -> list[RelatedEntry]:
        """Articles of the weeks before and after, as stories have them."""
        near = range(max(0, number - 2_000), min(self.size, number + 2_000))
        others = [other for other in self._chance.sample(near, min(9, len(near))) if other != number][:8]
        return [
            RelatedEntry(self._article_id(other), 0.9 - turn / 16, _REASONS)
            for turn, other in enumerate(others)
        ]

    def text(self, number: int) -> ArticleText:
        """The text of an article, another one each time."""
        chance, count = self._chance, _WORDS_A_SENTENCE * _SENTENCES
        stride = chance.randrange(1, _STREAM // count)  # articles share no long sequences of words
        start = chance.randrange(_STREAM - stride * count)
        words = self._stream[start : start + stride * count : stride]
        topics = chance.sample(self.topics, 3)
        for topic in topics:
            for _ in range(chance.randint(1, 3)):
                words[chance.randrange(count)] = topic
        sentences = [
            " ".join(words[start : start + _WORDS_A_SENTENCE]).capitalize() + "."
            for start in range(0, count, _WORDS_A_SENTENCE)
        ]
        return ArticleText(
            headline=f"{' '.join(words[:6])} and {topics[0]} {number}".capitalize(),
            summary=sentences[1],
            paragraphs=[" ".join(part) for part in chunks(sentences, _SENTENCES_A_PARAGRAPH)],
        )

    def _published_at(self, number: int) -> datetime:
        return END - timedelta(minutes=MINUTES_BETWEEN_ARTICLES * (self.size - number))

    def _article_id(self, number: int) -> UUID:
        return _uuid(4, number, self._published_at(number))

    def _word(self) -> str:
        chance = self._chance
        return "".join(
            chance.choice("bdfghklmnprstvw") + chance.choice("aeiou")
            for _ in range(chance.choice((2, 2, 3, 3, 4)))
        ) + chance.choice(("", "l", "n", "r"))


def _uuid(kind: int, number: int, moment: datetime = datetime(2024, 1, 1, tzinfo=UTC)) -> UUID:
    """A UUIDv7 (RFC 9562) of that moment, the same every time."""
    milliseconds = int(moment.timestamp() * 1000)
    return UUID(
        int=milliseconds << 80 | 0x7 << 76 | kind << 64 | 0b10 << 62 | number * 0x9E3779B97F4A7C15 % (1 << 62)
    )


def _image(image_id: UUID, number: int) -> Iterator[tuple[type[TableModel], Row]]:
    yield images.Image, {"id": image_id, "alt": f"A crane above Quay {number}", "caption": "Quay Nine"}
    yield (
        images.Rendition,
        {
            "image_id": image_id,
            "name": "original",
            "location": f"https://pictures.example/{number}.jpg",
            "media_type": "image/jpeg",
            "width": 1200,
            "height": 675,
        },
    )


def _insert(database: Database, rows: Rows) -> None:
    with database.write() as session:
        connection = session.connection()
        for table in _TABLES:
            if rows.get(table):
                connection.execute(insert(table), rows[table])
