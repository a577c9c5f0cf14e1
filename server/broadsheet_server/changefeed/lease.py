"""A lease in the store: of several server processes one holds it, and does the work it stands for.

The holder renews it after half of its term. If the holder dies, the lease expires and another process may
acquire it. The times compared are those of the processes, so their clocks must agree within a few seconds.

A holder that was paused (a virtual machine that is moved, a disk that hangs) may believe in a lease that has
passed to another. Whoever writes on the strength of it therefore calls `confirm` in the same transaction: the
moment until which it was granted is the fencing token, for it is another one with every grant.
"""

from datetime import datetime, timedelta

from sqlalchemy import or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from broadsheet_server.models.leases import Lease
from broadsheet_server.storage.database import Database

TERM = timedelta(seconds=10)


class LeaseLostError(RuntimeError):
    """Another process has acquired the lease since; what was to be written must not be."""


class LeaseHolder:
    """A process's share in the lease `name`, held for ten seconds at a time.

    On SQLite it is always granted: processes that share the file are expected to share a file lock as well,
    and only the process that has that lock asks here.
    """

    def __init__(self, database: Database, name: str) -> None:
        self._database = database
        self._name = name
        self._owner = ""
        self._until: datetime | None = None
        self.epoch = 0
        """How often the lease was acquired anew. Between two epochs another process may have held it, so
        whatever was cached in an earlier epoch is invalid.
        """

    def acquire(self, owner: str, now: datetime) -> bool:
        """Acquire or renew the lease for `owner`; return whether it is held.

        Processes that ask for the same owner share the lease.
        """
        is_held = owner == self._owner and self._until is not None and now < self._until
        if is_held and self._until is not None and now < self._until - TERM / 2:
            return True
        self._owner = owner
        self._until = now + TERM if self._is_granted(now) else None
        self.epoch += self._until is not None and not is_held
        return self._until is not None

    def confirm(self, session: Session) -> None:
        """Check the fencing token, and lock the lease until the transaction of `session` ends.

        Raises LeaseLostError where the lease was granted to anybody since this holder acquired it.
        """
        if self._database.is_sqlite:
            return
        statement = (
            select(col(Lease.until))
            .where(col(Lease.name) == self._name, col(Lease.owner) == self._owner)
            .with_for_update()
        )
        if self._until is None or session.execute(statement).scalar_one_or_none() != self._until:
            self._until = None
            raise LeaseLostError(f"The lease {self._name} has passed to another server.")

    def release(self) -> None:
        """Let another process acquire the lease at once."""
        if self._until is None or self._database.is_sqlite:
            return
        self._until = None
        with self._database.write() as session:
            lease = session.get(Lease, self._name, with_for_update=True)
            if lease is not None and lease.owner == self._owner:
                session.delete(lease)

    def _is_granted(self, now: datetime) -> bool:
        if self._database.is_sqlite:
            return True
        return not self._is_held_by_another(now) and (self._take_over(now) or self._create(now))

    def _is_held_by_another(self, now: datetime) -> bool:
        """Read first: a process on standby should not write."""
        with self._database.read() as session:
            lease = session.get(Lease, self._name)
        return lease is not None and lease.owner != self._owner and lease.until > now

    def _take_over(self, now: datetime) -> bool:
        """Renew our lease, or take one that has expired, by compare-and-set in one statement."""
        statement = (
            update(Lease)
            .where(col(Lease.name) == self._name)
            .where(or_(col(Lease.owner) == self._owner, col(Lease.until) <= now))
            .values(owner=self._owner, until=now + TERM)
        )
        with self._database.write() as session:
            return session.connection().execute(statement).rowcount == 1

    def _create(self, now: datetime) -> bool:
        """Insert the lease where there is none; another process may be faster."""
        try:
            with self._database.write() as session:
                session.add(Lease(name=self._name, owner=self._owner, until=now + TERM))
        except IntegrityError:
            return False
        return True
