"""Telling a store that is away from a mistake in a statement."""

import sqlite3

from sqlalchemy.exc import DBAPIError, InterfaceError, InternalError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

StoreError = SQLAlchemyError
"""Every error of a connection or a statement, for those who know no SQL."""

STORE_RETRY_AFTER_SECONDS = 5
"""When a client may send a request again that the store could not answer."""

_SQLSTATES = ("08", "53", "57P", "25006")
"""Connection errors, insufficient resources, shutdown or start-up, and a primary that has become a standby
(PostgreSQL documentation, appendix A). An error of a connection that was never made has no SQLSTATE.
"""

_SQLITE_CODES = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_READONLY,
    }
)


def is_store_unavailable(error: BaseException | None) -> bool:
    """Whether the store was away when it was asked, so that the same may succeed later."""
    if isinstance(error, PoolTimeoutError):
        return True
    if not isinstance(error, OperationalError | InterfaceError | InternalError):
        return False
    if error.connection_invalidated:
        return True
    code = getattr(error.orig, "sqlite_errorcode", None)
    if code is not None:
        return code & 0xFF in _SQLITE_CODES
    state: str | None = getattr(error.orig, "sqlstate", None)
    if state is None:
        return isinstance(error, OperationalError | InterfaceError)
    return state.startswith(_SQLSTATES)


def cause_of(error: BaseException) -> str:
    """The error in one line, without the statement and its parameters: they are addresses and messages."""
    cause = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
    return f"{type(cause).__name__}: {' '.join(str(cause).split())}"
