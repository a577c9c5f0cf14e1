"""`importProgress`: an import as it goes on, also one of another process."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Annotated, Any, Final

import strawberry

from broadsheet_server.ingest.run_reports import RunReport, read_run
from broadsheet_server.reading.errors import InvalidQueryError
from broadsheet_server.reading.global_ids import uuid_of
from broadsheet_server.schema.context import Info
from broadsheet_server.schema.ingest import ImportRun
from broadsheet_server.storage.database import Reader
from broadsheet_server.storage.deadline import deadline
from broadsheet_shared.vocabulary import Scope

LOOK_SECONDS: Final = 0.5
"""How often the store is asked how far the import is."""
_STORE_SECONDS: Final = 5.0


async def _progress(database: Reader, text: str) -> AsyncIterator[RunReport]:
    """The run as it is, then whenever it has changed, and last when it has ended."""
    run_id = uuid_of("ImportRun", text)
    seen: RunReport | None = None
    while True:
        with deadline(_STORE_SECONDS):
            run = None if run_id is None else await read_run(database, run_id)
        if run is None and seen is not None:
            # A poll that found nothing new leaves no run; what was seen of it is how it ended.
            run = replace(seen, finished_at=datetime.now(UTC))
        if run is None:
            raise InvalidQueryError("There is no import with this id: take one that `importRuns` gave.")
        if run != seen:
            yield run
        if run.finished_at is not None:
            return
        seen = run
        await asyncio.sleep(LOOK_SECONDS)


@strawberry.type
class ImportSubscriptions:
    """Subscriptions to imports."""

    @strawberry.subscription(  # type: ignore[untyped-decorator]
        description="How an import goes on: first how far it is, then whenever more has been written, and "
        "last when it has ended, which ends the subscription. Needs an API key with scope `ingest`.",
        graphql_type=ImportRun,
    )
    async def import_progress(
        self,
        info: Info,
        run: Annotated[strawberry.ID, strawberry.argument(description="The id of the import.")],
    ) -> AsyncIterator[Any]:
        info.context.need(Scope.INGEST)
        async for report in _progress(info.context.database, run):
            yield report
