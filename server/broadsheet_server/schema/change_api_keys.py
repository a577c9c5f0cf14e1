"""`createApiKey`, `rotateApiKey` and `revokeApiKey`."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated, Any, cast

import strawberry

from broadsheet_server.access import api_keys
from broadsheet_server.access.api_keys import (
    InvalidKeyError,
    RevokedKeyError,
    UnknownKeyError,
    create_key,
    key_with_id,
    revoke_key,
    rotate_key,
)
from broadsheet_server.access.audit import Act
from broadsheet_server.reading.global_ids import uuid_of
from broadsheet_server.schema.api_keys import ApiKey, ListedKey, listed_key
from broadsheet_server.schema.context import Info
from broadsheet_server.schema.enums import describe
from broadsheet_server.schema.fields import camel_case, resolver_field
from broadsheet_server.schema.scalars import DateTime
from broadsheet_server.schema.user_errors import UserError, user_errors
from broadsheet_server.sharing.outbox.hold import cancel_of_key
from broadsheet_shared.vocabulary import Scope

_DAY = 86_400
_KEY = "The id of the key."
_ERRORS = "What has to be put right; empty if it was done."
_INVALID = "The value at `path` cannot be taken; `message` says why."
_NOT_FOUND = "There is no API key with this id."


class CreateApiKeyErrorCode(StrEnum):
    """Why an API key was not made."""

    INVALID_VALUE = "invalid_value"


class RotateApiKeyErrorCode(StrEnum):
    """Why an API key was not rotated."""

    API_KEY_NOT_FOUND = "api_key_not_found"
    API_KEY_REVOKED = "api_key_revoked"
    INVALID_VALUE = "invalid_value"


class RevokeApiKeyErrorCode(StrEnum):
    """Why an API key was not revoked."""

    API_KEY_NOT_FOUND = "api_key_not_found"


describe(
    CreateApiKeyErrorCode,
    "Why an API key was not made.",
    {"INVALID_VALUE": _INVALID},
    name="CreateApiKeyErrorCode",
)
describe(
    RotateApiKeyErrorCode,
    "Why an API key was not rotated.",
    {
        "API_KEY_NOT_FOUND": _NOT_FOUND,
        "API_KEY_REVOKED": "It is revoked; make a new one.",
        "INVALID_VALUE": _INVALID,
    },
    name="RotateApiKeyErrorCode",
)
describe(
    RevokeApiKeyErrorCode,
    "Why an API key was not revoked.",
    {"API_KEY_NOT_FOUND": _NOT_FOUND},
    name="RevokeApiKeyErrorCode",
)


@strawberry.type(description="Why an API key was not made.")
class CreateApiKeyError(UserError):
    """Resolved from `KeyUserError`."""

    code: CreateApiKeyErrorCode = strawberry.field(description="The reason, for programs.")


@strawberry.type(description="Why an API key was not rotated.")
class RotateApiKeyError(UserError):
    """Resolved from `KeyUserError`."""

    code: RotateApiKeyErrorCode = strawberry.field(description="The reason, for programs.")


@strawberry.type(description="Why an API key was not revoked.")
class RevokeApiKeyError(UserError):
    """Resolved from `KeyUserError`."""

    code: RevokeApiKeyErrorCode = strawberry.field(description="The reason, for programs.")


@strawberry.input(
    description="A new API key."
    ' Example: `{scopes: [EDIT], name: "City desk", sections: ["city"], expiresAt: '
    '"2027-12-31T00:00:00Z"}`.'
)
class CreateApiKeyInput:
    """The input of `create_api_key`."""

    scopes: list[Scope] = strawberry.field(description="What it allows: one scope at least.")
    name: str = strawberry.field(
        default="", description=f"What people know it by, up to {api_keys.NAME_MAX} characters."
    )
    sections: list[str] | None = strawberry.field(
        default=None,
        description="The paths of the sections that it may write in, with all below, like `world/asia`. "
        "Null: everywhere.",
    )
    expires_at: DateTime | None = strawberry.field(
        default=None, description="From when on it opens nothing. Null: it does not expire."
    )


@strawberry.input(
    description='Which API key gets a new secret. Example: `{key: "QXBpS2V5OjAx", overlapSeconds: 86400}`.'
)
class RotateApiKeyInput:
    """The input of `rotate_api_key`."""

    key: strawberry.ID = strawberry.field(description=_KEY)
    overlap_seconds: int = strawberry.field(
        default=_DAY,
        description="How long the present secret works as well: a day by default, up to 30 days; 0 ends it "
        "at once, and so ends one that an earlier rotation replaced.",
    )


@strawberry.input(description='Which API key opens nothing any more. Example: `{key: "QXBpS2V5OjAx"}`.')
class RevokeApiKeyInput:
    """The input of `revoke_api_key`."""

    key: strawberry.ID = strawberry.field(description=_KEY)


_SHOWN_ONCE = (
    "The key itself, as it is sent in `Authorization: Bearer …`. It is shown this once. Null if there are "
    "errors."
)


@strawberry.type(description="What became of a new API key.")
class CreateApiKeyPayload:
    """Resolved from `KeyResult`."""

    api_key: ApiKey | None = strawberry.field(description="The key; null if there are errors.")
    token: str | None = strawberry.field(description=_SHOWN_ONCE)
    user_errors: list[CreateApiKeyError] = strawberry.field(description=_ERRORS)


@strawberry.type(description="What became of a rotation.")
class RotateApiKeyPayload:
    """Resolved from `KeyResult`."""

    api_key: ApiKey | None = strawberry.field(description="The key; null if there are errors.")
    token: str | None = strawberry.field(description=_SHOWN_ONCE)
    user_errors: list[RotateApiKeyError] = strawberry.field(description=_ERRORS)


@strawberry.type(description="What became of a revocation.")
class RevokeApiKeyPayload:
    """Resolved from `KeyResult`."""

    api_key: ApiKey | None = strawberry.field(description="The key; null if there are errors.")
    user_errors: list[RevokeApiKeyError] = strawberry.field(description=_ERRORS)


@dataclass(frozen=True, slots=True)
class KeyUserError:
    """What has to be put right."""

    code: StrEnum
    message: str
    path: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class KeyResult:
    """What the payloads are resolved from."""

    api_key: ListedKey | None = None
    token: str | None = None
    user_errors: Sequence[KeyUserError] = ()


Change = Callable[[Any], tuple[Any, str | None]]
"""What is done to a key in a transaction; it returns the key, and the token where it is a new one."""


async def _changed(info: Info, change: Change, codes: type[StrEnum]) -> KeyResult:
    """The key after a change by its manager, or what has to be put right."""
    context = info.context
    context.need(Scope.ADMIN)

    def write() -> KeyResult:
        with context.database.write() as session:
            key, token = change(session)
            detail = f"{key.prefix}… {key.name}: {', '.join(key.scopes)}"
            context.record(session, Act(info.field_name, "ApiKey", str(key.id), detail))
            return KeyResult(listed_key(session, key, context.now), token)

    try:
        return await asyncio.to_thread(write)
    except UnknownKeyError as unknown:
        error = KeyUserError(codes("api_key_not_found"), str(unknown), ("key",))
    except RevokedKeyError as revoked:
        error = KeyUserError(codes("api_key_revoked"), str(revoked), ("key",))
    except InvalidKeyError as invalid:
        error = KeyUserError(codes("invalid_value"), str(invalid), (camel_case(invalid.field),))
    return KeyResult(user_errors=user_errors([error]))


@strawberry.type
class ApiKeyMutations:
    """Mutations of API keys."""

    @resolver_field(
        "Make an API key. Its secret is in the answer, this once. Needs an API key with scope `admin`.",
        CreateApiKeyPayload,
    )
    async def create_api_key(
        self,
        info: Info,
        data: Annotated[CreateApiKeyInput, strawberry.argument(name="input", description="The key.")],
    ) -> KeyResult:
        def create(session: Any) -> tuple[Any, str | None]:
            return create_key(
                *(session, data.name, data.scopes),
                now=info.context.now,
                sections=data.sections,
                expires_at=cast("datetime | None", data.expires_at),
            )

        return await _changed(info, create, CreateApiKeyErrorCode)

    @resolver_field(
        (
            "Give an API key a new secret, which is in the answer, this once. The present one works on for a "
            "while. Needs an API key with scope `admin`."
        ),
        RotateApiKeyPayload,
    )
    async def rotate_api_key(
        self,
        info: Info,
        data: Annotated[RotateApiKeyInput, strawberry.argument(name="input", description="Which key.")],
    ) -> KeyResult:
        def rotate(session: Any) -> tuple[Any, str | None]:
            key = key_with_id(session, uuid_of("ApiKey", data.key))
            overlap = timedelta(seconds=data.overlap_seconds)
            return rotate_key(session, key, now=info.context.now, overlap=overlap)

        return await _changed(info, rotate, RotateApiKeyErrorCode)

    @resolver_field(
        (
            "Revoke an API key: with the next request it opens nothing, and its mail that waits is "
            "cancelled. Needs an API key with scope `admin`."
        ),
        RevokeApiKeyPayload,
    )
    async def revoke_api_key(
        self,
        info: Info,
        data: Annotated[RevokeApiKeyInput, strawberry.argument(name="input", description="Which key.")],
    ) -> KeyResult:
        def revoke(session: Any) -> tuple[Any, str | None]:
            now = info.context.now
            key = revoke_key(session, key_with_id(session, uuid_of("ApiKey", data.key)), now=now)
            cancel_of_key(session, key.id, now=now)
            return key, None

        return await _changed(info, revoke, RevokeApiKeyErrorCode)
