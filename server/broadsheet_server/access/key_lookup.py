"""Which key a request brings. Every request with a key asks the store, so that a revocation holds at once."""

import hmac
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

import orjson
from sqlalchemy import BindParameter, ColumnElement, Select, and_, bindparam, or_
from sqlalchemy import select as select_columns
from sqlmodel import col

from broadsheet_server.access.api_keys import PREFIX_LENGTH, token_hash
from broadsheet_server.access.caller import Caller
from broadsheet_server.access.pending_records import pending_records
from broadsheet_server.access.section_limit import limit_of
from broadsheet_server.models.api_keys import ApiKey
from broadsheet_server.storage.column_types import UtcDateTime
from broadsheet_server.storage.database import Database
from broadsheet_server.storage.statement_text import StatementText, compile_statement


class RefusedTokenError(LookupError):
    """A token opens nothing. The message is a sentence for its sender; `label` is that of its key, if any."""

    def __init__(self, message: str, label: str | None = None) -> None:
        super().__init__(message)
        self.label = label


class _Row(NamedTuple):
    """A key that begins as the token does, in the values of the driver."""

    id: Any
    scopes: Any
    section_ids: Any
    prefix: str
    name: str
    key_hash: str
    previous_hash: str | None
    is_revoked: bool
    is_expired: bool | None
    is_overlapping: bool | None


async def find_caller(database: Database, token: str, *, now: datetime) -> Caller:
    """The holder of a token. Raises RefusedTokenError where it opens nothing.

    Keys are found by their visible prefix, and their hashes compared in constant time.
    """
    presented = token_hash(token)
    prefix = token[:PREFIX_LENGTH].encode("utf-8", "replace").decode()
    values = {"prefix": prefix, "now": now}
    try:
        rows = await database.fetch_rows(_candidates(database.dialect_name), values)
    except ValueError:  # of the driver, for a damaged value: nobody can tell what that key allows
        rows = []
    for row in map(_Row._make, rows):
        if hmac.compare_digest(row.key_hash, presented):
            return _opened(database, row, now)
        if row.previous_hash is not None and hmac.compare_digest(row.previous_hash, presented):
            if not row.is_overlapping:
                raise RefusedTokenError("This key was replaced by a new one; use that.", _label(row))
            return _opened(database, row, now)
    raise RefusedTokenError("This key is unknown.")


def _opened(database: Database, row: _Row, now: datetime) -> Caller:
    if row.is_revoked:
        raise RefusedTokenError("This key was revoked.", _label(row))
    if row.is_expired:
        raise RefusedTokenError("This key has expired.", _label(row))
    caller = _caller(row)
    if caller is None:
        raise RefusedTokenError("This key is unknown.", _label(row))
    pending_records(database).note_use(caller.api_key_id, now)
    return caller


def _caller(row: _Row) -> Caller | None:
    """The holder of a key; None where the values are damaged."""
    try:
        scopes, sections = _json(row.scopes), _json(row.section_ids)
        return Caller(UUID(str(row.id)), frozenset(scopes), _label(row), limit_of(sections))
    except (ValueError, TypeError):
        return None


def _label(row: _Row) -> str:
    return f"{row.prefix}… {row.name}".strip()


def _json(value: Any) -> Any:
    return orjson.loads(value) if isinstance(value, str | bytes) else value


@cache
def _candidates(dialect_name: str) -> StatementText:
    return compile_statement(_statement(), dialect_name)


def _statement() -> Select[Any]:
    prefix: BindParameter[str] = bindparam("prefix")
    columns: tuple[Any, ...] = (
        *(ApiKey.id, ApiKey.scopes, ApiKey.section_ids, ApiKey.prefix, ApiKey.name),
        *(ApiKey.key_hash, ApiKey.previous_hash),
        col(ApiKey.revoked_at).is_not(None).label("is_revoked"),
        _is_past(col(ApiKey.expires_at)).label("is_expired"),
        (col(ApiKey.previous_until) > _now()).label("is_overlapping"),
    )
    return select_columns(*columns).where(
        or_(col(ApiKey.prefix) == prefix, col(ApiKey.previous_prefix) == prefix)
    )


def _is_past(moment: Any) -> ColumnElement[bool]:
    return and_(moment.is_not(None), moment <= _now())


def _now() -> Any:
    return bindparam("now", type_=UtcDateTime())
