"""The order of search results, and reading on in it from a position.

NEWEST is a keyset query by time order key and id. RELEVANCE is the engine's BM25 (Robertson and Zaragoza,
2009) rescored by recency: the engine's hits are taken in windows of a fixed size and each window is sorted
anew, so that every page is a part of the same order however far one reads.
"""

import math
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from broadsheet_server.search.engine import EngineQuery, Hit, PointInTime, Searcher, SearchOrder
from broadsheet_server.search.time_order import milliseconds, milliseconds_of
from broadsheet_shared.limits import SEARCH_DEPTH_MAX

RESCORE_WINDOW = 100
"""Hits that are rescored and sorted together."""

_DAY = 86_400_000
_NEWS_BOOST, _NEWS_DAYS = 0.5, 14
_RECENT_BOOST, _RECENT_DAYS = 0.25, 365


class SearchPosition(NamedTuple):
    """An article among the results: its rank counts from 0.

    By RELEVANCE it comes with the point in time of the first page; NEWEST needs none.
    """

    id: UUID
    score: float
    time_key: int
    rank: int
    point_in_time: PointInTime | None = None


ResultRange = tuple[list[SearchPosition], bool]
"""Results side by side, and whether there may be more behind them."""


def newest_first(
    searcher: Searcher, query: EngineQuery, after: SearchPosition | None, size: int
) -> ResultRange:
    """At least `size` results by date, equal time keys by id, if there are so many.

    The engine returns equal time keys in any order, so the last of a full answer may be incomplete: its hits
    are left to the next page. Where that leaves too few, because many share a time key, the limit is doubled.
    """
    query = query if after is None else replace(query, time_key_max=after.time_key)
    next_rank = 0 if after is None else after.rank + 1
    left_out = 1 if after is None else 2  # the last hit, and `after` itself
    limit = size + left_out
    while True:
        hits = searcher.search(query, SearchOrder.NEWEST, limit)
        has_more = len(hits) == limit
        following = _following(hits, after, is_cut=has_more)
        if len(following) >= size or not has_more:
            ranked = enumerate(following, next_rank)
            return [SearchPosition(hit.id, 0.0, hit.time_key, rank) for rank, hit in ranked], has_more
        limit *= 2


def _following(hits: Sequence[Hit], after: SearchPosition | None, *, is_cut: bool) -> list[Hit]:
    """The hits after a position, in order, without those of the last time key if they may be cut off."""
    ordered = sorted(hits, key=lambda hit: (hit.time_key, hit.id_int), reverse=True)
    if is_cut:
        ordered = [hit for hit in ordered if hit.time_key > hits[-1].time_key]
    if after is None:
        return ordered
    return [hit for hit in ordered if (hit.time_key, hit.id_int) < (after.time_key, after.id.int)]


def best_first(
    searcher: Searcher, query: EngineQuery, after: SearchPosition | None, size: int
) -> ResultRange:
    """`size` results by relevance, if there are so many, after the article of `after`, wherever that stands.

    All pages leave out what arrived after the first one, and count recency from its day.
    """
    point_in_time = query.point_in_time or PointInTime(milliseconds(query.now), searcher.latest_arrival)
    needed = size if after is None else after.rank + 1 + size
    limit = min(SEARCH_DEPTH_MAX, math.ceil(needed / RESCORE_WINDOW) * RESCORE_WINDOW)
    hits = searcher.search(query, SearchOrder.RELEVANCE, limit)
    rank_before = 0 if after is None else _engine_rank(after, hits)
    first = rank_before // RESCORE_WINDOW * RESCORE_WINDOW
    ranked = _rescored(hits, point_in_time, first)
    skipped = 0 if after is None else max(0, _next_rank(ranked, first, after) - first)
    following = ranked[skipped : skipped + size]
    positions = [
        SearchPosition(hit.id, score, hit.time_key, rank, point_in_time)
        for rank, (score, hit) in enumerate(following, first + skipped)
    ]
    return positions, len(hits) == limit or skipped + size < len(ranked)


def day(moment: datetime) -> int:
    """The day from which the recency of results counts."""
    return milliseconds(moment) // _DAY


def _engine_rank(position: SearchPosition, hits: Sequence[Hit]) -> int:
    """The rank of an article among the engine's hits; if it is gone, the rank that it had."""
    ranks = (rank for rank, hit in enumerate(hits) if hit.id_int == position.id.int)
    return next(ranks, position.rank)


def _next_rank(ranked: Sequence[tuple[float, Hit]], first: int, after: SearchPosition) -> int:
    """The rank to go on at; if the article is gone, the next one has moved up to its rank."""
    ranks = (rank + 1 for rank, (_, hit) in enumerate(ranked, first) if hit.id_int == after.id.int)
    return next(ranks, after.rank)


def _rescored(hits: Sequence[Hit], point_in_time: PointInTime, first: int) -> list[tuple[float, Hit]]:
    """The hits from the window on that begins at rank `first`, each with its score with recency.

    Each window is sorted by it; equal scores by id. The score shown never rises from one result to the next,
    not even between windows.
    """
    today = point_in_time.milliseconds // _DAY
    scores = [hit.score * _recency[max(0, today - milliseconds_of(hit.time_key) // _DAY)] for hit in hits]
    ceiling = min(scores[:first], default=math.inf)
    ranked: list[tuple[float, Hit]] = []
    for start in range(first, len(hits), RESCORE_WINDOW):
        indexes = range(start, min(start + RESCORE_WINDOW, len(hits)))
        by_score = sorted(indexes, key=lambda i: (-scores[i], hits[i].id_int))
        ranked += [(min(scores[i], ceiling), hits[i]) for i in by_score]
        ceiling = ranked[-1][0]
    return ranked


class _Recency(dict[int, float]):
    """Recency boosts by age in days: 1.75 for news of today, 1.25 after some weeks, 1 after years.

    Two exponential decays, one of two weeks and one of a year.
    """

    def __missing__(self, age: int) -> float:
        news, recent = math.exp(-age / _NEWS_DAYS), math.exp(-age / _RECENT_DAYS)
        boost = self[age] = 1.0 + _NEWS_BOOST * news + _RECENT_BOOST * recent
        return boost


_recency = _Recency()
