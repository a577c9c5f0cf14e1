"""The audit log: who did what to which object, written in the transaction of the act."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, insert
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, delete, select

from broadsheet_server.access.caller import Caller
from broadsheet_server.models.audit_entries import AuditEntry
from broadsheet_server.storage.database import Database
from broadsheet_server.storage.uuid7 import uuid7
from broadsheet_shared.vocabulary import ActorKind, AuditOutcome

DETAIL_MAX: Final = 500
_DELETED_AT_ONCE: Final = 1_000
_INSERT: Final = insert(AuditEntry)


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts; `label` is how people know them."""

    kind: ActorKind
    label: str
    api_key_id: UUID | None = None

    @classmethod
    def of(cls, caller: Caller | None) -> "Actor":
        """The holder of a key; a stranger without one."""
        return STRANGER if caller is None else cls(ActorKind.API_KEY, caller.label, caller.api_key_id)


COMMAND_LINE: Final = Actor(ActorKind.COMMAND_LINE, "command line")
STRANGER: Final = Actor(ActorKind.STRANGER, "without a key")


class Act(NamedTuple):
    """What is done, a mutation or a command, and to which object."""

    action: str
    object_kind: str | None = None
    object_id: str | None = None
    detail: str | None = None


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """Which entries: of one key, of one action, of one object, of one outcome; None means all."""

    api_key_id: UUID | None = None
    action: str | None = None
    object_id: str | None = None
    outcome: AuditOutcome | None = None


EVERYTHING: Final = AuditFilter()


def record_act(session: Session, actor: Actor, act: Act, *, now: datetime) -> None:
    """Add an act that is done to the log, in the transaction that does it."""
    values = _values_of(actor, act, AuditOutcome.DONE, now)
    session.connection().execute(_INSERT, {"id": uuid7(), **values})  # a third of what a flush takes


def entry_of(
    actor: Actor, act: Act, outcome: AuditOutcome, occurred_at: datetime, count: int = 1
) -> AuditEntry:
    """An entry of the log; it is as good as stored when its session is committed."""
    return AuditEntry(**_values_of(actor, act, outcome, occurred_at, count))


def _values_of(
    actor: Actor, act: Act, outcome: AuditOutcome, occurred_at: datetime, count: int = 1
) -> dict[str, Any]:
    return {
        "occurred_at": occurred_at,
        "actor_kind": actor.kind.value,
        "actor": actor.label,
        "api_key_id": actor.api_key_id,
        "action": act.action,
        "object_kind": act.object_kind,
        "object_id": act.object_id,
        "outcome": outcome.value,
        "detail": act.detail[:DETAIL_MAX] if act.detail else None,
        "count": count,
    }


async def read_entries(
    database: Database, first: int, before: UUID | None = None, where: AuditFilter = EVERYTHING
) -> Sequence[Any]:
    """The newest entries, or those before one, the newest first; rows with the columns of `AuditEntry`."""
    entry = AuditEntry
    columns: tuple[Any, ...] = (
        *(entry.id, entry.occurred_at, entry.actor_kind, entry.actor, entry.api_key_id, entry.action),
        *(entry.object_kind, entry.object_id, entry.outcome, entry.detail, entry.count),
    )
    conditions = [
        column == value
        for column, value in (
            (col(entry.api_key_id), where.api_key_id),
            (col(entry.action), where.action),
            (col(entry.object_id), where.object_id),
            (col(entry.outcome), where.outcome and where.outcome.value),
        )
        if value is not None
    ]
    if before is not None:
        conditions.append(col(entry.id) < before)
    newest_first = select_columns(*columns).where(*conditions).order_by(col(entry.id).desc())
    return await database.fetch(newest_first.limit(bindparam("most")), {"most": first}, is_slow=True)


def has_old_entries(session: Session, keep: timedelta, *, now: datetime) -> bool:
    """Whether there are entries that are older than `keep`: without any, nobody need wait for a writer."""
    old = select(AuditEntry.id).where(col(AuditEntry.occurred_at) < now - keep)
    return session.exec(old.limit(1)).first() is not None


def delete_old_entries(session: Session, keep: timedelta, *, now: datetime) -> int:
    """Delete some of the entries that are older than `keep`; return how many: 0 when none are left."""
    old = select(AuditEntry.id).where(col(AuditEntry.occurred_at) < now - keep)
    ids = session.exec(old.order_by(col(AuditEntry.occurred_at)).limit(_DELETED_AT_ONCE)).all()
    if ids:
        session.exec(delete(AuditEntry).where(col(AuditEntry.id).in_(ids)))
    return len(ids)
