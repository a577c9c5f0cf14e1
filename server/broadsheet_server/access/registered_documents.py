"""The documents that are registered in the store: clients name them by their hash, all servers know them.

What is a valid document is known above, in `execution`: here a document is a text.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Final

from sqlalchemy import bindparam, delete
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, select

from broadsheet_server.changefeed.feed import lock_sequence, record_parts_change
from broadsheet_server.models.persisted_documents import PersistedDocument
from broadsheet_server.storage.database import Database
from broadsheet_server.storage.statement_text import StatementText, compile_statement

ID_PREFIX: Final = "sha256:"
"""Before the hash in the id of a document."""

_TEXT = select_columns(col(PersistedDocument.text)).where(
    col(PersistedDocument.sha256) == bindparam("sha256")
)


@dataclass(frozen=True, slots=True)
class NewDocument:
    """A valid document that is to be registered. `operations` are the names in it, for people."""

    text: str
    operations: str

    @property
    def sha256(self) -> str:
        """Its hash."""
        return sha256_of(self.text)


def sha256_of(text: str) -> str:
    """The hash by which a document is named: SHA-256 of its text in UTF-8, in lower-case hexadecimal."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def register_documents(
    session: Session, documents: Iterable[NewDocument], *, registered_by: str, now: datetime
) -> list[PersistedDocument]:
    """Register documents; return their rows in the same order. One that is registered stays as it is."""
    lock_sequence(session)  # others may register the same
    rows = []
    for document in documents:
        row = session.get(PersistedDocument, document.sha256)
        if row is None:
            row = PersistedDocument(
                sha256=document.sha256,
                text=document.text,
                operations=document.operations,
                registered_at=now,
                registered_by=registered_by,
            )
            session.add(row)
        rows.append(row)
    session.flush()
    return rows


def remove_documents(session: Session, hashes: Sequence[str]) -> list[str]:
    """Remove documents; return the hashes that were registered. Kept answers end with them."""
    removing = delete(PersistedDocument).where(col(PersistedDocument.sha256).in_(hashes))
    removed = list(session.scalars(removing.returning(col(PersistedDocument.sha256))))
    if removed:
        record_parts_change(session)
    return removed


def list_documents(session: Session) -> list[PersistedDocument]:
    """All registered documents, the oldest first."""
    order = col(PersistedDocument.registered_at), col(PersistedDocument.sha256)
    return list(session.exec(select(PersistedDocument).order_by(*order)))


async def find_document(database: Database, sha256: str) -> str | None:
    """The text of a registered document; None where there is none of this hash."""
    rows = await database.fetch_rows(_text(database.dialect_name), {"sha256": sha256})
    return rows[0][0] if rows else None


@cache
def _text(dialect_name: str) -> StatementText:
    return compile_statement(_TEXT, dialect_name)
