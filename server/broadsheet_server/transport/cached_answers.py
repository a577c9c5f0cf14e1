"""Whole answers in front of the application: raw ASGI, before any route, middleware or request object.

A query without a key is answered from the cache if the same bytes were answered before and the data has not
changed since. Everything else goes to the application, which says of its answer whether it may be kept.
"""

import asyncio
import math
import time
from collections.abc import Hashable
from datetime import UTC, datetime
from itertools import count
from typing import Final, NamedTuple, Protocol

from starlette.datastructures import State
from starlette.types import Receive, Scope, Send

from broadsheet_server.execution.answers import NOTE, Answer, AnswerCache, AnswerNote, Key
from broadsheet_server.execution.source_watch import SourceWatch
from broadsheet_server.reading.visibility_changes import next_visibility_change
from broadsheet_server.schema.context import shared_index
from broadsheet_server.search.engine import IndexUnavailableError
from broadsheet_server.storage.availability import StoreError
from broadsheet_server.storage.data_version import DataVersionError, DataVersionReader, shared_data_version
from broadsheet_server.storage.deadline import DeadlineError, deadline
from broadsheet_server.transport.collected_response import CollectedResponse
from broadsheet_server.transport.questions import Question, read_question, replayed
from broadsheet_server.transport.sent_answers import HTTP_OK, kept_headers, send_answer

AGE_MAX_SECONDS: Final = 300.0
"""How long an answer is kept at most."""

SEARCH_AGE_MAX_SECONDS: Final = 60.0
"""How long an answer of a search is kept: its order depends on how old the articles are."""

STORE_SECONDS: Final = 2.0
"""How long the store may take to tell its version. Then the application says what is wrong with it."""

INDEX_SECONDS: Final = 0.1
"""How long the newest state of the search index is taken for the newest. It follows the store in a second."""

WAITS_MAX: Final = 2
"""For how many answers to the same question a request waits. The second one was begun after it was asked."""

_PATH: Final = "/graphql"


class _Due(NamedTuple):
    """The first moment after `asked_at` when an article becomes public or expires, if nothing is written.

    It was asked for after the change feed was read for this generation of `SourceWatch`: what is written
    later ends the answers that it concerns.
    """

    generation: int
    asked_at: datetime
    moment: datetime | None

    def holds(self, generation: int, now: datetime) -> bool:
        """Whether it is also the first moment after `now`."""
        is_later = self.asked_at <= now and (self.moment is None or now < self.moment)
        return is_later and self.generation == generation


class _Making(NamedTuple):
    """An answer that is being made, or looked at whether it still holds.

    It is as new as the data was when request number `turn` was read, at least.
    """

    turn: int
    done: asyncio.Future[Answer | None]


class Application(Protocol):
    """An ASGI application with the state of Starlette's."""

    @property
    def state(self) -> State:
        """The database and the settings, as long as it serves."""
        ...

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        ...


class CachedAnswers:
    """ASGI application: the answers that are known, and `app` for everything else."""

    def __init__(self, app: Application, cache: AnswerCache, delay_seconds: float) -> None:
        self._app = app
        self._cache = cache
        self._delay_s = delay_seconds
        self._version: DataVersionReader | None = None
        self._searcher: object = None
        self._index_known_until = 0.0
        self._making: dict[Key, _Making] = {}
        self._turns = count()
        self._due: _Due | None = None
        self._sources: SourceWatch | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer from the cache, or pass the request on."""
        if scope["type"] != "http" or scope["path"] != _PATH:
            await self._pass_on(scope, receive, send)
            return
        question, body = await read_question(scope, receive)
        turn = next(self._turns)
        version = None if question is None else await self._current_version()
        if question is not None and version is not None:
            answer = self._cache.get(question.key, version, self._source_watch().renew_at_once)
            if answer is not None and self._is_current(answer):
                await send_answer(answer, question, scope, send)
                return
        if body is not None:
            receive = replayed(body, receive)
        if question is None or version is None:
            await self._app(scope, receive, send)
            if self._version is not None:
                self._version.forget()
        elif (answer := await self._made_once(question, version, turn, scope, receive)) is not None:
            await send_answer(answer, question, scope, send)

    async def _pass_on(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the application answer; when it stops, close what was opened here."""
        try:
            await self._app(scope, receive, send)
        finally:
            if scope["type"] == "lifespan" and self._version is not None:
                self._version.close()
                self._version = None

    async def _current_version(self) -> Hashable | None:
        """The version of the data; None where the store does not tell it."""
        if self._version is None:
            self._version = shared_data_version(self._app.state.database, self._delay_s)
        try:
            if (version := self._version.known()) is not None:
                return version
            with deadline(STORE_SECONDS):
                return await self._version.read()
        except DataVersionError:
            return None

    def _is_current(self, answer: Answer) -> bool:
        """Whether the index that was searched for this answer is still the newest."""
        if answer.note.searcher is None:
            return True
        searched = answer.note.searcher()
        if searched is None:
            return False
        if searched is not self._searcher or time.monotonic() >= self._index_known_until:
            self._searcher = self._newest_searcher()
            self._index_known_until = time.monotonic() + INDEX_SECONDS
        return searched is self._searcher

    def _newest_searcher(self) -> object:
        try:
            return shared_index(self._app.state.settings.index).searcher()
        except IndexUnavailableError:
            return None

    def _source_watch(self) -> SourceWatch:
        if self._sources is None:
            self._sources = SourceWatch(self._app.state.database)
        return self._sources

    async def _renewed(self, question: Question, version: Hashable) -> Answer | None:
        """The answer of an earlier version of the data, if what it is made of has not changed."""
        answer = self._cache.outdated(question.key)
        if answer is None or not self._holds(answer):
            return None
        if answer.version == version:  # it was made while this request waited
            return answer
        try:
            with deadline(STORE_SECONDS):
                return answer if await self._source_watch().renew(answer, version) else None
        except (StoreError, DeadlineError, OSError):
            return None

    def _holds(self, answer: Answer) -> bool:
        """Whether the answer has not ended, apart from what was written since."""
        return time.monotonic() < answer.ends_at and self._is_current(answer)

    async def _generation(self, version: Hashable) -> int:
        """Of the source watch; -1, which is older than any, where the store does not tell it."""
        watch = self._source_watch()
        if (known := watch.known_generation(version)) is not None:
            return known
        try:
            with deadline(STORE_SECONDS):
                return await watch.generation_at(version)
        except (StoreError, DeadlineError, OSError):
            return -1

    async def _made_once(
        self, question: Question, version: Hashable, turn: int, scope: Scope, receive: Receive
    ) -> Answer | None:
        """The answer renewed, or made by the application, once for all who ask the same meanwhile.

        Whoever has waited for an answer that is older than their request waits for one more. An answer that
        is not for everybody is made for each of them. None where the client has gone.
        """
        turn_of_version = turn
        for _ in range(WAITS_MAX):
            if (making := self._making.get(question.key)) is None:
                return await self._make(question, version, turn_of_version, scope, receive)
            answer = await asyncio.shield(making.done)
            if answer is not None and not answer.note.is_public:
                break
            if answer is not None and self._suits(answer, version, is_newer=making.turn > turn):
                return answer
            turn_of_version = next(self._turns)
            if (newest := await self._current_version()) is None:
                break
            version = newest
        return await self._answer(question, version, scope, receive)

    def _suits(self, answer: Answer, version: Hashable, *, is_newer: bool) -> bool:
        """Whether the answer was begun after the request, or is of the version that the request is of."""
        if is_newer:
            return time.monotonic() < answer.ends_at
        return answer.version == version and self._holds(answer)

    async def _make(
        self, question: Question, version: Hashable, turn: int, scope: Scope, receive: Receive
    ) -> Answer | None:
        """Renew the answer or have it made, and give it to all who wait."""
        making = self._making[question.key] = _Making(turn, asyncio.get_running_loop().create_future())
        answer = None
        try:
            answer = await self._renewed(question, version)
            if answer is None:
                answer = await self._answer(question, version, scope, receive)
        finally:
            del self._making[question.key]
            making.done.set_result(answer)
        return answer

    async def _answer(
        self, question: Question, version: Hashable, scope: Scope, receive: Receive
    ) -> Answer | None:
        """Let the application answer, and keep what it says may be kept.

        The version was read before: if the data changes meanwhile, the answer is kept for a version that
        never comes back.
        """
        asked_at, began = datetime.now(UTC), time.monotonic()
        generation = await self._generation(version)
        response, note = CollectedResponse(), AnswerNote()
        headers = [pair for pair in scope["headers"] if pair[0] != b"accept-encoding"]
        await self._app({**scope, "headers": headers, "extensions": {}, NOTE: note}, receive, response.send)
        if response.status is None:
            return None
        answer = Answer(version, 0.0, response.status, kept_headers(response), response.body, note)
        answer.generation = generation
        note.is_public = note.is_public and response.status == HTTP_OK
        if note.is_public:
            answer.due_at = began + await self._seconds_left(generation, asked_at)
            longest_s = AGE_MAX_SECONDS if note.searcher is None else SEARCH_AGE_MAX_SECONDS
            answer.ends_at = min(began + longest_s, answer.due_at)
            self._cache.put(question.key, answer)
        elif self._version is not None:
            self._version.forget()  # a mutation, perhaps: who wrote reads what they wrote
        return answer

    async def _seconds_left(self, generation: int, now: datetime) -> float:
        """For how long an answer holds if nothing is written; 0 where the store does not tell it."""
        due = self._due
        if due is None or not due.holds(generation, now) or generation < 0:
            try:
                with deadline(STORE_SECONDS):
                    moment = await next_visibility_change(self._app.state.database, now)
            except (StoreError, DeadlineError, OSError):
                return 0.0
            due = self._due = _Due(generation, now, moment)
        return math.inf if due.moment is None else (due.moment - now).total_seconds()
