"""Related lists in the store, and the queue of those to be rebuilt."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from struct import unpack
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import (
    LargeBinary,
    Uuid,
    bindparam,
    delete,
    func,
    insert,
    or_,
    select,
    update,
)
from sqlmodel import Session, col

from broadsheet_server.changefeed.followers import reset_follower
from broadsheet_server.changefeed.written_lists import record_written_lists
from broadsheet_server.models.articles import Article
from broadsheet_server.models.related import Related, RelatedPin, StaleRelated
from broadsheet_server.related.candidates import LIST_LENGTH, retrieve_candidates
from broadsheet_server.related.feature_store import load_terms
from broadsheet_server.related.features import METHOD_VERSION
from broadsheet_server.related.list_merge import with_pins
from broadsheet_server.related.lists import (
    ID_BYTES,
    DamagedListError,
    RelatedEntry,
    pack_entries,
    unpack_entries,
    unpack_ids,
)
from broadsheet_server.search.engine import Searcher
from broadsheet_server.storage.chunks import chunks

FOLLOWER_NAME = "related"
"""Position 0 in the change feed means that everything has yet to be built."""

REVERSE_LOOKUP_LIMIT = 100
"""Candidates whose lists may contain an article. Lists have ten entries: those that rank lower rarely do."""

_IDS = bindparam("ids", expanding=True, type_=Uuid())
_LISTS = select(
    *(col(Related.article_id), col(Related.sequence)),
    *(col(Related.ids), col(Related.scores), col(Related.reasons), col(Related.near_duplicates)),
).where(col(Related.article_id).in_(_IDS))
_SUMMARIES = select(
    *(col(Related.article_id), col(Related.sequence), col(Related.ids), col(Related.scores))
).where(col(Related.article_id).in_(_IDS))
_MEMBERS = select(col(Related.article_id), col(Related.ids), col(Related.near_duplicates)).where(
    col(Related.article_id).in_(_IDS)
)
_SOUGHT = bindparam("sought", expanding=True, type_=LargeBinary())
_ENTRIES = [func.substr(col(Related.ids), place * ID_BYTES + 1, ID_BYTES) for place in range(LIST_LENGTH)]
_NAMING = select(col(Related.article_id)).where(or_(*(entry.in_(_SOUGHT) for entry in _ENTRIES)))
_PINS = (
    select(col(RelatedPin.article_id), col(RelatedPin.related_id))
    .where(col(RelatedPin.article_id).in_(_IDS))
    .order_by(col(RelatedPin.article_id), col(RelatedPin.position))
)
_LOCK_ARTICLES = (
    select(col(Article.id))
    .where(col(Article.id).in_(_IDS))
    .order_by(col(Article.id))
    .with_for_update(read=True, key_share=True)
)


@dataclass(slots=True)
class StoredList:
    """The related list of an article, and the sequence the index was at when it was built."""

    article_id: UUID
    sequence: int
    entries: list[RelatedEntry] = field(default_factory=list)


class ListSummary(NamedTuple):
    """The sequence of a list, the ids in it (16 bytes each), and the score of its last entry."""

    sequence: int
    ids: bytes
    last_score: float

    def accepts(self, article_id: UUID, score: float) -> bool:
        """Whether an article is in the list already, or scores enough to enter it."""
        ids = unpack_ids(self.ids)
        return len(ids) < LIST_LENGTH or score > self.last_score or article_id.bytes in ids


def read_lists(session: Session, ids: Iterable[UUID]) -> dict[UUID, StoredList]:
    """The lists of those of the articles that have one; a damaged list is empty."""
    lists = {}
    for chunk in chunks(ids):
        for article_id, sequence, *columns in session.execute(_LISTS, {"ids": chunk}):
            lists[article_id] = StoredList(article_id, sequence)
            with suppress(DamagedListError):
                lists[article_id].entries = unpack_entries(*columns)
    return lists


def read_list_summaries(session: Session, ids: Iterable[UUID]) -> dict[UUID, ListSummary]:
    """As much of the lists of articles as tells whether they accept another entry."""
    return {
        article_id: ListSummary(sequence, listed, unpack(">f", scores[-4:])[0] if len(scores) >= 4 else 0.0)
        for chunk in chunks(ids)
        for article_id, sequence, listed, scores in session.execute(_SUMMARIES, {"ids": chunk})
    }


def lists_containing(session: Session, searcher: Searcher, ids: Iterable[UUID], now: datetime) -> set[UUID]:
    """Reverse lookup: the articles that list one of these, or name it as a near-duplicate.

    There is no inverse of the lists. An article was listed by those that it was similar to, and these are
    retrieved again by the terms it had then. Articles that were never analysed are in no list.
    """
    sought: defaultdict[UUID, set[bytes]] = defaultdict(set)
    for article_id, terms in load_terms(session, ids).items():
        for hit in retrieve_candidates(terms, searcher, now, REVERSE_LOOKUP_LIMIT).hits:
            sought[hit.id].add(article_id.bytes)
    return {owner for owner, members in _read_members(session, sought).items() if members & sought[owner]}


def lists_naming(session: Session, ids: Collection[UUID]) -> set[UUID]:
    """The articles whose lists name one of these, by a scan of all lists.

    For withdrawn articles, which are rare: `lists_containing` may miss a list that ranks the article low, and
    it would stay short for good. Each entry of a list is looked up in the set of ids, so one scan for fifty
    costs about as much as two for one. It is a read: neither the write lock nor Python's is held meanwhile.
    """
    owners: set[UUID] = set()
    for chunk in chunks(ids):
        parameters = {"sought": [article_id.bytes for article_id in chunk]}
        owners.update(session.execute(_NAMING, parameters).scalars())
    return owners


def _read_members(session: Session, ids: Iterable[UUID]) -> dict[UUID, set[bytes]]:
    """The ids (16 bytes each) in the lists of articles, near-duplicates included."""
    return {
        article_id: {*unpack_ids(listed), *(bytes.fromhex(id_) for hex_ids in duplicates for id_ in hex_ids)}
        for chunk in chunks(ids)
        for article_id, listed, duplicates in session.execute(_MEMBERS, {"ids": chunk})
    }


def write_lists(session: Session, lists: Sequence[StoredList]) -> None:
    """Replace the lists of articles, each with the pins of this moment at its head.

    The pins cannot change before the transaction ends, so a pin is never lost to a list that was built
    before it was made.
    """
    ids = [stored.article_id for stored in lists]
    pins = _lock_pins(session, ids)
    _delete(session, Related, ids)
    rows = [
        {
            "article_id": stored.article_id,
            "version": METHOD_VERSION,
            "sequence": stored.sequence,
            **pack_entries(with_pins(pins.get(stored.article_id, ()), stored.entries)[:LIST_LENGTH]),
        }
        for stored in lists
    ]
    if rows:
        session.connection().execute(insert(Related), rows)
    record_written_lists(session, ids)


def _lock_pins(session: Session, ids: Iterable[UUID]) -> dict[UUID, list[UUID]]:
    """The pins of articles, in order, locked by their articles: these may change, but not their pins."""
    pins: defaultdict[UUID, list[UUID]] = defaultdict(list)
    for chunk in chunks(sorted(ids)):
        session.execute(_LOCK_ARTICLES, {"ids": chunk})
        for article_id, related_id in session.execute(_PINS, {"ids": chunk}):
            pins[article_id].append(related_id)
    return pins


def invalidate_lists(session: Session) -> None:
    """Have all features and lists rebuilt, by whichever process holds the lease."""
    session.connection().execute(update(Related).values(version=0))
    reset_follower(session, FOLLOWER_NAME)


def delete_lists(session: Session, ids: Collection[UUID]) -> None:
    """Delete the lists of articles."""
    _delete(session, Related, ids)
    record_written_lists(session, ids)


def queue_rebuild(session: Session, ids: Iterable[UUID]) -> None:
    """Queue the lists of articles to be rebuilt; idempotent."""
    queued = set(session.execute(select(col(StaleRelated.article_id))).scalars())
    if rows := [{"article_id": article_id} for article_id in set(ids) - queued]:
        session.connection().execute(insert(StaleRelated), rows)


def queued_rebuilds(session: Session, limit: int) -> list[UUID]:
    """Some of the articles whose lists have to be rebuilt, at most `limit`."""
    return list(session.execute(select(col(StaleRelated.article_id)).limit(limit)).scalars())


def clear_queued_rebuilds(session: Session, ids: Iterable[UUID]) -> None:
    """Remove articles from the queue: their lists have been rebuilt."""
    _delete(session, StaleRelated, ids)


def _delete(session: Session, table: type[Related] | type[StaleRelated], ids: Iterable[UUID]) -> None:
    for chunk in chunks(ids):
        session.connection().execute(delete(table).where(col(table.article_id).in_(chunk)))
