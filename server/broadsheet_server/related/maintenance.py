"""Keeping related lists up to date: what is new first, then what is asked for, then what is missing."""

import logging
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from uuid import UUID

from broadsheet_server.changefeed import feed
from broadsheet_server.changefeed.lease import Lease
from broadsheet_server.related.backlog import Backlog
from broadsheet_server.related.embargo_schedule import EmbargoSchedule
from broadsheet_server.related.feature_extraction import ArticleTerms, IdfByLanguage, extract_features
from broadsheet_server.related.feature_store import (
    FeatureCache,
    delete_features,
    load_article_terms,
    save_features,
)
from broadsheet_server.related.list_builder import ListBuilder
from broadsheet_server.related.reverse_lookup import lists_containing
from broadsheet_server.related.stored_lists import (
    FOLLOWER,
    answered,
    ask_again,
    asked_again,
    remove_lists,
    write_lists,
)  # fmt: skip
from broadsheet_server.search.engine import IndexedArticle
from broadsheet_server.search.index_follower import IndexFollower
from broadsheet_server.search.indexed_articles import indexed_articles_by_id
from broadsheet_server.storage.database import Database

LISTS_AT_ONCE = 50
FEATURES_AT_ONCE = 500
log = logging.getLogger(__name__)


class RelatedMaintenance:
    """Makes lists, a few at a step, against the index that this process writes."""

    def __init__(self, database: Database, indexer: IndexFollower) -> None:
        self._database = database
        self._indexer = indexer
        self._lease = Lease(database)
        self._term = 0
        self._forget()

    def step(self, now: datetime) -> int:
        """Do a little; return how many articles it concerned. What failed is tried again by the next step."""
        sequence = self._indexer.sequence
        if sequence is None or not self._lease.take(self._indexer.holder, now):
            return 0
        if self._term != self._lease.terms:
            self._forget()
            self._term = self._lease.terms
        try:
            return self._work(sequence, now)
        except BaseException:
            self._forget()
            raise

    def _forget(self) -> None:
        """Know nothing of the store but what is in it: another process may have worked on it."""
        self._shelf = FeatureCache()
        self._rarities: IdfByLanguage | None = None
        self._backlog: Backlog | None = None
        self._generation: str | None = None
        self._openings: EmbargoSchedule | None = None

    def _work(self, sequence: int, now: datetime) -> int:
        with self._database.read() as session:
            position = feed.follower_position(session, FOLLOWER)
        if position > sequence:
            return 0  # the lists were made by one whose index has seen more than this one
        if position == 0:
            return self._begin(sequence)
        return (
            self._follow(position, sequence, now)
            or self._open(position, sequence, now)
            or self._answer(sequence, now)
            or self._fill_in(sequence, now)
        )

    @property
    def left(self) -> tuple[int, int]:
        """How many articles have to be described and how many lists made, as far as that is known."""
        return self._backlog.left if self._backlog else (0, 0)

    def close(self) -> None:
        """Let another process go on at once."""
        self._lease.give_back()

    def _begin(self, sequence: int) -> int:
        """A store without lists, or with lists that are not trusted: all is in the backlog, so the feed
        begins now.
        """
        self._backlog = None
        if sequence:
            with self._database.write() as session:
                feed.advance_follower(session, FOLLOWER, sequence)
        return min(sequence, 1)

    def _follow(self, position: int, sequence: int, now: datetime) -> int:
        """What the change feed tells, as far as the index has come."""
        with self._database.read() as session:
            news = feed.changes_after(session, position, LISTS_AT_ONCE)
        since = {change.article_id: change.sequence for change in news if change.sequence <= sequence}
        if since:
            self._shelf.drop(key.int for key in since)
            self._make(since, since, sequence, now, upto=max(since.values()))
        return len(since)

    def _open(self, position: int, sequence: int, now: datetime) -> int:
        """Articles whose hour has come, be it while nobody was at work."""
        if self._openings is None:
            with self._database.read() as session:
                self._openings = EmbargoSchedule.of(session, feed.occurred_at(session, position) or now)
        keys = self._openings.due(now)[:LISTS_AT_ONCE]
        return self._make(keys, dict.fromkeys(keys, sequence + 1), sequence, now)

    def _answer(self, sequence: int, now: datetime) -> int:
        """Lists that have to be made again."""
        with self._database.read() as session:
            keys = asked_again(session, LISTS_AT_ONCE)
        return self._make(keys, {}, sequence, now)

    def _fill_in(self, sequence: int, now: datetime) -> int:
        """What the store lacks: first all features, because lists are made of them, then all lists.

        Only once the index has seen all there is: lists made before would lack what is still to come.
        """
        with self._database.read() as session:
            if self._indexer.building is not None or feed.head(session) != sequence:
                return 0
        size, generation = self._indexer.searcher().size(), self._indexer.generation
        if self._backlog is None or self._generation != generation or self._backlog.is_outgrown(size):
            self._generation = generation
            with self._database.read() as session:
                self._backlog = Backlog.of(session, size, now)
        if features := self._backlog.next_features(FEATURES_AT_ONCE):
            return self._describe(features)
        return self._make(self._backlog.next_lists(LISTS_AT_ONCE), {}, sequence, now)

    def _describe(self, keys: list[UUID]) -> int:
        rarities = self._current_rarities()
        with self._database.read() as session:
            found = list(_described(indexed_articles_by_id(session, keys), rarities))
        with self._database.write() as session:
            save_features(session, found, rarities.tags.articles)
        return len(keys)

    def _make(
        self,
        keys: Iterable[UUID],
        since: Mapping[UUID, int],
        sequence: int,
        now: datetime,
        upto: int | None = None,
    ) -> int:
        """Make the lists of articles and write them, with the place in the feed that has been reached."""
        keys = list(keys)
        if not keys:
            return 0
        rarities = self._current_rarities()
        with self._database.read() as session:
            articles = indexed_articles_by_id(session, keys)
            gone = set(keys) - {article.id for article in articles}
            fresh = list(_described((each for each in articles if each.id in since), rarities))
            known = load_article_terms(session, [article for article in articles if article.id not in since])
            for each in (*fresh, *known):
                self._shelf.put(each.number, each.features)
            shown = [each for each in (*fresh, *known) if _is_shown(each.article, now)]
            searcher = self._indexer.searcher()
            relating = ListBuilder(session, searcher, self._shelf, sequence=sequence, now=now)
            lists = relating.lists(shown, since, rarities.tags)
            touched = lists_containing(session, searcher, gone.union(since), now)
        if self._openings is not None:
            self._openings.note(keys, articles, now)
        with self._database.write() as session:
            save_features(session, fresh, rarities.tags.articles)
            write_lists(session, lists)
            delete_features(session, list(gone))
            remove_lists(session, gone)
            ask_again(session, touched.difference(keys))
            answered(session, keys)
            if upto is not None:
                feed.advance_follower(session, FOLLOWER, upto)
        return len(keys)

    def _current_rarities(self) -> IdfByLanguage:
        """How rare words are in the index as it is now; found out again when it has changed."""
        searcher = self._indexer.searcher()
        if self._rarities is None or self._rarities.searcher is not searcher:
            self._rarities = IdfByLanguage(searcher)
        return self._rarities


def _is_shown(article: IndexedArticle, now: datetime) -> bool:
    return article.public_from <= now and (article.public_until is None or article.public_until > now)


def _described(articles: Iterable[IndexedArticle], rarities: IdfByLanguage) -> Iterator[ArticleTerms]:
    """One that cannot be described is left out, and holds up no other."""
    for article in articles:
        try:
            yield extract_features(article, rarities)
        except Exception:
            log.exception("Article %s is left out of related news", article.id)
