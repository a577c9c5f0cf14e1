"""`broadsheet audit`: who did what, the newest first."""

import argparse
import asyncio
import json
import sys
from typing import Any

from sqlmodel import col, select

from broadsheet_server.access.api_keys import UnknownKeyError, key_with_prefix
from broadsheet_server.access.audit import AuditFilter, read_entries
from broadsheet_server.cli.known_names import maybe_meant
from broadsheet_server.cli.store_options import settings_of
from broadsheet_server.models.audit_entries import AuditEntry
from broadsheet_server.operations.open_store import open_existing_store
from broadsheet_server.storage.database import Database
from broadsheet_shared.vocabulary import AuditOutcome


def run(arguments: argparse.Namespace) -> int:
    """Print the newest entries."""
    database = open_existing_store(settings_of(arguments))
    meant = ""
    try:
        entries = asyncio.run(_read(database, arguments.last, _filter(database, arguments)))
        if not entries and arguments.action is not None:
            meant = _action_meant(database, arguments.action)
    except UnknownKeyError as error:
        print(f"broadsheet: {error}", file=sys.stderr)
        return 1
    finally:
        database.dispose()
    for entry in entries:
        print(_json(entry) if arguments.json else _line(entry))
    if not entries and not arguments.json:
        print(f"There are no such entries{meant}.")
    return 0


def _action_meant(database: Database, action: str) -> str:
    """The end of a sentence on an action that the log does not have, which may be mistyped."""
    with database.read() as session:
        actions = session.exec(select(col(AuditEntry.action)).distinct()).all()
    return "" if action in actions else maybe_meant(action, actions)


def _filter(database: Database, arguments: argparse.Namespace) -> AuditFilter:
    outcome = AuditOutcome.REFUSED if arguments.refused else None
    if arguments.key is None:
        return AuditFilter(action=arguments.action, outcome=outcome)
    with database.read() as session:
        key = key_with_prefix(session, arguments.key, to_change=False)
    return AuditFilter(key.id, arguments.action, None, outcome)


async def _read(database: Database, last: int, where: AuditFilter) -> Any:
    try:
        return await read_entries(database, last, where=where)
    finally:
        await database.close()


def _line(entry: Any) -> str:
    what = " ".join(filter(None, (entry.action, entry.object_kind, entry.object_id)))
    refused = " refused" if entry.outcome == AuditOutcome.REFUSED else ""
    often = f" ({entry.count} times)" if entry.count > 1 else ""
    detail = f": {entry.detail}" if entry.detail else ""
    return f"{entry.occurred_at:%Y-%m-%d %H:%M:%S}  {entry.actor}  {what}{refused}{often}{detail}"


def _json(entry: Any) -> str:
    values = entry._asdict()
    values |= {name: str(values[name]) for name in ("id", "api_key_id") if values[name]}
    values["occurred_at"] = entry.occurred_at.isoformat()
    return json.dumps(values, ensure_ascii=False)
