"""The playground: the GraphQL schema to be tried in a browser. Everything it needs is served from here."""

from functools import cache
from typing import Final

import orjson
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from broadsheet_server.execution.documents import DocumentCache
from broadsheet_server.execution.errors import RequestError
from broadsheet_server.schema.errors import ErrorCode
from broadsheet_server.web.headers import PLAYGROUND_POLICY
from broadsheet_server.web.rendering import render
from broadsheet_server.web.responses import page_response
from broadsheet_server.web.static_files import static_paths
from broadsheet_shared.limits import BODY_BYTES_MAX

_WRITTEN_MAX: Final = 20
"""Most documents being written that are kept; they have a cache of their own and push out nothing asked."""


async def playground(request: Request) -> Response:
    """The page; its scripts do the rest."""
    modules = static_paths("playground", ".js")
    html = render("playground.html", request.app.state.settings, "en", modules=modules)
    response = page_response(request, html, cache_control="no-cache")
    response.headers["Content-Security-Policy"] = PLAYGROUND_POLICY
    response.headers.add_vary_header("Accept")
    return response


async def validation(request: Request) -> Response:
    """What the endpoint would find wrong with a document, `{"errors": […]}`, without executing it.

    The body is the document. The answer is 200 also for a document with faults: here they are the answer.
    """
    body = bytearray()
    try:
        async for piece in request.stream():
            body += piece
            if len(body) > BODY_BYTES_MAX:
                return _errors([f"The document is longer than {BODY_BYTES_MAX} bytes."], 413)
        await _documents().load(body.decode())
    except UnicodeDecodeError:
        return _errors(["The document is not UTF-8."], 400)
    except ClientDisconnect:
        return Response(status_code=400)
    except RequestError as error:
        return _answer(error.errors)
    return _answer([])


@cache
def _documents() -> DocumentCache:
    return DocumentCache(_WRITTEN_MAX)


def _errors(sentences: list[str], status: int) -> Response:
    error = RequestError(ErrorCode.BAD_REQUEST, *sentences)
    return _answer(error.errors, status)


def _answer(errors: list[dict[str, object]], status: int = 200) -> Response:
    headers = {"Cache-Control": "no-store"} | ({"Connection": "close"} if status == 413 else {})
    return Response(orjson.dumps({"errors": errors}), status, headers, media_type="application/json")
