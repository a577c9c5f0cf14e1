"""Invented news of any size for the benchmarks, the same every time: stories that several articles follow.

Word frequencies follow Zipf's law, as in real texts, and every story has words and names of its own, so that
searches meet common and rare words, and related news has something to find.
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
from sample_articles import SECTIONS

END = datetime(2026, 11, 1, tzinfo=UTC)
VOCABULARY = 60_000
WORDS_AN_ARTICLE = 350
ARTICLES_A_STORY = 6
_TRANSACTION_SIZE = 1_000
_ONSETS = tuple("b br c d dr f g h k l m n p pl r s st t v w".split())  # noqa: SIM905 (shorter)
_NUCLEI = ("a", "e", "i", "o", "u", "ea", "ou")
_CODAS = ("", "l", "m", "n", "r", "s", "t", "nd", "ck")


@dataclass(frozen=True, slots=True)
class Story:
    """What several articles are about, with words and names of its own."""

    words: list[str]
    names: list[str]
    section: str
    begins: datetime


class InventedNews:
    """A stream of articles, generated from a fixed seed."""

    def __init__(self, size: int) -> None:
        self._random = random.Random(20)
        self._size = size
        self.words = list(dict.fromkeys(self._word() for _ in range(2 * VOCABULARY)))[:VOCABULARY]
        self._weights = list(accumulate(1 / (rank + 3) for rank in range(len(self.words))))
        self._stories = [self._story(number) for number in range(max(1, size // ARTICLES_A_STORY))]

    def drafts(self) -> Iterator[ArticleDraft]:
        """All articles, the oldest first."""
        for number in range(self._size):
            first = number * len(self._stories) // self._size
            story = self._stories[min(len(self._stories) - 1, first + self._random.randrange(4))]
            yield self._draft(number, story)

    def fill(self, database: Database, media: Path) -> None:
        """Publish them all."""
        folder, drafts = MediaFolder(media), self.drafts()
        for start in range(0, self._size, _TRANSACTION_SIZE):
            with database.write() as session:
                batch = InsertBatch(session)
                for _, draft in zip(range(min(_TRANSACTION_SIZE, self._size - start)), drafts, strict=False):
                    publish(session, draft, media=folder, now=END, batch=batch)
                batch.flush()

    def _draft(self, number: int, story: Story) -> ArticleDraft:
        generator = self._random
        body = generator.choices(self.words, cum_weights=self._weights, k=WORDS_AN_ARTICLE)
        for _ in range(WORDS_AN_ARTICLE // 8):
            body[generator.randrange(WORDS_AN_ARTICLE)] = generator.choice(story.words)
        for _ in range(12):
            body[generator.randrange(WORDS_AN_ARTICLE)] = generator.choice(story.names)
        headline = generator.sample(story.words, 4)
        sentences = [" ".join(body[i : i + 14]).capitalize() + "." for i in range(0, WORDS_AN_ARTICLE, 14)]
        return ArticleDraft(
            headline=" ".join([*headline, generator.choice(story.names)]).capitalize(),
            summary=sentences[0],
            body_html="".join(
                f"<p>{' '.join(sentences[i : i + 5])}</p>" for i in range(0, len(sentences), 5)
            ),
            section_path=story.section,
            language="en",
            external_reference=f"invented:{number}",
            authors=(DraftAuthor(f"Author {generator.randrange(200)}"),),
            tags=tuple(DraftTag(name, TagKind.PERSON) for name in story.names[:2]),
            published_at=story.begins + timedelta(hours=generator.randrange(96)),
        )

    def _story(self, number: int) -> Story:
        generator, count = self._random, max(1, self._size // ARTICLES_A_STORY)
        return Story(
            words=[self.words[int(len(self.words) * generator.random() ** 3)] for _ in range(12)],
            names=[f"{self._word().capitalize()} {self._word().capitalize()}" for _ in range(3)],
            section=generator.choice(SECTIONS),
            begins=END - timedelta(days=1_500 * (count - number) / count + 5),
        )

    def _word(self) -> str:
        generator = self._random
        syllables = generator.choices((1, 2, 3), weights=(2, 5, 3))[0]
        return "".join(
            generator.choice(_ONSETS) + generator.choice(_NUCLEI) + generator.choice(_CODAS)
            for _ in range(syllables)
        )
