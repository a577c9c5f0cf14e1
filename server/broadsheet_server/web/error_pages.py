"""Pages that say in words why there is no other page."""

from collections.abc import Awaitable, Callable, Mapping
from http import HTTPStatus
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from broadsheet_server.web.headers import STANDING
from broadsheet_server.web.page_context import read_context, render_page, render_page_without_sections
from broadsheet_server.web.words import ENGLISH

ExceptionHandler = Callable[[Request, Exception], Awaitable[Response]]

_TEXTS: dict[int, tuple[str, list[str]]] = {
    404: (
        "This page is not here",
        [
            "The address may have been copied incompletely, or the page has been moved.",
            "The sections above lead to everything that is published.",
        ],
    ),
    405: (
        "This page can only be read",
        ["It takes nothing that is sent to it. Nothing has been changed."],
    ),
    410: (
        "This article has been withdrawn",
        [
            "It was published here and is no longer available.",
            "The sections above lead to everything that is published.",
        ],
    ),
}
_OUT_OF_ORDER = (
    "Something is out of order",
    ["It is our fault, not yours, and it has been noted. Please try again in a moment."],
)


def exception_handlers() -> Mapping[Any, ExceptionHandler]:
    """What answers when no page can."""
    return {HTTPException: _refused, Exception: _broken}


async def gone(request: Request) -> Response:
    """The page of a withdrawn article."""
    return HTMLResponse(await _words(request, 410), 410, {"Cache-Control": "public, max-age=60"})


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if error.status_code == 404 and request.method in {"GET", "HEAD"} and _has_a_slash_too_many(request):
        question = f"?{request.url.query}" if request.url.query else ""
        return RedirectResponse(f"/{request.url.path.strip('/')}{question}", 308)
    headers = {"Cache-Control": "no-cache", **(error.headers or {})}
    return HTMLResponse(await _words(request, error.status_code), error.status_code, headers)


def _has_a_slash_too_many(request: Request) -> bool:
    """The router would send such a request to the address in its Host header; the path alone is enough."""
    return len(request.url.path) > 1 and request.url.path.endswith("/")


async def _broken(request: Request, error: Exception) -> Response:
    """The store may be what is out of order, so this page does without it; nor does middleware reach it."""
    heading, paragraphs = _OUT_OF_ORDER
    settings = request.app.state.settings
    html = render_page_without_sections(
        settings, "failure.html", words=ENGLISH, heading=heading, paragraphs=paragraphs
    )
    return HTMLResponse(html, 500, {**STANDING, "Cache-Control": "no-store"})


async def _words(request: Request, status: int) -> str:
    heading, paragraphs = _TEXTS.get(status) or (HTTPStatus(status).phrase, [])
    settings = request.app.state.settings
    context = {"heading": heading, "paragraphs": paragraphs}
    return await render_page(read_context(request), settings, "failure.html", language="en", **context)
