"""Authentication by API key: `Authorization: Bearer <key>` (RFC 6750)."""

from broadsheet_server.access.api_keys import find_caller
from broadsheet_server.access.caller import Caller
from broadsheet_server.execution.errors import RequestError
from broadsheet_server.schema.errors import ErrorCode
from broadsheet_server.storage.database import Database


async def authenticate(authorization: str | None, database: Database) -> Caller | None:
    """The holder of the key in an `Authorization` header; None for an anonymous reader, without a header.

    Raises RequestError where the key is unknown or revoked.
    """
    if authorization is None:
        return None
    scheme, _, token = authorization.strip().partition(" ")
    is_bearer = scheme.lower() == "bearer"
    caller = await find_caller(database, token.strip()) if is_bearer else None
    if caller is None:
        raise RequestError(
            ErrorCode.UNAUTHENTICATED,
            "This key is unknown or was revoked. Send `Authorization: Bearer <key>` with a key of ours.",
            headers={"WWW-Authenticate": "Bearer"},
        )
    return caller
