"""Follower positions: up to which sequence each follower of the change feed has processed it.

A follower advances its position in the transaction that writes its results, or after it. A crash in between
makes it process some changes again (at-least-once), so what a follower writes must be idempotent.
"""

from sqlmodel import Session

from broadsheet_server.models.changes import Follower


def follower_position(session: Session, name: str) -> int:
    """The sequence up to which the follower `name` has processed the feed; 0 if it never advanced."""
    follower = session.get(Follower, name)
    return follower.sequence if follower else 0


def advance_follower(session: Session, name: str, sequence: int) -> None:
    """Set the position of the follower `name`. A smaller `sequence` makes it process changes again."""
    follower = session.get(Follower, name) or Follower(name=name)
    follower.sequence = sequence
    session.add(follower)
