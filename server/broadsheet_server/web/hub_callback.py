"""Where WebSub hubs verify subscriptions and push (WebSub, W3C Recommendation of 23 January 2018)."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response

from broadsheet_server.ingest.hub_callbacks import (
    Callback,
    Verification,
    confirm_intent,
    deny,
    find_callback,
    record_push,
)
from broadsheet_server.ingest.push_signature import PushSignature

PUSH_BYTES_MAX: Final = 15 * 1024 * 1024
"""Longest push, in bytes; a feed that is polled may be as long."""
REQUESTS_PER_MINUTE_MAX: Final = 60
"""Most requests to one callback in a minute, in one server process."""
_CHALLENGE_MAX: Final = 2_000
_PARAMETERS_MAX: Final = 100
_CLOSE: Final = {"Connection": "close"}
"""Of an answer that leaves a body unread."""


class HubCallbacks:
    """The callbacks of all subscriptions, and how often each was asked in this minute."""

    def __init__(self, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._clock = clock
        self._minute = 0
        self._requests: dict[str, int] = {}

    async def answer(self, request: Request) -> Response:
        """A hub verifies or denies a subscription by GET, and pushes by POST.

        A callback that is not known answers 404 to GET, so that nothing is subscribed to, and 410 to POST, so
        that its hub stops.
        """
        token = request.path_params["token"]
        callback = await find_callback(request.app.state.database, token)
        if callback is None:
            return _gone() if request.method == "POST" else _not_wanted()
        if self._is_too_often(token):
            sentence = f"A callback takes {REQUESTS_PER_MINUTE_MAX} requests a minute."
            return _text(sentence, 429, {"Retry-After": "60", **_CLOSE})
        if request.method == "POST":
            return await _take_push(request, token, callback, self._clock())
        return await _verify(request, token, self._clock()) if request.method == "GET" else _not_wanted()

    def _is_too_often(self, token: str) -> bool:
        minute = int(time.monotonic() // 60)
        if minute != self._minute:
            self._minute, self._requests = minute, {}
        self._requests[token] = self._requests.get(token, 0) + 1
        return self._requests[token] > REQUESTS_PER_MINUTE_MAX


async def _verify(request: Request, token: str, now: datetime) -> Response:
    """Repeat the challenge of a hub that verifies what the server wants (section 5.3)."""
    if request.url.query.count("&") >= _PARAMETERS_MAX:
        return _not_wanted()
    database, parameters = request.app.state.database, request.query_params
    mode, topic_url = parameters.get("hub.mode", ""), parameters.get("hub.topic", "")
    if mode == "denied":
        reason = parameters.get("hub.reason", "")
        is_known = await run_in_threadpool(deny, database, token, topic_url, reason, now)
        return _text("The denial has been noted.") if is_known else _not_wanted()
    challenge = parameters.get("hub.challenge", "")
    if not 0 < len(challenge) <= _CHALLENGE_MAX:
        return _not_wanted()
    asked = Verification(mode, topic_url, _lease(parameters.get("hub.lease_seconds", "")))
    is_wanted = await run_in_threadpool(confirm_intent, database, token, asked, now)
    return _text(challenge) if is_wanted else _not_wanted()


def _lease(seconds: str) -> timedelta | None:
    is_number = seconds.isascii() and seconds.isdigit() and len(seconds) < 10
    return timedelta(seconds=int(seconds)) if is_number and int(seconds) else None


async def _take_push(request: Request, token: str, callback: Callback, now: datetime) -> Response:
    """Note a push (section 7). One with a wrong signature is answered like every other, and ignored."""
    if not callback.takes_pushes:
        return _gone()
    signature = PushSignature(request.headers.get("x-hub-signature", ""), callback.secret)
    length = 0
    try:
        async for piece in request.stream():
            length += len(piece)
            if length > PUSH_BYTES_MAX:
                return _text(f"A push has {PUSH_BYTES_MAX:,} bytes at most.", 413, _CLOSE)
            signature.update(piece)
    except ClientDisconnect:
        return _text("The push ended before it was complete.", 400, _CLOSE)
    database, is_genuine = request.app.state.database, signature.is_genuine()
    await run_in_threadpool(record_push, database, token, now, is_genuine=is_genuine)
    return _text("The push has been taken.", 202)


def _gone() -> Response:
    return _text("There is no such subscription any more.", 410, _CLOSE)


def _not_wanted() -> Response:
    return _text("Nothing of this was asked for.", 404)


def _text(text: str, status_code: int = 200, headers: dict[str, str] | None = None) -> Response:
    """An answer for a hub, which no cache keeps and no search engine lists."""
    defaults = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex", "Referrer-Policy": "no-referrer"}
    return PlainTextResponse(text, status_code, defaults | (headers or {}))
