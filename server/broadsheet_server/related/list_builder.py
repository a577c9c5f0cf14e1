"""Making related lists for a few articles at once: their own, and a place for them in those of older ones."""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import NamedTuple
from uuid import UUID

from sqlmodel import Session

from broadsheet_server.related.feature_extraction import ArticleTerms, Idf
from broadsheet_server.related.feature_store import FeatureCache, FeatureReader
from broadsheet_server.related.features import Features
from broadsheet_server.related.lists import Reason, RelatedEntry
from broadsheet_server.related.matching import (
    COPIES_MAX,
    LENGTH,
    Match,
    are_near_copies,
    candidates,
    scored,
    without_near_duplicates,
)
from broadsheet_server.related.reasons import EDITORS_CHOICE, ArticleTaxonomy, reasons
from broadsheet_server.related.stored_lists import StoredList, read_ends, read_lists
from broadsheet_server.related.taxonomy_lookup import article_taxonomies
from broadsheet_server.search.engine import Searcher
from broadsheet_shared.vocabulary import RelatedReasonKind

YOUNG_DAYS = 30
"""Older articles' lists stay as they are: few read them, and there are many."""

NEIGHBOURS = 12
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SEEN_FROM_THE_OTHER_SIDE = {
    RelatedReasonKind.FOLLOW_UP: RelatedReasonKind.BACKGROUND,
    RelatedReasonKind.BACKGROUND: RelatedReasonKind.FOLLOW_UP,
}


class ListBuilder:
    """Makes lists against one state of the index, which has followed the change feed to `sequence`."""

    def __init__(
        self, session: Session, searcher: Searcher, shelf: FeatureCache, *, sequence: int, now: datetime
    ) -> None:
        self._session = session
        self._searcher = searcher
        self._shelf = shelf
        self._archive = FeatureReader(session, shelf)
        self._sequence = sequence
        self._now = now

    def lists(
        self, about: Sequence[ArticleTerms], since: Mapping[UUID, int], rarity: Idf
    ) -> list[StoredList]:
        """The lists of articles, and those of older ones that they now belong in.

        `since` says for an article from which change on it could be found: only lists that were made
        before have not considered it. Articles that are not in it take no place in others' lists.
        """
        self._archive = FeatureReader(self._session, self._shelf, about)
        ranked = self._ranked(about)
        found = {
            each.number: without_near_duplicates(each, ranked[each.number], self._archive) for each in about
        }
        places = list(self._places(about, ranked, since))
        standing = read_lists(self._session, {match.key for _, match in places})
        listed = {match.key for matches in found.values() for match in matches}
        files = article_taxonomies(
            self._session, {*listed, *standing, *(each.article.id for each in about)}, rarity
        )
        own = list(self._own(about, found, files))
        changed = {
            match.key for each, match in places if self._place(each, match, standing[match.key], files)
        }
        return [*own, *(standing[key] for key in changed)]

    def _ranked(self, about: Sequence[ArticleTerms]) -> dict[int, list[Match]]:
        """The candidates of each article, their features read all at once."""
        hits = {each.number: candidates(each.terms, self._searcher, self._now) for each in about}
        self._archive.features({hit.id_int for some in hits.values() for hit in some})
        return {each.number: scored(each, hits[each.number], self._archive) for each in about}

    def _own(
        self,
        about: Iterable[ArticleTerms],
        found: Mapping[int, list[Match]],
        files: Mapping[UUID, ArticleTaxonomy],
    ) -> Iterator[StoredList]:
        for each in about:
            key = each.article.id
            entries = [_entry(each, match, files) for match in found[each.number]]
            named = [entry for entry in entries if entry.reasons]
            yield StoredList(key, self._sequence, named)

    def _places(
        self, about: Iterable[ArticleTerms], ranked: Mapping[int, list[Match]], since: Mapping[UUID, int]
    ) -> Iterator[tuple[ArticleTerms, Match]]:
        """Which articles may get into which lists of young neighbours."""
        wished = [
            (each, match)
            for each in about
            if each.article.id in since
            for match in ranked[each.number][:NEIGHBOURS]
            if match.number not in ranked and self._is_young(match)
        ]
        ends = read_ends(self._session, {match.key for _, match in wished})
        for each, match in wished:
            end = ends.get(match.key)
            if end is None or end.sequence >= since[each.article.id]:
                continue
            if end.has_place_for(each.article.id, match.score.total):
                yield each, match

    def _place(
        self, about: ArticleTerms, match: Match, standing: StoredList, files: Mapping[UUID, ArticleTaxonomy]
    ) -> bool:
        """Give an article its place in the list of an older one, if it still has one there."""
        if are_near_copies(about, match, self._archive):
            return False
        entry = _entry(about, match, files)
        if not entry.reasons:
            return False
        turned = tuple(_turned(reason) for reason in entry.reasons)
        known = self._archive.features(each.article_id.int for each in standing.entries)
        others = [Neighbour(number, features) for number, features in known.items() if number != about.number]
        copied = {other.number for other in others if are_near_copies(about, other, self._archive)}
        mine = entry._replace(article_id=about.article.id, reasons=turned, also=())
        standing.entries, before = inserted(standing.entries, mine, copied), standing.entries
        return standing.entries != before

    def _is_young(self, match: Match) -> bool:
        today = (self._now - _EPOCH).total_seconds() / 86_400
        return math.isnan(match.features.day) or today - match.features.day <= YOUNG_DAYS


class Neighbour(NamedTuple):
    """An entry of a list, with its features."""

    number: int
    features: Features


def inserted(entries: Sequence[RelatedEntry], entry: RelatedEntry, copied: set[int]) -> list[RelatedEntry]:
    """A list with one more entry, in its place, or folded into the entry that it is a near-copy of."""
    key = entry.article_id
    if any(each.article_id == key and _is_picked(each) for each in entries):
        return list(entries)
    others = [_without(each, key) for each in entries if each.article_id != key]
    for i, other in enumerate(others):
        if other.article_id.int in copied:
            others[i] = other._replace(also=(*other.also, key)[:COPIES_MAX])
            return others
    picked = [each for each in others if _is_picked(each)]
    ranked = sorted([each for each in [*others, entry] if each not in picked], key=lambda each: -each.score)
    return [*picked, *ranked][:LENGTH]


def _is_picked(entry: RelatedEntry) -> bool:
    return EDITORS_CHOICE in entry.reasons


def _without(entry: RelatedEntry, key: UUID) -> RelatedEntry:
    return entry._replace(also=tuple(copy for copy in entry.also if copy != key))


def _entry(about: ArticleTerms, match: Match, files: Mapping[UUID, ArticleTaxonomy]) -> RelatedEntry:
    key = match.key
    why = reasons(about, match, files[about.article.id], files[key])
    return RelatedEntry(key, match.score.total, why, tuple(UUID(int=number) for number in match.copies))


def _turned(reason: Reason) -> Reason:
    return reason._replace(kind=_SEEN_FROM_THE_OTHER_SIDE.get(reason.kind, reason.kind))
