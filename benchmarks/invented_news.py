"""Invented news of any size for the benchmarks, the same every time: stories that several articles follow.

Words are as frequent as in real texts (Zipf), and every story has words and names of its own, so that a
search has common and rare words to look for and related news has something to find.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from pathlib import Path

from broadsheet_server.newsroom.drafts import ArticleDraft, DraftAuthor, DraftTag
from broadsheet_server.newsroom.insert_batch import InsertBatch
from broadsheet_server.newsroom.media_folder import MediaFolder
from broadsheet_server.newsroom.publish import publish
from broadsheet_server.storage.database import Database
from broadsheet_shared.vocabulary import TagKind

END = datetime(2026, 11, 1, tzinfo=UTC)
VOCABULARY = 60_000
WORDS_AN_ARTICLE = 350
ARTICLES_A_STORY = 6
SECTIONS = (
    "city/council",
    "city/transport",
    "world/asia",
    "world/europe",
    "business/harbour",
    "culture/music",
)
_AT_ONCE = 1_000
_OPENINGS = (
    "b",
    "br",
    "c",
    "d",
    "dr",
    "f",
    "g",
    "h",
    "k",
    "l",
    "m",
    "n",
    "p",
    "pl",
    "r",
    "s",
    "st",
    "t",
    "v",
    "w",
)
_VOWELS = ("a", "e", "i", "o", "u", "ea", "ou")
_ENDINGS = ("", "l", "m", "n", "r", "s", "t", "nd", "ck")


@dataclass(frozen=True, slots=True)
class Story:
    """What several articles tell of: words and names of its own."""

    words: list[str]
    names: list[str]
    section: str
    begins: datetime


class InventedNews:
    """A stream of articles. Chance has a fixed seed."""

    def __init__(self, size: int) -> None:
        self._chance = random.Random(20)
        self._size = size
        self.words = list(dict.fromkeys(self._word() for _ in range(2 * VOCABULARY)))[:VOCABULARY]
        self._weights = list(accumulate(1 / (rank + 3) for rank in range(len(self.words))))
        self._stories = [self._story(number) for number in range(max(1, size // ARTICLES_A_STORY))]

    def drafts(self) -> Iterator[ArticleDraft]:
        """All articles, the oldest first."""
        for number in range(self._size):
            first = number * len(self._stories) // self._size
            story = self._stories[min(len(self._stories) - 1, first + self._chance.randrange(4))]
            yield self._draft(number, story)

    def fill(self, database: Database, media: Path) -> None:
        """Publish them all."""
        folder, drafts = MediaFolder(media), self.drafts()
        for start in range(0, self._size, _AT_ONCE):
            with database.write() as session:
                batch = InsertBatch(session)
                for _, draft in zip(range(min(_AT_ONCE, self._size - start)), drafts, strict=False):
                    publish(session, draft, media=folder, now=END, batch=batch)
                batch.flush()

    def _draft(self, number: int, story: Story) -> ArticleDraft:
        chance = self._chance
        body = chance.choices(self.words, cum_weights=self._weights, k=WORDS_AN_ARTICLE)
        for _ in range(WORDS_AN_ARTICLE // 8):
            body[chance.randrange(WORDS_AN_ARTICLE)] = chance.choice(story.words)
        for _ in range(12):
            body[chance.randrange(WORDS_AN_ARTICLE)] = chance.choice(story.names)
        sentences = [" ".join(body[i : i + 14]).capitalize() + "." for i in range(0, WORDS_AN_ARTICLE, 14)]
        return ArticleDraft(
            headline=" ".join([*chance.sample(story.words, 4), chance.choice(story.names)]).capitalize(),
            summary=sentences[0],
            body_html="".join(
                f"<p>{' '.join(sentences[i : i + 5])}</p>" for i in range(0, len(sentences), 5)
            ),
            section_path=story.section,
            language="en",
            external_reference=f"invented:{number}",
            authors=(DraftAuthor(f"Author {chance.randrange(200)}"),),
            tags=tuple(DraftTag(name, TagKind.PERSON) for name in story.names[:2]),
            published_at=story.begins + timedelta(hours=chance.randrange(96)),
        )

    def _story(self, number: int) -> Story:
        chance, count = self._chance, max(1, self._size // ARTICLES_A_STORY)
        return Story(
            words=[self.words[int(len(self.words) * chance.random() ** 3)] for _ in range(12)],
            names=[f"{self._word().capitalize()} {self._word().capitalize()}" for _ in range(3)],
            section=chance.choice(SECTIONS),
            begins=END - timedelta(days=1_500 * (count - number) / count + 5),
        )

    def _word(self) -> str:
        chance = self._chance
        syllables = chance.choices((1, 2, 3), weights=(2, 5, 3))[0]
        return "".join(
            chance.choice(_OPENINGS) + chance.choice(_VOWELS) + chance.choice(_ENDINGS)
            for _ in range(syllables)
        )
