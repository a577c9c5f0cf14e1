"""`broadsheet document`: register, list and remove GraphQL documents that clients name by their hash."""

import argparse
import sys
from datetime import UTC, datetime

from sqlmodel import Session

from broadsheet_server.access.audit import Act, record_act
from broadsheet_server.access.registered_documents import (
    ID_PREFIX,
    list_documents,
    register_documents,
    remove_documents,
)
from broadsheet_server.cli.operator import operator
from broadsheet_server.cli.store_options import settings_of
from broadsheet_server.execution.document_files import DocumentFileError
from broadsheet_server.execution.registration import valid_documents
from broadsheet_server.models.persisted_documents import PersistedDocument
from broadsheet_server.operations.open_store import open_existing_store


def run_add(arguments: argparse.Namespace) -> int:
    """Register documents."""
    try:
        documents = [document for path in arguments.paths for document in valid_documents(path)]
    except DocumentFileError as error:
        return _fail(f"{error} Nothing was registered.")
    database = open_existing_store(settings_of(arguments))
    try:
        with database.write() as session:
            now = datetime.now(UTC)
            rows = register_documents(session, documents, registered_by="command line", now=now)
            for row in {row.sha256: row for row in rows if row.registered_at == now}.values():
                _record(session, "document add", row.sha256, row.operations)
    finally:
        database.dispose()
    for row in rows:
        print(f"{ID_PREFIX}{row.sha256}  {row.operations}")
    return 0


def run_list(arguments: argparse.Namespace) -> int:
    """Print every registered document by its id."""
    database = open_existing_store(settings_of(arguments))
    try:
        with database.read() as session:
            rows = list_documents(session)
    finally:
        database.dispose()
    for row in rows:
        print(_line(row))
    if not rows:
        print(
            "No documents are registered. Register some with: broadsheet document add PATH", file=sys.stderr
        )
    return 0


def run_remove(arguments: argparse.Namespace) -> int:
    """Remove documents."""
    hashes = [each.removeprefix(ID_PREFIX) for each in arguments.ids]
    database = open_existing_store(settings_of(arguments))
    try:
        with database.write() as session:
            known = {row.sha256 for row in list_documents(session)}
            unknown = [each for each in hashes if each not in known]
            removed = [] if unknown else remove_documents(session, hashes)
            for each in removed:
                _record(session, "document remove", each)
    finally:
        database.dispose()
    if unknown:
        names = ", ".join(ID_PREFIX + each for each in unknown)
        return _fail(f"Not registered: {names}. Nothing was removed.")
    for each in removed:
        print(f"Removed: {ID_PREFIX}{each}")
    return 0


def _record(session: Session, action: str, sha256: str, detail: str | None = None) -> None:
    act = Act(action, "Document", ID_PREFIX + sha256, detail)
    record_act(session, operator(), act, now=datetime.now(UTC))


def _line(row: PersistedDocument) -> str:
    return f"{ID_PREFIX}{row.sha256}  {row.registered_at:%Y-%m-%d}  {row.registered_by}  {row.operations}"


def _fail(sentence: str) -> int:
    print(f"broadsheet: {sentence}", file=sys.stderr)
    return 1
