"""What a request asks, as far as a whole answer depends on it, read without a request object."""

from collections.abc import Iterable
from typing import Final, NamedTuple

from starlette.types import Message, Receive, Scope

from broadsheet_server.execution.answers import Key
from broadsheet_server.transport.negotiation import accepts_gzip
from broadsheet_shared.limits import BODY_BYTES_MAX

_FORM: Final = frozenset({b"accept", b"content-type", b"content-encoding"})
"""The headers that an answer depends on. A request with `Authorization` is for the application alone."""

_MAY_SUBSCRIBE: Final = (b"subscription", b"documentId", b"sha256Hash")
"""A request has one of these where its operation may be a subscription: a hash does not tell."""

_READ: Final = _FORM | {b"accept-encoding", b"if-none-match", b"authorization"}


class Question(NamedTuple):
    """What an answer depends on, apart from the data; and which form of the answer the client wants."""

    key: Key
    accepts_gzip: bool
    is_get: bool
    if_none_match: bytes


async def read_question(scope: Scope, receive: Receive) -> tuple[Question | None, Message | None]:
    """The question if its answer may be kept; and the body, if it was read, for `replayed`."""
    method = scope["method"]
    form, accepts_gzip, if_none_match, has_authorization = _read_headers(scope["headers"])
    if has_authorization or method not in {"GET", "HEAD", "POST"}:
        return None, None
    if method != "POST":
        if _may_stream(form, scope["query_string"]):
            return None, None
        return Question((scope["query_string"], *form), accepts_gzip, True, if_none_match), None
    message = await read_body(receive)
    if message["type"] != "http.request" or message.get("more_body") or _may_stream(form, message["body"]):
        return None, message
    return Question((b"POST", message["body"], *form), accepts_gzip, False, b""), message


def _may_stream(form: Iterable[bytes], text: bytes) -> bool:
    """Whether the answer may be a stream of events, which ends when the client goes.

    Some clients say of each request that they accept one; a query is answered at once nevertheless.
    """
    streams = [part for part in form if b"event-stream" in part]
    takes_json = any(b"json" in part for part in streams)
    return bool(streams) and (not takes_json or any(word in text for word in _MAY_SUBSCRIBE))


async def read_body(receive: Receive, longest: int = BODY_BYTES_MAX) -> Message:
    """The whole body in one message; with `more_body` where it is too long and was not read to its end."""
    message = await receive()
    return await _rest_of(message, receive, longest) if message.get("more_body") else message


async def _rest_of(message: Message, receive: Receive, longest: int) -> Message:
    body = bytearray(message.get("body", b""))
    while message.get("more_body") and len(body) <= longest:
        message = await receive()
        body += message.get("body", b"")
    return {**message, "body": bytes(body)}


def _read_headers(headers: Iterable[tuple[bytes, bytes]]) -> tuple[list[bytes], bool, bytes, bool]:
    """Names and values that the answer depends on, whether gzip is accepted, If-None-Match, and if there is
    an Authorization."""
    form: list[bytes] = []
    accept_encoding = if_none_match = b""
    has_authorization = False
    for pair in headers:
        name, value = pair
        if name not in _READ:
            continue
        if name in _FORM:
            form += pair
        elif name == b"accept-encoding":
            accept_encoding += b"," + value
        elif name == b"if-none-match":
            if_none_match += value
        else:
            has_authorization = True
    return form, accepts_gzip(accept_encoding), if_none_match, has_authorization


def replayed(first: Message, receive: Receive) -> Receive:
    """A `receive` that gives a message again, then those that come later."""
    remaining = iter([first])

    async def again() -> Message:
        message = next(remaining, None)
        return await receive() if message is None else message

    return again
