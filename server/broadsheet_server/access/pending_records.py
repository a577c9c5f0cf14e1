"""What requests leave to be written later, once a minute: when keys were used, and what was refused.

Neither may cost a reader a write, and a flood of refusals may not fill the store.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Final, NamedTuple
from uuid import UUID

from sqlmodel import Session, col, or_, update

from broadsheet_server.access.audit import Act, Actor, entry_of
from broadsheet_server.models.api_keys import ApiKey
from broadsheet_server.storage.database import Database
from broadsheet_shared.vocabulary import ActorKind, AuditOutcome

REFUSALS_MAX: Final = 100
"""Most refusals that are told apart in one minute; the others are counted together."""
_OTHERS: Final = Actor(ActorKind.STRANGER, "others"), Act("further refusals")


class PendingBatch(NamedTuple):
    """What was left to be written: when keys were used last; refusals with their last time and number."""

    uses: Mapping[UUID, datetime]
    refusals: Mapping[tuple[Actor, Act], tuple[datetime, int]]

    def write(self, database: Database) -> None:
        """Write it. It may have to wait for other writers."""
        with database.write() as session:
            _write_uses(session, self.uses)
            for (actor, act), (occurred_at, number) in self.refusals.items():
                session.add(entry_of(actor, act, AuditOutcome.REFUSED, occurred_at, number))


class PendingRecords:
    """Kept in memory for one database, for its event loop alone. To note something takes a microsecond."""

    def __init__(self) -> None:
        self._uses: dict[UUID, datetime] = {}
        self._refusals: dict[tuple[Actor, Act], tuple[datetime, int]] = {}

    def note_use(self, api_key_id: UUID, now: datetime) -> None:
        """A key was used."""
        self._uses[api_key_id] = now

    def note_refusal(self, actor: Actor, act: Act, now: datetime) -> None:
        """Somebody was not allowed to do something."""
        key = (actor, act)
        if key not in self._refusals and len(self._refusals) >= REFUSALS_MAX:
            key = _OTHERS
        self._add(key, now, 1)

    def take(self) -> PendingBatch | None:
        """All of it, to be written; None where there is nothing."""
        if not self._uses and not self._refusals:
            return None
        batch = PendingBatch(self._uses, self._refusals)
        self._uses, self._refusals = {}, {}
        return batch

    def put_back(self, batch: PendingBatch) -> None:
        """It could not be written: it stays for the next time."""
        self._uses = {**batch.uses, **self._uses}
        for key, (occurred_at, number) in batch.refusals.items():
            self._add(key, occurred_at, number)

    def close(self) -> None:
        """It holds nothing but memory."""

    def _add(self, key: tuple[Actor, Act], occurred_at: datetime, number: int) -> None:
        known = self._refusals.get(key)
        if known is not None:
            occurred_at, number = max(known[0], occurred_at), known[1] + number
        self._refusals[key] = (occurred_at, number)


def pending_records(database: Database) -> PendingRecords:
    """Those of this database."""
    pending = database.companions.get(PendingRecords)
    if pending is None:
        pending = database.companions[PendingRecords] = PendingRecords()
    assert isinstance(pending, PendingRecords)
    return pending


def _write_uses(session: Session, uses: Mapping[UUID, datetime]) -> None:
    """Another process may have written a later use."""
    for api_key_id, used_at in sorted(uses.items()):
        last = col(ApiKey.last_used_at)
        later = update(ApiKey).where(col(ApiKey.id) == api_key_id, or_(last.is_(None), last < used_at))
        session.exec(later.values(last_used_at=used_at))
