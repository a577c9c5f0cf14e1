"""Who calls: nobody in particular, or the holder of an API key."""

import asyncio

from broadsheet_server.access.caller import Caller
from broadsheet_server.access.keys import find_key
from broadsheet_server.schema.errors import Code, RequestError
from broadsheet_server.storage.database import Database


async def caller(authorization: str | None, database: Database) -> Caller | None:
    """The caller by the `Authorization` header; None where there is no header. Raises RequestError."""
    if authorization is None:
        return None
    scheme, _, plain = authorization.strip().partition(" ")
    found = await asyncio.to_thread(_find, plain.strip(), database) if scheme.lower() == "bearer" else None
    if found is None:
        raise RequestError(
            Code.UNAUTHENTICATED,
            "This key is unknown or was revoked. Send `Authorization: Bearer <key>` with a key of ours.",
            headers={"WWW-Authenticate": "Bearer"},
        )
    return found


def _find(plain: str, database: Database) -> Caller | None:
    with database.read() as session:
        key = find_key(session, plain)
        return None if key is None else Caller(key.id, frozenset(key.scopes))
