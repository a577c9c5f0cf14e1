"""Related lists in the store, and which of them wait to be made again."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from struct import unpack
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Uuid, bindparam, delete, insert, select, update
from sqlmodel import Session, col

from broadsheet_server.changefeed import feed
from broadsheet_server.models.articles import Article
from broadsheet_server.models.base import TableModel
from broadsheet_server.models.related import Related, StaleRelated
from broadsheet_server.related.features import VERSION
from broadsheet_server.related.lists import RelatedEntry, packed_list, related_list
from broadsheet_server.related.matching import LENGTH
from broadsheet_server.related.pins import pins_of, with_pins

FOLLOWER = "related"
"""The name under which the place in the change feed is noted. At 0 everything has yet to be made."""

_AT_ONCE = 500
_ENDS = select(
    *(col(Related.article_id), col(Related.sequence), col(Related.ids), col(Related.scores))
).where(col(Related.article_id).in_(bindparam("keys", expanding=True, type_=Uuid())))
_MEMBERS = select(col(Related.article_id), col(Related.ids), col(Related.also)).where(
    col(Related.article_id).in_(bindparam("keys", expanding=True, type_=Uuid()))
)


@dataclass(slots=True)
class StoredList:
    """The related list of an article, and how far the index was when it was made."""

    key: UUID
    sequence: int
    entries: list[RelatedEntry] = field(default_factory=list)


class ListEnd(NamedTuple):
    """How far the index was when a list was made, whom it holds (16 bytes each), and the last one's score."""

    sequence: int
    ids: bytes
    last: float

    def has_place_for(self, key: UUID, score: float) -> bool:
        """Whether an article is in the list already, or good enough to get into it."""
        return len(self.ids) < 16 * LENGTH or score > self.last or key.bytes in self.ids


def read_lists(session: Session, keys: Iterable[UUID]) -> dict[UUID, StoredList]:
    """The lists of those of the articles that have one."""
    found: dict[UUID, StoredList] = {}
    for some in _portions(keys):
        for row in session.execute(select(Related).where(col(Related.article_id).in_(some))).scalars():
            entries = related_list(row.ids, row.scores, row.reasons, row.also)
            found[row.article_id] = StoredList(row.article_id, row.sequence, entries)
    return found


def read_ends(session: Session, keys: Iterable[UUID]) -> dict[UUID, ListEnd]:
    """Of the lists of articles, as much as tells whether another one has a place in them."""
    found: dict[UUID, ListEnd] = {}
    for some in _portions(keys):
        for key, sequence, ids, scores in session.execute(_ENDS, {"keys": some}):
            last = unpack(">f", scores[-4:])[0] if scores else 0.0
            found[key] = ListEnd(sequence, ids, last)
    return found


def members(session: Session, keys: Iterable[UUID]) -> dict[UUID, set[bytes]]:
    """Whom the lists of articles name, near-copies included, by the 16 bytes of their ids."""
    found: dict[UUID, set[bytes]] = {}
    for some in _portions(keys):
        for key, ids, also in session.execute(_MEMBERS, {"keys": some}):
            listed = {ids[start : start + 16] for start in range(0, len(ids), 16)}
            found[key] = listed | {bytes.fromhex(copy) for copies in also for copy in copies}
    return found


def write_lists(session: Session, lists: Sequence[StoredList]) -> None:
    """Put lists in the place of what was there, each with the editors' picks of this moment at its head."""
    keys = [each.key for each in lists]
    picks = _picks_as_they_stay(session, keys)
    remove_lists(session, keys)
    rows = [
        {
            "article_id": each.key,
            "version": VERSION,
            "sequence": each.sequence,
            **packed_list(with_pins(picks.get(each.key, ()), each.entries)[:LENGTH]),
        }
        for each in lists
    ]
    if rows:
        session.execute(insert(TableModel.metadata.tables["related"]), rows)


def _picks_as_they_stay(session: Session, keys: Iterable[UUID]) -> dict[UUID, list[UUID]]:
    """The picks for articles, which nobody can change before this transaction ends.

    Lists are made from what was read a moment ago, and picks made meanwhile must not be lost.
    """
    found: dict[UUID, list[UUID]] = {}
    for some in _portions(sorted(keys)):
        articles = select(col(Article.id)).where(col(Article.id).in_(some)).order_by(col(Article.id))
        session.execute(articles.with_for_update(read=True, key_share=True))  # an article may change
        found |= pins_of(session, some)
    return found


def distrust_lists(session: Session) -> None:
    """Have everything that related news knows made again, whichever process does it."""
    session.execute(update(Related).values(version=0).execution_options(synchronize_session=False))
    feed.advance_follower(session, FOLLOWER, 0)


def remove_lists(session: Session, keys: Iterable[UUID]) -> None:
    """Remove the lists of articles."""
    _delete(session, Related, keys)


def ask_again(session: Session, keys: Iterable[UUID]) -> None:
    """Have the lists of articles made again, soon."""
    wanted = set(keys)
    known = set(session.execute(select(col(StaleRelated.article_id))).scalars())
    rows = [{"article_id": key} for key in wanted - known]
    if rows:
        session.execute(insert(StaleRelated), rows)


def asked_again(session: Session, limit: int) -> list[UUID]:
    """Some of the articles whose lists have to be made again."""
    return list(session.execute(select(col(StaleRelated.article_id)).limit(limit)).scalars())


def answered(session: Session, keys: Iterable[UUID]) -> None:
    """The lists of these articles have been made again."""
    _delete(session, StaleRelated, keys)


def _delete(session: Session, table: type[Related] | type[StaleRelated], keys: Iterable[UUID]) -> None:
    for some in _portions(keys):
        session.execute(
            delete(table).where(col(table.article_id).in_(some)).execution_options(synchronize_session=False)
        )


def _portions(keys: Iterable[UUID]) -> list[list[UUID]]:
    wanted = list(dict.fromkeys(keys))
    return [wanted[start : start + _AT_ONCE] for start in range(0, len(wanted), _AT_ONCE)]
