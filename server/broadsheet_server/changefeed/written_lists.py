"""Which related lists have been written, for whoever keeps what they were.

No entry of the change feed tells of a related list: nothing new has happened. Every transaction that writes
or deletes some counts them up by one number in the store, and the process that wrote remembers which they
were. So another process learns at once that some list is another one, and this process also which.
"""

from collections.abc import Iterable
from functools import cache
from importlib import import_module
from itertools import islice
from threading import Lock
from typing import Any, Final
from uuid import UUID
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, event, select
from sqlmodel import Session, col

from broadsheet_server.changefeed.topics import EVERY_LIST, list_topic
from broadsheet_server.models.changes import Follower

FOLLOWER_NAME: Final = "written related lists"
"""The row of `follower` that holds the number: how far whoever follows written lists can be."""

KNOWN_MAX: Final = 200
"""Of how many transactions it is known which lists they wrote."""

_WRITTEN: Final = "broadsheet.written_lists"
_IS_OURS = col(Follower.name) == FOLLOWER_NAME

number_of_written_lists = select(col(Follower.sequence)).where(_IS_OURS).scalar_subquery()
"""How many transactions have written lists; NULL before the first one."""

_known: WeakKeyDictionary[Engine, dict[int, frozenset[str]]] = WeakKeyDictionary()
_lock = Lock()


def record_written_lists(session: Session, article_ids: Iterable[UUID]) -> None:
    """Say that this transaction changes the related lists of these articles.

    It counts up the number as the last thing that it does: others that write lists wait for it from then on.
    """
    if _WRITTEN not in session.info:
        session.info[_WRITTEN] = set()
        event.listen(session, "before_commit", _count, once=True)
    session.info[_WRITTEN].update(list_topic(article_id.hex) for article_id in article_ids)


def _count(session: Session) -> None:
    topics: set[str] = session.info.pop(_WRITTEN)
    if not topics:
        return
    session.flush()
    engine = session.get_bind().engine
    number: int = session.connection().execute(_next(engine.dialect.name)).scalar_one()

    def remember(_: Session) -> None:
        """Only what was committed has this number for good."""
        with _lock:
            known = _known.setdefault(engine, {})
            known[number] = frozenset(topics)
            for oldest in tuple(islice(known, max(0, len(known) - KNOWN_MAX))):
                del known[oldest]

    event.listen(session, "after_commit", remember, once=True)


def written_since(engine: Engine, since: int, number: int) -> frozenset[str]:
    """The topics of the lists that were written after one number, up to another, as far as it is known.

    `EVERY_LIST` where another process has written some, or a moment ago this one. A store that has lost its
    last transactions gives their numbers to others, so what is known of them is forgotten.
    """
    if number < since:
        with _lock:
            _known.pop(engine, None)
    if not 0 <= number - since <= KNOWN_MAX:
        return frozenset((EVERY_LIST,))
    unknown = frozenset((EVERY_LIST,))
    with _lock:
        known = _known.get(engine, {})
        written = [known.get(each, unknown) for each in range(since + 1, number + 1)]
    return frozenset[str]().union(*written)


@cache
def _next(dialect_name: str) -> Any:
    """The statement that counts up the number and gives it."""
    dialect = import_module(f"sqlalchemy.dialects.{dialect_name}")  # one of two, and each takes memory
    statement = dialect.insert(Follower).values(name=FOLLOWER_NAME, sequence=1)
    counted = {"sequence": col(Follower.sequence) + 1}
    return statement.on_conflict_do_update(index_elements=["name"], set_=counted).returning(
        col(Follower.sequence)
    )
