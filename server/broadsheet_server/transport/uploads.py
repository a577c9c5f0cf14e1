"""Requests with files, by the GraphQL multipart request specification (jaydenseric, version 2.0.0).

A browser sends `multipart/form-data` for any page that asks it to, with the cookies and from the network of
whoever sits before it. So such a request has to have a header that no form can set; a page of another site
would first have to ask whether it may. Files go to disk as they come, and are gone when the request ends.
"""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any, Final

from starlette.datastructures import FormData, Headers, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from broadsheet_server.access.audit import Act, Actor
from broadsheet_server.access.caller import Caller
from broadsheet_server.access.pending_records import pending_records
from broadsheet_server.execution.errors import RequestError
from broadsheet_server.execution.operation import GraphQLRequest
from broadsheet_server.ingest.uploaded_files import UploadedFile
from broadsheet_server.schema.errors import ErrorCode
from broadsheet_server.storage.database import Database
from broadsheet_server.transport.requests import HttpRequest, graphql_request, parse_json
from broadsheet_shared.limits import KEYED_BODY_BYTES_MAX, UPLOAD_BYTES_MAX, UPLOADS_MAX
from broadsheet_shared.vocabulary import Scope

PREFLIGHT_HEADERS: Final = (b"graphql-require-preflight", b"apollo-require-preflight", b"graphql-preflight")
"""One of them, with any value: as GraphQL Yoga, Apollo and Hot Chocolate call it."""
_FIELDS_MAX: Final = 2
_PATH_STEPS_MAX: Final = 20
_AT_A_TIME: Final = asyncio.Semaphore(4)
"""Most requests whose files are on disk; others wait, and are not read meanwhile."""


def has_files(request: HttpRequest) -> bool:
    """Whether a request says that it comes in several parts."""
    media_type = (request.header(b"content-type") or "").partition(";")[0]
    return request.method == "POST" and media_type.strip().lower() == "multipart/form-data"


@asynccontextmanager
async def request_with_files(request: HttpRequest) -> AsyncIterator[GraphQLRequest]:
    """The GraphQL request of several parts, as long as its files are there. Raises RequestError.

    Ask `check_may_send` before: nothing is read for somebody who may not send images.
    """
    async with _AT_A_TIME:
        form = await _form(request)
        try:
            yield graphql_request(_parameters(form))
        finally:
            await form.close()


def check_may_send(request: HttpRequest, caller: Caller | None, database: Database) -> None:
    """Raise RequestError for somebody who may not send images; the audit log has it."""
    if not any(name in request.headers for name in PREFLIGHT_HEADERS):
        sentence = "A request with files needs the header `GraphQL-Require-Preflight`, with any value."
        raise RequestError(ErrorCode.BAD_REQUEST, sentence)
    if caller is None:
        sentence = "Files need an API key with scope `edit`: send `Authorization: Bearer <key>`."
        _note_refusal(caller, sentence, database)
        raise RequestError(ErrorCode.UNAUTHENTICATED, sentence, headers={"WWW-Authenticate": "Bearer"})
    if Scope.EDIT not in caller.scopes:
        sentence = "Files need scope `edit`, which this API key does not have."
        _note_refusal(caller, sentence, database)
        raise RequestError(ErrorCode.FORBIDDEN, sentence)


def _note_refusal(caller: Caller | None, sentence: str, database: Database) -> None:
    act = Act("files", detail=sentence)
    pending_records(database).note_refusal(Actor.of(caller), act, datetime.now(UTC))


class _Parser(MultiPartParser):
    """Starlette's, which holds 64 KB of a file in memory and the rest on disk, with a bound of each."""

    spool_max_size = 64 * 1024
    _length = 0
    _parts = 0

    def on_part_begin(self) -> None:
        """The next part."""
        self._length = 0
        self._parts += 1
        if self._parts > UPLOADS_MAX + _FIELDS_MAX:
            raise _too_large(f"The request has more than {UPLOADS_MAX} files.")
        super().on_part_begin()

    def on_part_data(self, data: bytes, start: int, end: int) -> None:
        """Some bytes of it."""
        self._length += end - start
        if self._length > UPLOAD_BYTES_MAX:
            raise _too_large(f"A file is longer than {UPLOAD_BYTES_MAX} bytes.")
        super().on_part_data(data, start, end)


async def _form(request: HttpRequest) -> FormData:
    headers = Headers(raw=list(request.headers.items()))
    parser = _Parser(headers, _body(request), max_part_size=KEYED_BODY_BYTES_MAX)
    try:
        return await parser.parse()
    except MultiPartException as error:
        sentence = f"The parts of the request cannot be read: {error.message}"
        raise RequestError(ErrorCode.BAD_REQUEST, sentence, headers={"Connection": "close"}) from error


async def _body(request: HttpRequest) -> AsyncGenerator[bytes, None]:
    longest = UPLOADS_MAX * UPLOAD_BYTES_MAX + 2 * KEYED_BODY_BYTES_MAX
    length, has_more = 0, True
    while has_more:
        message = await request.receive()
        if message["type"] == "http.disconnect":
            raise RequestError(ErrorCode.BAD_REQUEST, "The request ended before it was complete.")
        chunk, has_more = message.get("body", b""), message.get("more_body", False)
        length += len(chunk)
        if length > longest:
            raise _too_large(f"The request is longer than {longest} bytes.")
        yield chunk


def _too_large(sentence: str) -> RequestError:
    return RequestError(ErrorCode.PAYLOAD_TOO_LARGE, sentence, headers={"Connection": "close"})


def _parameters(form: FormData) -> object:
    """`operations`, with the files in their places."""
    operations, places = _json(form, "operations"), _json(form, "map")
    if not isinstance(operations, dict):
        raise _ill_formed("`operations` is not an object; several requests at once are not supported.")
    if not isinstance(places, dict):
        raise _ill_formed("`map` is not an object of lists of paths.")
    files = {name: value for name, value in form.multi_items() if isinstance(value, UploadFile)}
    for name in files.keys() - places.keys():
        raise _ill_formed(f"`map` does not say where the file `{name[:80]}` belongs.")
    for name, paths in places.items():
        if name not in files:
            raise _ill_formed(f"There is no part `{name[:80]}`, which `map` names.")
        for path in _paths(paths):
            _put(operations, path, _uploaded(files[name]))
    return operations


def _json(form: FormData, name: str) -> object:
    text = form.get(name)
    if not isinstance(text, str):
        raise _ill_formed(f"The part `{name}` is missing.")
    return parse_json(text.encode(errors="surrogatepass"), f"The part `{name}`")


def _paths(paths: object) -> list[str]:
    if isinstance(paths, list) and len(paths) <= UPLOADS_MAX and all(isinstance(each, str) for each in paths):
        return paths
    raise _ill_formed(f"`map` gives each file a list of up to {UPLOADS_MAX} paths.")


def _put(operations: Mapping[str, Any], path: str, file: UploadedFile) -> None:
    """Put a file where `null` stands."""
    steps = path.split(".")
    holder: Any = operations
    for step in steps[:-1]:
        holder = _member(holder, step)
    last: Any = int(steps[-1]) if isinstance(holder, list) and steps[-1].isdecimal() else steps[-1]
    is_there = len(steps) <= _PATH_STEPS_MAX and steps[0] == "variables" and len(steps) > 1
    if not is_there or _member(holder, steps[-1], missing=path) is not None:
        raise _ill_formed(f"At `{path[:80]}`, where `map` puts a file, there is no null in `variables`.")
    holder[last] = file


def _member(holder: Any, step: str, missing: object = None) -> Any:
    """What an object or a list has at a step; `missing` where it has nothing there."""
    if isinstance(holder, dict):
        return holder.get(step, missing)
    if isinstance(holder, list) and step.isascii() and step.isdecimal() and len(step) < 6:
        return holder[int(step)] if int(step) < len(holder) else missing
    return missing


def _uploaded(file: UploadFile) -> UploadedFile:
    return UploadedFile(file.filename or "", file.size or 0, file.file)


def _ill_formed(sentence: str) -> RequestError:
    return RequestError(ErrorCode.ILL_FORMED_REQUEST, sentence)
