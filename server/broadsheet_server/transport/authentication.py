"""Authentication by API key: `Authorization: Bearer <key>` (RFC 6750)."""

from datetime import UTC, datetime

from broadsheet_server.access.audit import STRANGER, Act, Actor
from broadsheet_server.access.caller import Caller
from broadsheet_server.access.key_lookup import RefusedTokenError, find_caller
from broadsheet_server.access.pending_records import pending_records
from broadsheet_server.execution.errors import RequestError
from broadsheet_server.schema.errors import ErrorCode
from broadsheet_server.storage.database import Database
from broadsheet_server.transport.admission import Admission
from broadsheet_shared.vocabulary import ActorKind

_AUTHENTICATION = "authentication"


async def authenticated(
    authorization: str | None, database: Database, admission: Admission | None
) -> Caller | None:
    """The same for a request, which is counted: by the key, or by the address where the key opens nothing.

    Without a key it was counted when it came.
    """
    if authorization is None:
        return None
    try:
        caller = await authenticate(authorization, database)
    except RequestError:
        if admission is not None:
            await admission.admit(None)
        raise
    if admission is not None:
        await admission.admit(caller)
    return caller


async def authenticate(authorization: str | None, database: Database) -> Caller | None:
    """The holder of the key in an `Authorization` header; None for an anonymous reader, without a header.

    Raises RequestError where the key opens nothing: it is unknown, revoked, replaced or expired.
    """
    if authorization is None:
        return None
    scheme, _, token = authorization.strip().partition(" ")
    now = datetime.now(UTC)
    try:
        if scheme.lower() != "bearer":
            raise RefusedTokenError("This is no key.")
        return await find_caller(database, token.strip(), now=now)
    except RefusedTokenError as refused:
        actor = Actor(ActorKind.API_KEY, refused.label) if refused.label else STRANGER
        act = Act(_AUTHENTICATION, detail=str(refused))
        pending_records(database).note_refusal(actor, act, now)
        raise RequestError(
            ErrorCode.UNAUTHENTICATED,
            f"{refused} Send `Authorization: Bearer <key>` with a key of ours.",
            headers={"WWW-Authenticate": "Bearer"},
        ) from refused
