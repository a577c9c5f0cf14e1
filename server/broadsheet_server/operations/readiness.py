"""The readiness check, for load balancers and whoever waits for a server that has just started.

A server answers as soon as it lives, but searches and related news come a moment later: the index may have to
be built, and lists follow it. It is ready once both have caught up with the newest change. From then on it
stays ready for as long as the store answers: news that arrives is always a little ahead of them.
"""

from datetime import UTC, datetime
from typing import Final

from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import Request
from starlette.responses import JSONResponse

from broadsheet_server.operations.followers import ServerFollowers
from broadsheet_server.operations.health import (
    STORE_SECONDS,
    StoreState,
    index_sequence,
    read_store,
    store_problem,
)
from broadsheet_server.related.backlog import count_missing_lists
from broadsheet_server.storage.database import Database
from broadsheet_server.storage.deadline import DeadlineError, deadline

RETRY_AFTER_SECONDS: Final = 1


async def readiness(request: Request) -> JSONResponse:
    """200 when everything that is published can be read, searched and related; otherwise 503 and why."""
    state, now = request.app.state, datetime.now(UTC)
    try:
        with deadline(STORE_SECONDS):
            store = await read_store(state.database)
            if not getattr(state, "has_caught_up", False):
                missing_lists = await _missing_lists(state.database, store, now)
                if reasons := _behind(store, index_sequence(state), missing_lists, state.followers):
                    return _waiting(reasons)
                state.has_caught_up = True
    except (SQLAlchemyError, DeadlineError, OSError) as error:
        return _waiting([store_problem(state, error, now).reason])
    return JSONResponse({"status": "ready", "waitsFor": []}, headers={"Cache-Control": "no-store"})


def _waiting(reasons: list[str]) -> JSONResponse:
    headers = {"Cache-Control": "no-store", "Retry-After": str(RETRY_AFTER_SECONDS)}
    return JSONResponse({"status": "not ready", "waitsFor": reasons}, 503, headers)


async def _missing_lists(database: Database, store: StoreState, now: datetime) -> int:
    """How many lists are missing; 1 at least while the follower is behind the change feed."""
    [row] = await database.fetch(count_missing_lists(now), is_slow=True)
    return max(int(row[0]), int(store.lists < store.head))


def _behind(
    store: StoreState, index: int | None, missing_lists: int, followers: ServerFollowers
) -> list[str]:
    """What has not caught up yet, in sentences."""
    reasons = []
    if index is None or index < store.head:
        indexed = followers.backlog.indexed
        so_far = "" if indexed is None else f" ({indexed:,} articles so far)"
        reasons.append(f"The search index is being brought up to date{so_far}.")
    if missing_lists:
        reasons.append(f"Related news is being looked for (articles left: {missing_lists:,}).")
    return reasons
