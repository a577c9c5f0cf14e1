"""An agreement between processes, written in the store: one of them makes related lists, the others wait."""

from datetime import datetime, timedelta

from sqlalchemy import delete, insert, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import col

from broadsheet_server.models.changes import RelatedLease
from broadsheet_server.storage.database import Database

TERM = timedelta(seconds=10)


class Lease:
    """The right to make related lists, for ten seconds at a time.

    Processes that share a SQLite file share the index beside it, and only who writes that asks here.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._owner = ""
        self._until: datetime | None = None
        self.terms = 0
        """How often it was taken anew: in between another may have had it."""

    def take(self, owner: str, now: datetime) -> bool:
        """Whether `owner` may go on: it had the lease, or nobody has it any more.

        The owner is a folder that an index is in: a process that follows another one there need not wait.
        """
        is_held = owner == self._owner and self._until is not None and now < self._until
        if is_held and self._until is not None and now < self._until - TERM / 2:
            return True
        self._owner = owner
        self._until = now + TERM if self._is_taken(now) else None
        self.terms += self._until is not None and not is_held
        return self._until is not None

    def _is_taken(self, now: datetime) -> bool:
        if self._database.is_sqlite:
            return True
        return not self._is_anothers(now) and (self._renewed(now) or self._begun(now))

    def _is_anothers(self, now: datetime) -> bool:
        """Looked up first: who waits should not write."""
        wanted = select(col(RelatedLease.owner), col(RelatedLease.until))
        with self._database.read() as session:
            found = session.execute(wanted).one_or_none()
        return found is not None and found.owner != self._owner and found.until > now

    def give_back(self) -> None:
        """Let another process have it at once."""
        if self._until is None or self._database.is_sqlite:
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
