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
from broadsheet_server.storage.deadline import DeadlineError, deadline

RETRY_AFTER_SECONDS: Final = 1


async def readiness(request: Request) -> JSONResponse:
    """200 when everything that is published can be read, searched and related; otherwise 503 and why."""
    state = request.app.state
    try:
        with deadline(STORE_SECONDS):
            store = await read_store(state.database)
    except (SQLAlchemyError, DeadlineError, OSError) as error:
        return _waiting([store_problem(state, error, datetime.now(UTC)).reason])
    if not getattr(state, "has_caught_up", False):
        reasons = _behind(store, index_sequence(state), state.followers)
        if reasons:
            return _waiting(reasons)
        state.has_caught_up = True
    return JSONResponse({"status": "ready", "waitsFor": []}, headers={"Cache-Control": "no-store"})


def _waiting(reasons: list[str]) -> JSONResponse:
    headers = {"Cache-Control": "no-store", "Retry-After": str(RETRY_AFTER_SECONDS)}
    return JSONResponse({"status": "not ready", "waitsFor": reasons}, 503, headers)


def _behind(store: StoreState, index: int | None, followers: ServerFollowers) -> list[str]:
    """What has not caught up yet, in sentences."""
    reasons = []
    if index is None or index < store.head:
        indexed = followers.backlog.indexed
        so_far = "" if indexed is None else f" ({indexed:,} articles so far)"
        reasons.append(f"The search index is being brought up to date{so_far}.")
    if store.lists < store.head:
        left = followers.backlog.lists
        of_them = f" ({left:,} articles are left)" if left else ""
        reasons.append(f"Related news is being looked for{of_them}.")
    return reasons
