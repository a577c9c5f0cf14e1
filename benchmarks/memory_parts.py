"""`broadsheet serve` that tells what its memory is spent on.

    python benchmarks/memory_parts.py serve --port 8080

`/memory` tells in bytes what each cache takes and what it is counted for, and what SQLite has allocated.
Objects that two caches share are told of both.
"""

import ctypes
import gc
import json
import sys
from collections.abc import Iterator
from types import BuiltinFunctionType, CodeType, FunctionType, MethodType, ModuleType
from typing import Any

from starlette.types import ASGIApp, Receive, Scope, Send

from broadsheet_server.app import create_server
from broadsheet_server.cli import main, serve
from broadsheet_server.execution.answers import AnswerCache
from broadsheet_server.execution.documents import DocumentCache
from broadsheet_server.execution.plans.kept_data import KeptData
from broadsheet_server.reading.kept_highlights import KeptHighlights
from broadsheet_server.search.kept_answers import KeptAnswers
from broadsheet_server.settings import Settings

PATH = "/memory"
_CODE = (type, ModuleType, FunctionType, BuiltinFunctionType, MethodType, CodeType)


def taken(root: object) -> int:
    """The bytes of an object and of all that it refers to, but for classes and functions."""
    seen: set[int] = set()
    waiting, size = [root], 0
    while waiting:
        each = waiting.pop()
        if id(each) not in seen and not isinstance(each, _CODE):
            seen.add(id(each))
            size += sys.getsizeof(each)
            waiting += gc.get_referents(each)
    return size


def kept_parts(cache: Any) -> Iterator[tuple[str, int, object, int | None]]:
    """The name, the number of entries, the contents, and the bytes counted for each part of a cache."""
    if isinstance(cache, AnswerCache):
        yield "answers", len(cache._answers), cache._answers, cache._bytes
    elif isinstance(cache, KeptData):
        cards = [cache._cards, cache._public, cache._named, cache._names]
        yield "cards", sum(map(len, cache._cards.values())), cards, cache.bytes_kept
        yield "related lists", len(cache.reads._lists), cache.reads._lists, None
        yield "pages of lists", cache.reads._rows, cache.reads._pages, None
    elif isinstance(cache, KeptHighlights):
        yield "highlights", len(cache._searches), cache._searches, cache._bytes
    elif isinstance(cache, KeptAnswers):
        yield "results of searches", len(cache._answers), cache._answers, None
    elif isinstance(cache, DocumentCache):
        yield "documents", len(cache._documents), cache._documents, None


def parts() -> dict[str, Any]:
    """What this process keeps, largest first, and what has been allocated."""
    kept = [
        {"name": name, "entries": entries, "taken": taken(contents), "counted": counted}
        for each in gc.get_objects()
        for name, entries, contents, counted in kept_parts(each)
        if entries
    ]
    sqlite = ctypes.CDLL("libsqlite3.so.0").sqlite3_memory_used
    sqlite.restype = ctypes.c_int64
    largest_first = sorted(kept, key=lambda part: -part["taken"])
    return {"kept": largest_first, "sqlite": sqlite(), "python_blocks": sys.getallocatedblocks()}


def describing_server(settings: Settings) -> ASGIApp:
    """The server of the command, which tells what its memory is spent on."""
    server = create_server(settings)

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        if scope.get("path") != PATH:
            await server(scope, receive, send)
            return
        body = json.dumps(parts()).encode()
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": body})

    return answer


if __name__ == "__main__":
    serve.create_server = describing_server  # type: ignore[attr-defined]
    sys.exit(main())
