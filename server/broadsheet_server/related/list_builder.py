"""Builds the related lists of a few articles at once, and inserts the articles into lists of older ones."""

import math
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlmodel import Session

from broadsheet_server.related.candidates import (
    Candidate,
    drop_near_duplicates,
    is_near_duplicate,
    retrieve_candidates,
    score_candidates,
)
from broadsheet_server.related.feature_extraction import AnalysedArticle, day_of
from broadsheet_server.related.feature_store import FeatureCache, FeatureReader
from broadsheet_server.related.features import Features
from broadsheet_server.related.idf import Idf, IdfByLanguage
from broadsheet_server.related.list_merge import insert_entry
from broadsheet_server.related.list_store import StoredList, read_list_summaries, read_lists
from broadsheet_server.related.lists import RelatedEntry
from broadsheet_server.related.reasons import explain, reversed_reason
from broadsheet_server.related.taxonomy import ArticleTaxonomy, load_taxonomies, share_subject_tags

UPDATED_LIST_DAYS = 30
"""Lists of articles older than this are not updated with new articles: there are many, and few are read."""

NEIGHBOURS = 12
"""So many of the best candidates of a new article may have it inserted into their lists."""


class _Listed(NamedTuple):
    """An article in a list, with its features."""

    id_int: int
    features: Features


class ListBuilder:
    """Builds the lists of `articles` from one state of the index, which is at `sequence` of the feed.

    `idfs` are of that state.
    """

    def __init__(
        self,
        session: Session,
        idfs: IdfByLanguage,
        cache: FeatureCache,
        articles: Sequence[AnalysedArticle],
        *,
        sequence: int,
        now: datetime,
    ) -> None:
        self._session = session
        self._idfs = idfs
        self._articles = articles
        self._source = FeatureReader(session, cache, articles)
        self._sequence = sequence
        self._now = now
        self._taxonomies: Mapping[UUID, ArticleTaxonomy] = {}

    def build(self, changed_at: Mapping[UUID, int]) -> list[StoredList]:
        """The lists of the articles, and those of older articles that now contain one of them.

        `changed_at` is the sequence of the change that made an article what it is: only lists built before
        it have not considered the article. Articles that are not in it are inserted into no other list.
        """
        ranked = self._rank()
        best = {
            article.id_int: drop_near_duplicates(article, ranked[article.id_int], self._source)
            for article in self._articles
        }
        insertions = list(self._insertions(ranked, changed_at))
        older_lists = read_lists(self._session, {neighbour.id for _, neighbour in insertions})
        listed = {candidate.id for candidates in best.values() for candidate in candidates}
        ids = {*listed, *older_lists, *(article.id for article in self._articles)}
        self._taxonomies = load_taxonomies(self._session, ids, self._idfs.all_languages)
        own_lists = [self._own_list(article, best[article.id_int]) for article in self._articles]
        changed = {
            neighbour.id
            for article, neighbour in insertions
            if self._insert(article, neighbour, older_lists[neighbour.id])
        }
        return [*own_lists, *(older_lists[article_id] for article_id in changed)]

    def _rank(self) -> dict[int, list[Candidate]]:
        """The scored candidates of each article; the features of all are loaded at once."""
        retrieved = {
            article.id_int: retrieve_candidates(article.terms, self._idfs.searcher, self._now)
            for article in self._articles
        }
        self._source.features({hit.id_int for found in retrieved.values() for hit in found.hits})
        return {
            article.id_int: score_candidates(
                article, retrieved[article.id_int], self._source, self._idf(article).corpus_size
            )
            for article in self._articles
        }

    def _own_list(self, article: AnalysedArticle, candidates: Sequence[Candidate]) -> StoredList:
        entries = [self._entry(article, candidate) for candidate in candidates]
        return StoredList(article.id, self._sequence, [entry for entry in entries if entry.reasons])

    def _entry(self, article: AnalysedArticle, candidate: Candidate) -> RelatedEntry:
        """A candidate with the reasons for it; there may be none."""
        taxonomies = self._taxonomies[article.id], self._taxonomies[candidate.id]
        near_duplicates = tuple(UUID(int=id_int) for id_int in candidate.near_duplicates)
        is_related = not candidate.needs_shared_tags or share_subject_tags(*taxonomies)
        reasons = explain(article, candidate, *taxonomies, self._idf(article)) if is_related else ()
        return RelatedEntry(candidate.id, candidate.score.total, reasons, near_duplicates)

    def _insertions(
        self, ranked: Mapping[int, list[Candidate]], changed_at: Mapping[UUID, int]
    ) -> Iterator[tuple[AnalysedArticle, Candidate]]:
        """The articles, each with a recent neighbour whose list may accept it."""
        pairs = [
            (article, neighbour)
            for article in self._articles
            if article.id in changed_at
            for neighbour in ranked[article.id_int][:NEIGHBOURS]
            if neighbour.id_int not in ranked and self._is_recent(neighbour)
        ]
        summaries = read_list_summaries(self._session, {neighbour.id for _, neighbour in pairs})
        for article, neighbour in pairs:
            summary = summaries.get(neighbour.id)
            if summary is None or summary.sequence >= changed_at[article.id]:
                continue
            if summary.accepts(article.id, neighbour.score.total):
                yield article, neighbour

    def _insert(self, article: AnalysedArticle, neighbour: Candidate, older_list: StoredList) -> bool:
        """Insert an article into the list of an older one; return whether that changed the list."""
        if is_near_duplicate(article, neighbour, self._source):
            return False
        entry = self._entry(article, neighbour)
        if not entry.reasons:
            return False
        entry = entry._replace(
            article_id=article.id, reasons=tuple(map(reversed_reason, entry.reasons)), near_duplicates=()
        )
        before = older_list.entries
        older_list.entries = insert_entry(before, entry, self._duplicates_among(before, article))
        return older_list.entries != before

    def _duplicates_among(self, entries: Sequence[RelatedEntry], article: AnalysedArticle) -> set[int]:
        """The ids, as integers, of entries that are near-duplicates of the article."""
        features = self._source.features(entry.article_id.int for entry in entries)
        listed = [_Listed(id_int, features[id_int]) for id_int in features if id_int != article.id_int]
        return {other.id_int for other in listed if is_near_duplicate(article, other, self._source)}

    def _idf(self, article: AnalysedArticle) -> Idf:
        return self._idfs[article.analyser.primary]

    def _is_recent(self, candidate: Candidate) -> bool:
        day = candidate.features.day
        return math.isnan(day) or day_of(self._now) - day <= UPDATED_LIST_DAYS
