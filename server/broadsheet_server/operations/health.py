"""The health check, for supervisors, load balancers and operators.

It is a liveness check: 200 for as long as the process can answer. A supervisor that restarts servers because
their database is away would make the outage longer. What is not in order is told in the body.
"""

import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from importlib.metadata import version

from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import col
from starlette.datastructures import State
from starlette.requests import Request
from starlette.responses import JSONResponse

from broadsheet_server.execution.plans.counts import COUNTS
from broadsheet_server.models.changes import Change, ChangeHead, Follower
from broadsheet_server.models.leases import Lease
from broadsheet_server.models.shares import Delivery
from broadsheet_server.related.list_store import FOLLOWER_NAME
from broadsheet_server.search.engine import IndexUnavailableError
from broadsheet_server.sharing.outbox.queue import QueueState
from broadsheet_server.storage.availability import cause_of
from broadsheet_server.storage.database import Database
from broadsheet_server.storage.deadline import DeadlineError, deadline

LAG_MAX = timedelta(seconds=30)
"""How far the search index and the related lists may be behind the newest change."""

MAIL_WAIT_MAX = timedelta(minutes=10)
"""How long mail may be due without being sent."""

HEALTH_SECONDS = 1.0
"""How old the answer of the health check may be."""

STORE_SECONDS = 3.0
"""How long the store may take to answer."""

_HEAD = select(col(ChangeHead.sequence))
_POSITION = select(col(Follower.sequence)).where(col(Follower.name) == FOLLOWER_NAME)
_LEASE = select(col(Lease.owner), col(Lease.until)).where(col(Lease.name) == FOLLOWER_NAME)
_MAIL = select(func.count().label("waiting"), func.min(col(Delivery.due_at)).label("due_since")).where(
    col(Delivery.state).in_([QueueState.QUEUED, QueueState.SENDING])
)


@dataclass(frozen=True, slots=True)
class Problem:
    """What is not in order: which part, why in words, and for how many seconds (None: not known)."""

    part: str
    reason: str
    seconds: int | None


@dataclass(frozen=True, slots=True)
class StoreState:
    """What the store says of the work of all servers: positions in the change feed, lease, mail."""

    head: int
    lists: int
    lease_owner: str | None
    lease_until: datetime | None
    mails_waiting: int
    mail_due_since: datetime | None


async def health(request: Request) -> JSONResponse:
    """200 with status `ok`, or `degraded` and the problems; and how far the work has come.

    The answer is at most HEALTH_SECONDS old, so that asking it often costs nothing.
    """
    state = request.app.state
    known: tuple[float, JSONResponse] | None = getattr(state, "known_health", None)
    if known is not None and time.monotonic() < known[0]:
        return known[1]
    response = await _health(state, datetime.now(UTC))
    state.known_health = time.monotonic() + HEALTH_SECONDS, response
    return response


async def _health(state: State, now: datetime) -> JSONResponse:
    try:
        with deadline(STORE_SECONDS):
            store = await read_store(state.database)
            problems = [problem async for problem in _problems(state, store, now)]
    except (SQLAlchemyError, DeadlineError, OSError) as error:
        return _response([store_problem(state, error, now)], {})
    state.store_away_since = None
    return _response(problems, _progress(state, store))


def _response(problems: list[Problem], progress: dict[str, object]) -> JSONResponse:
    body = {
        "status": "degraded" if problems else "ok",
        "version": version("broadsheet"),
        **progress,
        "problems": [asdict(problem) for problem in problems],
    }
    return JSONResponse(body, headers={"Cache-Control": "no-store"})


def _progress(state: State, store: StoreState) -> dict[str, object]:
    """Sequences are strings: they may exceed what a JSON number holds exactly."""
    index = index_sequence(state)
    return {
        "sequence": str(store.head),
        "indexSequence": None if index is None else str(index),
        "listsSequence": str(store.lists),
        "leaseHolder": store.lease_owner,
        "mailsWaiting": store.mails_waiting,
        "operations": asdict(COUNTS),
    }


async def read_store(database: Database) -> StoreState:
    """How far the work of all servers has come. Raises an error of the store."""
    head = (await database.fetch(_HEAD))[0].sequence
    positions, leases = await database.fetch(_POSITION), await database.fetch(_LEASE)
    mail = (await database.fetch(_MAIL))[0]
    return StoreState(
        head,
        positions[0].sequence if positions else 0,
        leases[0].owner if leases else None,
        leases[0].until if leases else None,
        mail.waiting,
        mail.due_since,
    )


def index_sequence(state: State) -> int | None:
    """How far the search index of this server has come; None while there is no complete one."""
    index = getattr(state, "index", None)
    try:
        searcher = None if index is None else index.searcher()
    except IndexUnavailableError:
        return None
    return searcher.sequence if searcher is not None and searcher.is_complete else None


async def _problems(state: State, store: StoreState, now: datetime) -> AsyncIterator[Problem]:
    if getattr(state, "followers", None) is not None:
        for failure in state.followers.failures:
            reason = f"{failure.name} cannot follow the news: {failure.reason}"
            yield Problem("follower", reason, _seconds(failure.since, now))
        async for problem in _lags(state, store, now):
            yield problem
    for problem in _mail_problems(state, store, now):
        yield problem


async def _lags(state: State, store: StoreState, now: datetime) -> AsyncIterator[Problem]:
    """Where the index and the lists are behind, and whether anybody is at work on the lists."""
    index = index_sequence(state)
    if index is None:
        since = state.followers.building_since
        yield Problem("search index", "The search index is being built.", _seconds(since, now))
    elif (lag := await _lag(state.database, index, now)) > LAG_MAX:
        yield Problem("search index", "The search index is behind the news.", int(lag.total_seconds()))
    if (lag := await _lag(state.database, store.lists, now)) > LAG_MAX:
        yield Problem("related lists", "Related lists are behind the news.", int(lag.total_seconds()))
    if store.lease_until is not None and now - store.lease_until > LAG_MAX:
        reason = "The server that builds related lists is gone, and none has taken over."
        yield Problem("lease", reason, _seconds(store.lease_until, now))


async def _lag(database: Database, position: int, now: datetime) -> timedelta:
    """For how long the change after `position` has waited; zero if there is none."""
    rows = await database.fetch(select(col(Change.occurred_at)).where(col(Change.sequence) == position + 1))
    return now - rows[0].occurred_at if rows else timedelta()


def _mail_problems(state: State, store: StoreState, now: datetime) -> Iterator[Problem]:
    """A relay that failed is no problem any more once nothing waits for it: another server sent the mail."""
    worker = getattr(state, "mail_worker", None)
    if worker is None or not worker.is_enabled or store.mail_due_since is None:
        return
    if worker.relay_error:
        yield Problem("mail", worker.relay_error, _seconds(worker.relay_error_since, now))
    elif now - store.mail_due_since > MAIL_WAIT_MAX:
        reason = f"{store.mails_waiting} mails wait to be sent."
        yield Problem("mail", reason, _seconds(store.mail_due_since, now))


def store_problem(state: State, error: Exception, now: datetime) -> Problem:
    """The store does not answer; it is remembered since when."""
    if getattr(state, "store_away_since", None) is None:
        state.store_away_since = now
    reason = f"The store does not answer: {cause_of(error)}"
    return Problem("store", reason, _seconds(state.store_away_since, now))


def _seconds(since: datetime | None, now: datetime) -> int | None:
    return None if since is None else max(0, int((now - since).total_seconds()))
