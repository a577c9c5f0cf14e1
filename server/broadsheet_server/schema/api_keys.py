"""API keys as those see them who manage them: the type, and the query `apiKeys`."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import strawberry

from broadsheet_server.access.api_keys import list_keys, section_paths
from broadsheet_server.reading.global_ids import global_id
from broadsheet_server.schema.context import Context, Info
from broadsheet_server.schema.fields import resolver_field
from broadsheet_server.schema.scalars import DateTime
from broadsheet_shared.vocabulary import Scope


@dataclass(frozen=True, slots=True)
class ListedKey:
    """What `ApiKey` is resolved from; never with a hash."""

    key_id: UUID
    name: str
    prefix: str
    scopes: Sequence[Scope]
    sections: Sequence[str] | None
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None
    revoked_at: datetime | None
    previous_prefix: str | None
    previous_works_until: datetime | None


def _key_id(key: strawberry.Parent[ListedKey]) -> strawberry.ID:
    return strawberry.ID(global_id("ApiKey", key.key_id))


@strawberry.type(description="An API key, without the secret, which nobody can read again.")
class ApiKey:
    """Resolved from `ListedKey`."""

    name: str = strawberry.field(description="What people know it by.")
    prefix: str = strawberry.field(description="Its first characters, like `bs_Q3v8kT2m`.")
    scopes: list[Scope] = strawberry.field(description="What it allows.")
    sections: list[str] | None = strawberry.field(
        description="The paths of the sections that it may write in, with all below; null: everywhere."
    )
    created_at: DateTime = strawberry.field(description="When it was made.")
    expires_at: DateTime | None = strawberry.field(
        description="From when on it opens nothing; null: it does not expire."
    )
    last_used_at: DateTime | None = strawberry.field(
        description="When it was last used, a minute late at most; null: never."
    )
    revoked_at: DateTime | None = strawberry.field(description="When it was revoked; null: it was not.")
    previous_prefix: str | None = strawberry.field(
        description="The first characters of the key that a rotation replaced; null where none works."
    )
    previous_works_until: DateTime | None = strawberry.field(
        description="Until when the replaced key works as well; null where none does."
    )

    id: strawberry.ID = strawberry.field(resolver=_key_id, description="The id of the key.")


def listed_key(session: Any, key: Any, now: datetime) -> ListedKey:
    """A key of the store, without its hashes."""
    is_overlapping = key.previous_until is not None and key.previous_until > now
    return ListedKey(
        key_id=key.id,
        name=key.name,
        prefix=key.prefix,
        scopes=[Scope(scope) for scope in key.scopes if scope in set(Scope)],
        sections=section_paths(session, key),
        created_at=key.created_at,
        expires_at=key.expires_at,
        last_used_at=key.last_used_at,
        revoked_at=key.revoked_at,
        previous_prefix=key.previous_prefix if is_overlapping else None,
        previous_works_until=key.previous_until if is_overlapping else None,
    )


def _all_keys(context: Context) -> list[ListedKey]:
    with context.database.read() as session:
        return [listed_key(session, key, context.now) for key in list_keys(session)]


@strawberry.type
class ApiKeyQueries:
    """Queries about API keys."""

    @resolver_field(
        "All API keys, revoked ones too, the oldest first. Needs an API key with scope `admin`.",
        list[ApiKey],
    )
    async def api_keys(self, info: Info) -> list[ListedKey]:
        info.context.need(Scope.ADMIN)
        return await asyncio.to_thread(_all_keys, info.context)
