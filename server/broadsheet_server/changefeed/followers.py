"""Follower positions: up to which sequence each follower of the change feed has processed it.

A follower advances its position in the transaction that writes its results, or after it. A crash in between
makes it process some changes again (at-least-once), so what a follower writes must be idempotent.
"""

from sqlalchemy import update
from sqlmodel import Session, col

from broadsheet_server.models.changes import Follower


def follower_position(session: Session, name: str) -> int:
    """The sequence up to which the follower `name` has processed the feed; 0 if it never advanced."""
    follower = session.get(Follower, name)
    return follower.sequence if follower else 0


def advance_follower(session: Session, name: str, sequence: int, *, since: int) -> bool:
    """Advance the follower `name` from `since` to `sequence`, by compare-and-set; return whether it was so.

    A position that another process has advanced never goes back, and one that was reset meanwhile stays so.
    """
    if sequence <= since:
        return False
    statement = (
        update(Follower)
        .where(col(Follower.name) == name, col(Follower.sequence) == since)
        .values(sequence=sequence)
    )
    if session.connection().execute(statement).rowcount:
        return True
    if since or session.get(Follower, name) is not None:
        return False
    session.add(Follower(name=name, sequence=sequence))
    return True


def reset_follower(session: Session, name: str) -> None:
    """Have the follower `name` process the whole feed again."""
    session.merge(Follower(name=name, sequence=0))
