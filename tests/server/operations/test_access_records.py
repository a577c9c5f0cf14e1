"""What requests leave to be written is written once a minute and at the end; old entries are deleted."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import select

from broadsheet_server.access.api_keys import create_key
from broadsheet_server.access.audit import COMMAND_LINE, STRANGER, Act, record_act
from broadsheet_server.access.pending_records import pending_records
from broadsheet_server.models.api_keys import ApiKey
from broadsheet_server.models.audit_entries import AuditEntry
from broadsheet_server.operations.access_records import AccessRecorder
from broadsheet_server.settings import Settings
from broadsheet_server.storage.database import Database
from broadsheet_shared.vocabulary import Scope
from tests.builders import NOW

LONG = timedelta(hours=1)


def test_the_last_minute_is_written_when_the_server_stops(database: Database, settings: Settings) -> None:
    with database.write() as session:
        key, _ = create_key(session, "wire", [Scope.INGEST], now=NOW)
    pending = pending_records(database)
    pending.note_use(key.id, NOW)
    pending.note_use(key.id, NOW + LONG)
    pending.note_refusal(STRANGER, Act("apiKeys"), NOW)

    async def serve() -> None:
        stop = asyncio.Event()
        working = asyncio.create_task(AccessRecorder(database, settings, interval=LONG).run(stop))
        await asyncio.sleep(0)
        stop.set()
        await working

    asyncio.run(serve())
    with database.read() as session:
        assert session.get_one(ApiKey, key.id).last_used_at == NOW + LONG
        assert [entry.outcome for entry in session.exec(select(AuditEntry))] == ["refused"]


def test_an_earlier_use_that_is_written_later_changes_nothing(database: Database, settings: Settings) -> None:
    with database.write() as session:
        key, _ = create_key(session, "wire", [Scope.INGEST], now=NOW)
    recorder = AccessRecorder(database, settings)
    for used_at in (NOW + LONG, NOW):
        pending_records(database).note_use(key.id, used_at)
        asyncio.run(recorder.write())
    with database.read() as session:
        assert session.get_one(ApiKey, key.id).last_used_at == NOW + LONG


def test_what_the_store_does_not_take_stays_for_the_next_time(
    database: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    with database.write() as session:
        key, _ = create_key(session, "wire", [Scope.INGEST], now=NOW)
    recorder, pending = AccessRecorder(database, settings), pending_records(database)
    pending.note_use(key.id, NOW)
    for _ in range(2):
        pending.note_refusal(STRANGER, Act("apiKeys"), NOW)
    with monkeypatch.context() as patch:
        patch.setattr(database, "write", None)
        asyncio.run(recorder.write())
    pending.note_refusal(STRANGER, Act("apiKeys"), NOW + LONG)
    asyncio.run(recorder.write())
    with database.read() as session:
        assert session.get_one(ApiKey, key.id).last_used_at == NOW
        [entry] = session.exec(select(AuditEntry))
        assert (entry.count, entry.occurred_at) == (3, NOW + LONG)


def test_entries_that_are_older_than_is_wanted_are_deleted(database: Database, settings: Settings) -> None:
    now = datetime.now(UTC)
    with database.write() as session:
        for days in (500, 401, 399, 0):
            act = Act(f"{days} days ago")
            record_act(session, COMMAND_LINE, act, now=now - timedelta(days=days))

    asyncio.run(AccessRecorder(database, settings).delete_old(asyncio.Event()))
    assert entries(database) == ["0 days ago", "399 days ago"]


def entries(database: Database) -> list[str]:
    with database.read() as session:
        return sorted(session.exec(select(AuditEntry.action)))
