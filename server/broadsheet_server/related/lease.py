"""An agreement between processes, written in the store: one of them makes related lists, the others wait."""

from datetime import datetime, timedelta

from sqlalchemy import delete, insert, or_, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import col

from broadsheet_server.related.tables import RelatedLease
from broadsheet_server.storage.database import Database

TERM = timedelta(seconds=10)


class Lease:
    """The right to make related lists, for ten seconds at a time."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._owner = ""
        self._until: datetime | None = None

    def take(self, owner: str, now: datetime) -> bool:
        """Whether `owner` may go on: it had the lease, or nobody has it any more.

        The owner is a folder that an index is in: a process that follows another one there need not wait.
        """
        if owner == self._owner and self._until is not None and now < self._until - TERM / 2:
            return True
        self._owner = owner
        self._until = now + TERM if self._renewed(now) or self._begun(now) else None
        return self._until is not None

    def give_back(self) -> None:
        """Let another process have it at once."""
        if self._until is None:
            return
        self._until = None
        with self._database.write() as session:
            session.execute(delete(RelatedLease).where(col(RelatedLease.owner) == self._owner))

    def _renewed(self, now: datetime) -> bool:
        free = or_(col(RelatedLease.owner) == self._owner, col(RelatedLease.until) <= now)
        with self._database.write() as session:
            taken = session.execute(
                update(RelatedLease)
                .where(free)
                .values(owner=self._owner, until=now + TERM)
                .execution_options(synchronize_session=False)
            )
        return bool(taken.rowcount)  # type: ignore[attr-defined]

    def _begun(self, now: datetime) -> bool:
        try:
            with self._database.write() as session:
                session.execute(insert(RelatedLease), [{"id": 1, "owner": self._owner, "until": now + TERM}])
        except IntegrityError:
            return False
        return True
