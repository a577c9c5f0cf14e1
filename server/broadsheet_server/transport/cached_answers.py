"""Whole answers in front of the application: raw ASGI, before any route, middleware or request object.

A query without a key is answered from the cache if the same bytes were answered before and the data has not
changed since. Everything else goes to the application, which says of its answer whether it may be kept.
"""

import asyncio
import time
from collections.abc import Hashable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from starlette.applications import Starlette
from starlette.types import Message, Receive, Scope, Send

from broadsheet_server.execution.answers import NOTE, Answer, AnswerCache, AnswerNote, Headers
from broadsheet_server.execution.cache_hints import CacheHint
from broadsheet_server.reading.visibility_changes import next_visibility_change
from broadsheet_server.schema.context import shared_index
from broadsheet_server.search.engine import IndexUnavailableError
from broadsheet_server.storage.data_version import VERSION_ERRORS, DataVersion, data_version
from broadsheet_shared.limits import BODY_BYTES_MAX

AGE_MAX_SECONDS: Final = 300.0
"""How long an answer is kept at most."""

SEARCH_AGE_MAX_SECONDS: Final = 60.0
"""How long an answer of a search is kept: its order depends on how old the articles are."""

THREAD_BYTES_MIN: Final = 128 * 1024
"""A longer answer is compressed in a thread."""

HTTP_OK: Final = 200
_PATH: Final = "/graphql"
_OF_THE_CALLER: Final = frozenset({b"authorization", b"content-encoding"})
"""Requests with these headers are for the application alone."""


@dataclass(slots=True)
class _Question:
    """What an answer depends on, apart from the data."""

    key: Hashable
    accepts_gzip: bool
    is_get: bool = False
    if_none_match: bytes = b""


class CachedAnswers:
    """ASGI application: the answers that are known, and `app` for everything else."""

    def __init__(self, app: Starlette, cache: AnswerCache, delay_seconds: float) -> None:
        self._app = app
        self._cache = cache
        self._delay_s = delay_seconds
        self._version: DataVersion | None = None
        self._making: dict[Hashable, asyncio.Future[Answer | None]] = {}
        self._due: tuple[Hashable, datetime | None] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer from the cache, or pass the request on."""
        if scope["type"] == "lifespan":
            await self._run_app(scope, receive, send)
            return
        if scope["type"] != "http" or scope["path"] != _PATH:
            await self._app(scope, receive, send)
            return
        question, receive = await _read_question(scope, receive)
        if question is None:
            await self._app(scope, receive, send)
            if self._version is not None:
                self._version.forget()
            return
        try:
            version = await self._current_version()
        except VERSION_ERRORS:  # the application says in words that the store is away
            await self._app(scope, receive, send)
            return
        answer = self._cache.get(question.key, version)
        if answer is None or not self._is_current(answer):
            answer = await self._made_once(question, version, scope, receive)
        if answer is not None:
            await _send_answer(answer, question, send)

    async def _run_app(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the application start and stop, then close what was opened here."""
        try:
            await self._app(scope, receive, send)
        finally:
            if self._version is not None:
                self._version.close()
                self._version = None

    async def _current_version(self) -> Hashable:
        if self._version is None:
            self._version = data_version(self._app.state.database, self._delay_s)
        version = self._version.known()
        return await self._version.read() if version is None else version

    def _is_current(self, answer: Answer) -> bool:
        """Whether the index that was searched for this answer is still the newest."""
        if answer.note.searcher is None:
            return True
        try:
            return shared_index(self._app.state.settings.index).searcher() is answer.note.searcher
        except IndexUnavailableError:
            return False

    async def _made_once(
        self, question: _Question, version: Hashable, scope: Scope, receive: Receive
    ) -> Answer | None:
        """The answer of the application. Of many who ask the same at once, one asks it and the others wait.

        An answer that is not for everybody is made for each of them. None where the client has gone.
        """
        key = question.key, version
        if (making := self._making.get(key)) is not None:
            answer = await asyncio.shield(making)
            if answer is not None and answer.note.is_public:
                return answer
            return await self._answer(question, version, scope, receive)
        making = self._making[key] = asyncio.get_running_loop().create_future()
        answer = None
        try:
            answer = await self._answer(question, version, scope, receive)
        finally:
            del self._making[key]
            making.set_result(answer)
        return answer

    async def _answer(
        self, question: _Question, version: Hashable, scope: Scope, receive: Receive
    ) -> Answer | None:
        """Let the application answer, and keep what it says may be kept.

        The version was read before: if the data changes meanwhile, the answer is kept for a version that
        never comes back.
        """
        asked_at, began = datetime.now(UTC), time.monotonic()
        response, note = _Response(), AnswerNote()
        headers = [pair for pair in scope["headers"] if pair[0] != b"accept-encoding"]
        await self._app({**scope, "headers": headers, NOTE: note}, receive, response.send)
        if response.status is None:
            return None
        answer = Answer(version, 0.0, response.status, response.kept_headers(), bytes(response.body), note)
        if note.is_public and response.status == HTTP_OK:
            with suppress(*VERSION_ERRORS):  # the answer is right, but cannot be kept
                answer.ends_at = began + await self._seconds_left(version, asked_at, note)
                self._cache.put(question.key, answer)
        elif self._version is not None:
            self._version.forget()  # a mutation, perhaps: who wrote reads what they wrote
        return answer

    async def _seconds_left(self, version: Hashable, now: datetime, note: AnswerNote) -> float:
        """For how long an answer holds if nothing is written: until an article becomes public or expires."""
        if self._due is None or self._due[0] != version or (self._due[1] is not None and self._due[1] <= now):
            self._due = version, await next_visibility_change(self._app.state.database, now)
        most = AGE_MAX_SECONDS if note.searcher is None else SEARCH_AGE_MAX_SECONDS
        return most if self._due[1] is None else min(most, (self._due[1] - now).total_seconds())


class _Response:
    """Collects what an ASGI application sends."""

    def __init__(self) -> None:
        self.status: int | None = None
        self.headers: Headers = []
        self.body = bytearray()

    async def send(self, message: Message) -> None:
        """ASGI's `send`."""
        if message["type"] == "http.response.start":
            self.status, self.headers = message["status"], list(message["headers"])
        elif message["type"] == "http.response.body":
            self.body += message.get("body", b"")

    def kept_headers(self) -> Headers:
        """The headers that every form of the answer has."""
        kept = [pair for pair in self.headers if pair[0] not in {b"content-length", b"vary"}]
        return [*kept, (b"vary", b"Accept, Accept-Encoding, Authorization")]


async def _send_answer(answer: Answer, question: _Question, send: Send) -> None:
    status, (body, headers) = answer.status, await _encoded(answer, question)
    if question.is_get and answer.note.is_public:
        headers = _shared(headers, answer, question)
        if answer.etag(compressed=question.accepts_gzip) in question.if_none_match:
            status, body = 304, b""
            headers = [pair for pair in headers if pair[0] not in {b"content-length", b"content-type"}]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def _encoded(answer: Answer, question: _Question) -> tuple[bytes, Headers]:
    if question.accepts_gzip and len(answer.body) >= THREAD_BYTES_MIN:
        return await asyncio.to_thread(answer.encoded, compressed=True)
    return answer.encoded(compressed=question.accepts_gzip)


def _shared(headers: Headers, answer: Answer, question: _Question) -> Headers:
    """The headers by which caches in front of the server keep the answer, check it, and drop it by tag."""
    hint = answer.note.hint or CacheHint(0, ())
    tags = " ".join(hint.tags).encode()
    return [
        *(pair for pair in headers if pair[0] != b"cache-control"),
        (b"cache-control", b"public, max-age=0, s-maxage=%d" % hint.seconds),
        (b"etag", answer.etag(compressed=question.accepts_gzip)),
        (b"surrogate-key", tags),
        (b"cache-tag", tags.replace(b" ", b",")),
    ]


async def _read_question(scope: Scope, receive: Receive) -> tuple[_Question | None, Receive]:
    """The question if its answer may be kept; and what the application has to receive in any case."""
    headers = _Headers(scope["headers"])
    if headers.depend_on_caller or scope["method"] not in {"GET", "POST"}:
        return None, receive
    if scope["method"] == "GET":
        key: Hashable = (scope["query_string"], headers.accept)
        return _Question(key, headers.accepts_gzip, True, headers.if_none_match), receive
    messages = [await receive()]
    size = len(messages[0].get("body", b""))
    while messages[-1].get("more_body") and size <= BODY_BYTES_MAX:
        messages.append(await receive())
        size += len(messages[-1].get("body", b""))
    if messages[-1].get("more_body") or messages[-1]["type"] != "http.request":
        return None, _replayed(messages, receive)
    body = b"".join(message.get("body", b"") for message in messages)
    key = body, headers.accept, headers.content_type
    return _Question(key, headers.accepts_gzip), _replayed(messages, receive)


class _Headers:
    """Those headers of a request that an answer depends on."""

    __slots__ = ("accept", "accepts_gzip", "content_type", "depend_on_caller", "if_none_match")

    def __init__(self, headers: Iterable[tuple[bytes, bytes]]) -> None:
        self.accept = self.content_type = self.if_none_match = b""
        self.accepts_gzip = self.depend_on_caller = False
        for name, value in headers:
            if name == b"accept":
                self.accept += value + b","
            elif name == b"content-type":
                self.content_type += value
            elif name == b"accept-encoding":
                self.accepts_gzip = b"gzip" in value
            elif name == b"if-none-match":
                self.if_none_match = value
            elif name in _OF_THE_CALLER:
                self.depend_on_caller = True


def _replayed(messages: list[Message], receive: Receive) -> Receive:
    """A `receive` that gives the messages again, then those that come later."""
    remaining = iter(messages)

    async def again() -> Message:
        message = next(remaining, None)
        return await receive() if message is None else message

    return again
