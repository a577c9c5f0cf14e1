"""What imports did, and the sources that are polled, for those who bring articles in."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

import strawberry

from broadsheet_server.ingest.run_reports import (
    ITEMS_MAX,
    RunItem,
    RunReport,
    read_run_items,
    read_runs,
)
from broadsheet_server.ingest.sources import SourceStatus, read_sources
from broadsheet_server.reading import pagination
from broadsheet_server.reading.errors import InvalidQueryError
from broadsheet_server.reading.global_ids import global_id, uuid_of
from broadsheet_server.reading.pagination import page_arguments
from broadsheet_server.schema.connections import After, First, PageInfo
from broadsheet_server.schema.context import Info
from broadsheet_server.schema.enums import describe
from broadsheet_server.schema.fields import resolver_field
from broadsheet_server.schema.scalars import DateTime
from broadsheet_shared.limits import PAGE_MAX
from broadsheet_shared.vocabulary import ImportOutcome, Scope, SourceState, SubscriptionState

ITEMS_DEFAULT = 20

describe(
    SourceState,
    "Whether a source is polled.",
    {
        "ACTIVE": "It is polled, or tried again where it fails.",
        "PAUSED": "Somebody paused it.",
        "STOPPED": "The server stopped it, because asking again cannot help; `health` says why.",
    },
)
describe(
    SubscriptionState,
    "How far a subscription at a hub has come.",
    {
        "REQUESTED": "It is to be asked for, or the hub has not verified it.",
        "ACTIVE": "The hub pushes.",
        "ENDING": "Nobody needs it any more, and the hub is told.",
    },
)


@strawberry.type(description="A subscription to a source at a WebSub hub, which pushes to this server.")
class HubSubscription:
    """Resolved from the table's row."""

    hub_url: str = strawberry.field(description="The hub.")
    topic_url: str = strawberry.field(description="What the hub knows the source as.")
    state: SubscriptionState = strawberry.field(description="How far it has come.")
    expires_at: DateTime | None = strawberry.field(
        description="When it ends, unless the server renews it, as it does before; null until the hub has "
        "verified it."
    )
    pushes: int = strawberry.field(description="How many pushes have come.")
    last_push_at: DateTime | None = strawberry.field(description="When the last one came; null before.")
    pushes_ignored: int = strawberry.field(
        description="How many more were ignored, because their signature was missing or wrong."
    )
    last_error: str | None = strawberry.field(
        description="The last error at a hub, in a sentence; it may be over. Null if there was none."
    )
    last_error_at: DateTime | None = strawberry.field(description="When that was; null if there was none.")


def _source_id(source: strawberry.Parent[SourceStatus]) -> strawberry.ID:
    return strawberry.ID(global_id("ImportSource", source.id))


@strawberry.type(description="A feed, or another document on the web, that the server polls.")
class ImportSource:
    """Resolved from `SourceStatus`."""

    name: str = strawberry.field(description="Whom the articles come from, as readers see it.")
    url: str = strawberry.field(description="What is polled.")
    section_path: str = strawberry.field(description="The section of its articles that name none.")
    language: str | None = strawberry.field(
        description="The language (BCP 47) of its articles that name none; null for the publication's."
    )
    time_zone: str | None = strawberry.field(
        description="The time zone (IANA) of its dates that have none; null for the publication's."
    )
    full_text: bool = strawberry.field(
        description="Whether the text is taken from the page of each item instead of the feed."
    )
    interval: int = strawberry.field(description="The least time between two polls, in seconds.")
    state: SourceState = strawberry.field(description="Whether it is polled.")
    health: str = strawberry.field(
        description="How it does, in a sentence or two: last success, last error, next poll (UTC)."
    )
    last_success_at: DateTime | None = strawberry.field(
        description="When it was last polled without an error; null if it never was."
    )
    last_error: str | None = strawberry.field(
        description="The last error, in a sentence; it may be over. Null if there was none."
    )
    last_error_at: DateTime | None = strawberry.field(description="When that was; null if there was none.")
    next_poll_at: DateTime | None = strawberry.field(
        description="When it is polled next; null if it is paused or stopped."
    )

    hub_urls: list[str] = strawberry.field(
        description="The WebSub hubs that the feed names, in its order; empty where it names none."
    )
    push_health: str = strawberry.field(
        description="Whether a hub pushes its news, and why not, in a sentence or two (UTC)."
    )
    subscription: HubSubscription | None = strawberry.field(
        description="The subscription at a hub; null where there is none."
    )

    id: strawberry.ID = strawberry.field(resolver=_source_id, description="An opaque id.")


@strawberry.type(description="How many items of an import had which outcome.")
class ImportCounts:
    """Resolved from the counts of `RunReport`."""

    created: int = strawberry.field(description="New articles.")
    updated: int = strawberry.field(description="New revisions of articles.")
    unchanged: int = strawberry.field(description="Items that are here already, as they are.")
    held: int = strawberry.field(description="Items that are kept from the public.")
    withdrawn: int = strawberry.field(description="Articles that their source takes back.")
    rejected: int = strawberry.field(description="Items that cannot be articles.")
    skipped: int = strawberry.field(description="Items that are not for the public, or not to be imported.")


@strawberry.type(description="An item of an import that was not taken as it was.")
class ImportRunItem:
    """Resolved from `RunItem`."""

    number: int = strawberry.field(description="Its number among these items of the run, from 0.")
    outcome: ImportOutcome = strawberry.field(description="What became of it.")
    place: str = strawberry.field(description="The file or source, and where in it the item stands.")
    excerpt: str = strawberry.field(description="How its headline begins; empty where it has none.")
    reason: str = strawberry.field(description="Why, in words.")


def _run_id(run: strawberry.Parent[RunReport]) -> strawberry.ID:
    return strawberry.ID(global_id("ImportRun", run.id))


@strawberry.type(description="One import: of files, or of a source that was polled and had changed.")
class ImportRun:
    """Resolved from `RunReport`."""

    origin: str = strawberry.field(description="The name of the source, or of the files.")
    is_pushed: bool = strawberry.field(description="Whether a push of a hub caused the poll.")
    started_at: DateTime = strawberry.field(description="When it began.")
    finished_at: DateTime | None = strawberry.field(
        description="When it ended; null while it runs, and for ever if its process was killed."
    )
    error: str | None = strawberry.field(
        description="Why it stopped before its end; null if it did not. What it had taken by then is kept."
    )
    notes: list[str] = strawberry.field(description="What holds for many of its items alike.")

    id: strawberry.ID = strawberry.field(resolver=_run_id, description="An opaque id.")

    @resolver_field("How many items had which outcome.")
    @staticmethod
    def counts(run: strawberry.Parent[RunReport]) -> ImportCounts:
        return ImportCounts(**{outcome.value: count for outcome, count in run.counts.items()})

    @resolver_field(
        f"The items that were not taken as they were; of one run, {ITEMS_MAX:,} are kept.",
        list[ImportRunItem],
    )
    @staticmethod
    async def items(
        run: strawberry.Parent[RunReport],
        info: Info,
        first: Annotated[
            int, strawberry.argument(description=f"How many at most: 0 to {PAGE_MAX}.")
        ] = ITEMS_DEFAULT,
        after: Annotated[int, strawberry.argument(description="Only items with a greater `number`.")] = -1,
    ) -> list[RunItem]:
        size = page_arguments(first, None, None, None).size
        return await read_run_items(info.context.database, run.id, size, after)


@strawberry.type(description="An import in a list.")
class ImportRunEdge:
    """Resolved from `ListedRun`."""

    node: ImportRun = strawberry.field(description="The import.")
    cursor: str = strawberry.field(description="Its place in the list.")


@strawberry.type(description="Imports, the newest first. They are kept for ninety days.")
class ImportRunConnection:
    """Resolved from `ListedRuns`."""

    edges: list[ImportRunEdge] = strawberry.field(description="The imports with their cursors.")
    nodes: list[ImportRun] = strawberry.field(description="The imports alone.")
    page_info: PageInfo = strawberry.field(description="What lies around this page.")


@dataclass(frozen=True, slots=True)
class ListedRun:
    """A run with its cursor, which is its opaque id."""

    node: RunReport
    cursor: str


@dataclass(frozen=True, slots=True)
class ListedRuns:
    """A page of runs."""

    edges: Sequence[ListedRun]
    page_info: pagination.PageInfo

    @property
    def nodes(self) -> list[RunReport]:
        """The runs alone."""
        return [edge.node for edge in self.edges]


@strawberry.type
class IngestQueries:
    """Queries about imports and sources."""

    @resolver_field(
        "The sources that the server polls, by name. Needs an API key with scope `ingest`.",
        list[ImportSource],
    )
    async def sources(self, info: Info) -> list[SourceStatus]:
        info.context.need(Scope.INGEST)
        return await read_sources(info.context.database, info.context.settings.push_obstacle)

    @resolver_field(
        "What imports and polls did, the newest first. Needs an API key with scope `ingest`.",
        ImportRunConnection,
    )
    async def import_runs(self, info: Info, first: First = None, after: After = None) -> ListedRuns:
        info.context.need(Scope.INGEST)
        size = page_arguments(first, after, None, None).size
        page = await read_runs(info.context.database, size, _older_than(after))
        edges = [ListedRun(run, global_id("ImportRun", run.id)) for run in page.runs]
        ends = (edges[0].cursor, edges[-1].cursor) if edges else (None, None)
        return ListedRuns(edges, pagination.PageInfo(page.has_more, after is not None, *ends))


def _older_than(cursor: str | None) -> UUID | None:
    if cursor is None:
        return None
    run_id = uuid_of("ImportRun", cursor)
    if run_id is None:
        raise InvalidQueryError("`after` is no cursor of this list: take one that it gave before.")
    return run_id
