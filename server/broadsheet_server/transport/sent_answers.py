"""How an answer is sent that is kept, or may be: its form and headers, and for how long caches keep it."""

import asyncio
import time
from functools import lru_cache
from typing import Final

from starlette.types import Scope, Send

from broadsheet_server.execution.answers import THREAD_BYTES_MIN, Answer, Form, Headers
from broadsheet_server.execution.cache_hints import CacheHint, tag_headers
from broadsheet_server.transport.collected_response import CollectedResponse, HeaderList
from broadsheet_server.transport.connections import WRITE_RESPONSE, header_lines
from broadsheet_server.transport.questions import Question

HTTP_OK: Final = 200


def kept_headers(response: CollectedResponse) -> Headers:
    """The headers that every form of the answer has."""
    kept = [pair for pair in response.headers if pair[0] not in {b"content-length", b"vary"}]
    return _shared_headers((*kept, (b"vary", b"Accept, Accept-Encoding, Authorization")))


@lru_cache(maxsize=100)
def _shared_headers(headers: Headers) -> Headers:
    """The same object for the same headers: nearly all answers have the same."""
    return headers


@lru_cache(maxsize=100)
def _shared_lines(headers: Headers) -> bytes:
    """The same for headers as they are sent, without the end."""
    return header_lines(headers).removesuffix(b"\r\n")


async def send_answer(answer: Answer, question: Question, scope: Scope, send: Send) -> None:
    """Send an answer in the form that the client wants: in one piece, where that is possible."""
    form = answer.form(compressed=question.accepts_gzip)
    if form is None:
        form = await _encoded(answer, question)
    if question.is_get or answer.status != HTTP_OK or not _is_written(form, scope):
        await _send_by_messages(answer, form, question, send)


def _is_written(form: Form, scope: Scope) -> bool:
    """Write an answer straight to the connection, where that is possible."""
    extension = scope.get("extensions", {}).get(WRITE_RESPONSE)
    if extension is None:
        return False
    if form.lines is None:
        form.lines = _shared_lines(form.headers)
    lines = b"%bcontent-length: %d\r\n\r\n" % (form.lines, len(form.body))
    return bool(extension["write"](scope, lines, form.body))


async def _send_by_messages(answer: Answer, form: Form, question: Question, send: Send) -> None:
    status, body, headers = answer.status, form.body, list(form.headers)
    headers.append((b"content-length", b"%d" % len(body)))
    if question.is_get and answer.note.is_public:
        headers = _for_caches(headers, answer, question)
        if _is_known(answer.etag(compressed=question.accepts_gzip), question.if_none_match):
            status, body = 304, b""
            headers = [pair for pair in headers if pair[0] not in {b"content-length", b"content-type"}]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def _is_known(etag: bytes, if_none_match: bytes) -> bool:
    """Whether the client has this form of the answer, by its If-None-Match (RFC 9110, section 13.1.2)."""
    return if_none_match == b"*" or etag in if_none_match


async def _encoded(answer: Answer, question: Question) -> Form:
    """The form that the client wants; a long one is compressed in a thread, and once for all who wait."""
    if not question.accepts_gzip or len(answer.body) < THREAD_BYTES_MIN:
        return answer.encoded(compressed=question.accepts_gzip)
    if answer.packing is None:
        answer.packing = asyncio.ensure_future(asyncio.to_thread(answer.encoded, compressed=True))
    return await asyncio.shield(answer.packing)


def _for_caches(headers: HeaderList, answer: Answer, question: Question) -> HeaderList:
    """The headers by which caches in front of the server keep the answer, check it, and drop it by tag."""
    hint = answer.note.hint or CacheHint(0, ())
    seconds = max(0, int(min(hint.seconds, answer.due_at - time.monotonic())))
    tags = tag_headers(hint.tags)
    return [
        *(pair for pair in headers if pair[0] != b"cache-control"),
        (b"cache-control", b"public, max-age=0, s-maxage=%d" % seconds),
        (b"etag", answer.etag(compressed=question.accepts_gzip)),
        *((name.lower().encode(), value.encode()) for name, value in tags.items()),
    ]
