"""The audit log for those who look after it: who did what, the newest first."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID

import strawberry

from broadsheet_server.access.audit import EVERYTHING, AuditFilter, read_entries
from broadsheet_server.reading import pagination
from broadsheet_server.reading.errors import InvalidQueryError
from broadsheet_server.reading.global_ids import global_id, read_global_id, uuid_of
from broadsheet_server.reading.pagination import page_arguments
from broadsheet_server.schema.connections import After, First, PageInfo
from broadsheet_server.schema.context import Info
from broadsheet_server.schema.enums import describe
from broadsheet_server.schema.fields import resolver_field
from broadsheet_server.schema.scalars import DateTime
from broadsheet_shared.vocabulary import ActorKind, AuditOutcome, Scope

_NOBODY = UUID(int=0)

describe(
    ActorKind,
    "Who acts.",
    {
        "API_KEY": "The holder of an API key.",
        "COMMAND_LINE": "Somebody at the server's command line.",
        "SOURCE": "A source that the server polls.",
        "STRANGER": "Somebody without a key, or with one that opens nothing.",
    },
)
describe(
    AuditOutcome,
    "What became of an act.",
    {"DONE": "It was done.", "REFUSED": "Its actor was not allowed to do it."},
)


def _global(kind: str | None, key: str | None) -> str | None:
    """An id as the API gives it; what is no UUID is told as it is."""
    try:
        return key if kind is None or key is None else global_id(kind, UUID(key))
    except ValueError:
        return key


def _entry_id(entry: strawberry.Parent[Any]) -> strawberry.ID:
    return strawberry.ID(global_id("AuditEntry", entry.id))


def _api_key(entry: strawberry.Parent[Any]) -> strawberry.ID | None:
    key = entry.api_key_id
    return None if key is None else strawberry.ID(global_id("ApiKey", key))


def _object(entry: strawberry.Parent[Any]) -> strawberry.ID | None:
    found = _global(entry.object_kind, entry.object_id)
    return None if found is None else strawberry.ID(found)


def _actor_kind(entry: strawberry.Parent[Any]) -> ActorKind:
    return ActorKind(entry.actor_kind)


def _outcome(entry: strawberry.Parent[Any]) -> AuditOutcome:
    return AuditOutcome(entry.outcome)


@strawberry.type(description="One act, or refusals of one kind that came within a minute.")
class AuditEntry:
    """Resolved from a row of `read_entries`."""

    occurred_at: DateTime = strawberry.field(description="When; of several refusals the last time.")
    actor: str = strawberry.field(description="Who, like `bs_Q3v8kT2m… Newsroom` or `command line`.")
    action: str = strawberry.field(description="What, like `publishArticle` or `key create`.")
    object_kind: str | None = strawberry.field(description="The type of the object, like `Article`.")
    detail: str | None = strawberry.field(description="More of it, in words: a reason, a path, a refusal.")
    count: int = strawberry.field(description="How often: more than once only of refusals.")

    id: strawberry.ID = strawberry.field(resolver=_entry_id, description="The id of the entry.")
    actor_kind: ActorKind = strawberry.field(resolver=_actor_kind, description="What the actor is.")
    api_key: strawberry.ID | None = strawberry.field(
        resolver=_api_key, description="The id of the API key; null where the actor has none."
    )
    object_id: strawberry.ID | None = strawberry.field(
        resolver=_object, description="The id of the object; null where there is none, as in a refusal."
    )
    outcome: AuditOutcome = strawberry.field(resolver=_outcome, description="What became of it.")


@strawberry.type(description="An entry of the audit log in a list.")
class AuditEntryEdge:
    """Resolved from `ListedEntry`."""

    node: AuditEntry = strawberry.field(description="The entry.")
    cursor: str = strawberry.field(description="Its place in the list.")


@strawberry.type(description="Entries of the audit log, the newest first.")
class AuditEntryConnection:
    """Resolved from `ListedEntries`."""

    edges: list[AuditEntryEdge] = strawberry.field(description="The entries with their cursors.")
    nodes: list[AuditEntry] = strawberry.field(description="The entries alone.")
    page_info: PageInfo = strawberry.field(description="What lies around this page.")


@strawberry.input(
    description="Which entries of the audit log. All that is given has to be so."
    ' Example: `{action: "publishArticle", outcome: REFUSED}`.'
)
class AuditWhere:
    """The argument `where` of `audit_entries`."""

    api_key: strawberry.ID | None = strawberry.field(default=None, description="Of this API key.")
    action: str | None = strawberry.field(default=None, description="Of this action, like `publishArticle`.")
    object_id: strawberry.ID | None = strawberry.field(default=None, description="Of this object.")
    outcome: AuditOutcome | None = strawberry.field(default=None, description="With this outcome.")

    def read(self) -> AuditFilter:
        """The filter of `access`. An id that is none, or of something else, finds nothing."""
        key = None if self.api_key is None else uuid_of("ApiKey", self.api_key) or _NOBODY
        return AuditFilter(key, self.action, _inside(self.object_id), self.outcome)


def _inside(object_id: str | None) -> str | None:
    parsed = None if object_id is None else read_global_id(object_id)
    return str(parsed[1]) if parsed else object_id


@dataclass(frozen=True, slots=True)
class ListedEntry:
    """An entry with its cursor."""

    node: Any
    cursor: str


@dataclass(frozen=True, slots=True)
class ListedEntries:
    """A page of entries."""

    edges: Sequence[ListedEntry]
    page_info: pagination.PageInfo

    @property
    def nodes(self) -> list[Any]:
        """The entries alone."""
        return [edge.node for edge in self.edges]


@strawberry.type
class AuditQueries:
    """Queries about the audit log."""

    @resolver_field(
        "Who did what, the newest first. Needs an API key with scope `audit`.", AuditEntryConnection
    )
    async def audit_entries(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        where: Annotated[
            AuditWhere | None, strawberry.argument(description="Which entries; null means all.")
        ] = None,
    ) -> ListedEntries:
        info.context.need(Scope.AUDIT)
        size = page_arguments(first, after, None, None).size
        condition = EVERYTHING if where is None else where.read()
        rows = await read_entries(info.context.database, size + 1, _before(after), condition)
        edges = [ListedEntry(row, global_id("AuditEntry", row.id)) for row in rows[:size]]
        ends = (edges[0].cursor, edges[-1].cursor) if edges else (None, None)
        return ListedEntries(edges, pagination.PageInfo(len(rows) > size, after is not None, *ends))


def _before(cursor: str | None) -> UUID | None:
    if cursor is None:
        return None
    entry_id = uuid_of("AuditEntry", cursor)
    if entry_id is None:
        raise InvalidQueryError("`after` is no cursor of this list: take one that it gave before.")
    return entry_id
