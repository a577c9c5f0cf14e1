"""In archives of any size, drawn from labelled news, what is listed is related, and the same story is one.

The news is not ours to be kept here. `benchmarks/related_small_archives.py` draws many more archives.
"""

import gzip
import json
import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple
from uuid import UUID

import pytest

from broadsheet_server.related.candidates import (
    Candidate,
    drop_near_duplicates,
    retrieve_candidates,
    score_candidates,
)
from broadsheet_server.related.feature_extraction import AnalysedArticle, extract_features
from broadsheet_server.related.features import Features
from broadsheet_server.related.idf import IdfByLanguage
from broadsheet_server.related.lists import Reason
from broadsheet_server.related.reasons import explain
from broadsheet_server.related.taxonomy import ArticleTaxonomy
from broadsheet_server.search.engine import IndexedArticle
from broadsheet_server.search.index_storage import IndexBatch, IndexProgress
from broadsheet_server.search.opening import open_index_storage
from broadsheet_shared.vocabulary import RelatedReasonKind as Kind

DATA = Path(__file__).parents[4] / "shared" / "related-dev" / "dev"
NOW = datetime(2026, 11, 20, tzinfo=UTC)
NEWS = ArticleTaxonomy({}, "news", "News")
STORY = {Kind.SAME_STORY, Kind.FOLLOW_UP, Kind.BACKGROUND}

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not DATA.exists(), reason="no ../shared/related-dev beside this checkout"),
]


class News(NamedTuple):
    """Labelled articles, and other news beside them; which are related to each of the former."""

    labelled: Sequence[IndexedArticle]
    others: Sequence[IndexedArticle]
    related: dict[UUID, set[UUID]]


class DrawnArchive:
    """Some articles in an index, with their lists; a `candidates.FeatureSource`."""

    def __init__(self, articles: Sequence[IndexedArticle], folder: Path) -> None:
        writer = open_index_storage(folder).create()
        writer.add(IndexBatch(articles, (), IndexProgress(complete=True)), NOW)
        writer.commit()
        self._idfs = IdfByLanguage(writer.searcher())
        analysed = [extract_features(article, self._idfs) for article in articles]
        self._analysed = {article.id_int: article for article in analysed}
        writer.close()

    def features(self, ids: Iterable[int]) -> dict[int, Features]:
        """The features of the articles."""
        return {id_int: self._analysed[id_int].features for id_int in ids}

    def shingles(self, id_int: int) -> set[int]:
        """The shingles of an article."""
        return self._analysed[id_int].shingles

    def related(self, article_id: UUID) -> Iterator[tuple[UUID, tuple[Reason, ...]]]:
        """What the list of an article has, with the reasons."""
        article = self._analysed[article_id.int]
        for candidate in self._candidates(article):
            reasons = explain(article, candidate, NEWS, NEWS, self._idfs["en"])
            if reasons:
                yield candidate.id, reasons

    def _candidates(self, article: AnalysedArticle) -> list[Candidate]:
        retrieved = retrieve_candidates(article.terms, self._idfs.searcher, NOW)
        scored = score_candidates(article, retrieved, self, self._idfs["en"].corpus_size)
        by_text = [candidate for candidate in scored if not candidate.needs_shared_tags]  # there are no tags
        return drop_near_duplicates(article, by_text, self)


@pytest.fixture(scope="module")
def news() -> News:
    """Headlines and first sentences of reports of events and of other news."""
    rows = read(DATA / "events-brief" / "corpus.jsonl.gz")
    ids = {row["id"]: UUID(int=number) for number, row in enumerate(rows, 1)}
    related = {
        ids[row["query"]]: {ids[other] for other in row["rel"]}
        for row in read(DATA / "events-en" / "qrels.jsonl.gz")
    }
    articles = [indexed(ids[row["id"]], row) for row in rows]
    labelled = [article for article in articles if article.id in related]
    return News(labelled, [article for article in articles if article.id not in related], related)


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder in memory, where there is one: many small indexes wait for the disk most of the time."""
    memory = Path("/dev/shm")
    with TemporaryDirectory(dir=memory if memory.exists() else None) as name:
        yield Path(name)


def read(path: Path) -> list[dict[str, Any]]:
    """The rows of a file."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def indexed(article_id: UUID, row: dict[str, Any]) -> IndexedArticle:
    """An article as it is indexed."""
    published = datetime.fromisoformat(row["published"]).replace(tzinfo=UTC) if row["published"] else None
    return IndexedArticle(
        id=article_id,
        language="en",
        headline=row["title"] or row["text"],
        summary="",
        body=row["text"],
        section="news",
        tags=(),
        authors=(),
        published_at=published or NOW,
        is_dated=published is not None,
        public_from=datetime(1970, 1, 1, tzinfo=UTC),
        public_until=None,
    )


@pytest.mark.parametrize(("size", "draws"), [(10, 40), (30, 24), (100, 6), (1_000, 1)])
def test_nine_of_ten_entries_are_related_and_the_same_story_is_one(
    news: News, size: int, draws: int, folder: Path, record_property: Callable[[str, object], None]
) -> None:
    chance = random.Random(size)
    entries, stories, lists = [], [], []
    for number in range(draws):
        half = min(size // 2, len(news.labelled))
        labelled = chance.sample(news.labelled, half)
        archive = DrawnArchive([*labelled, *chance.sample(news.others, size - half)], folder / f"{number}")
        for article in labelled:
            related = list(archive.related(article.id))
            lists.append(bool(related))
            entries += [other in news.related[article.id] for other, _ in related]
            stories += [
                other in news.related[article.id]
                for other, reasons in related
                if STORY & {reason.kind for reason in reasons}
            ]
    record_property("share of articles with a list", sum(lists) / len(lists))
    assert len(entries) >= 10
    assert sum(entries) / len(entries) >= 0.9
    assert sum(stories) / len(stories) >= 0.97
