"""Pages with an error status that say in words why there is no other page."""

import logging
from collections.abc import Awaitable, Callable, Mapping
from http import HTTPStatus
from typing import Any, Final, NamedTuple

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from broadsheet_server.execution.cache_hints import tag_headers
from broadsheet_server.reading.withdrawn_articles import Tombstone
from broadsheet_server.settings import Settings
from broadsheet_server.storage.availability import (
    STORE_RETRY_AFTER_SECONDS,
    StoreError,
    cause_of,
    is_store_unavailable,
)
from broadsheet_server.web.headers import SECURITY_HEADERS
from broadsheet_server.web.rendering import read_context, render_page, render_page_without_sections
from broadsheet_shared.vocabulary import WithdrawalKind

ExceptionHandler = Callable[[Request, Exception], Awaitable[Response]]


def _(text: str) -> str:
    """Marks a text for the catalogues; the template translates it."""
    return text


class _Words(NamedTuple):
    """What a page says, in English."""

    heading: str
    paragraphs: tuple[str, ...] = ()
    names_sections: bool = False


_WORDS: Final = {
    404: _Words(
        _("This page is not here"),
        (_("The address may have been copied incompletely, or the page has been moved."),),
        names_sections=True,
    ),
    405: _Words(
        _("This page can only be read"),
        (_("It takes nothing that is sent to it. Nothing has been changed."),),
    ),
    410: _Words(
        _("This article has been withdrawn"),
        (_("It was published here and is no longer available."),),
        names_sections=True,
    ),
    451: _Words(
        _("This article is not available for legal reasons"),
        (_("It was published here and had to be taken down."),),
        names_sections=True,
    ),
}
"""By status."""

_SHORT_LIVED = {
    "Cache-Control": "public, max-age=60",
    **tag_headers(("article", "publication", "section")),
}
"""An article may be restored."""

_INTERNAL_ERROR: Final = _Words(
    _("Something is out of order"),
    (_("It is our fault, not yours, and it has been noted. Please try again in a moment."),),
)

_STORE_UNAVAILABLE: Final = _Words(
    _("The newspaper cannot be read at the moment"),
    (_("It is our fault, not yours, and it will pass. Please try again in a moment."),),
)

log = logging.getLogger(__name__)


def exception_handlers() -> Mapping[Any, ExceptionHandler]:
    """Starlette's exception handlers of the whole application."""
    return {
        HTTPException: _http_exception,
        StoreError: _store_exception,
        Exception: _internal_error,
    }


async def withdrawn_response(request: Request) -> Response:
    """410, the page of something that is not available any more."""
    return HTMLResponse(await _render(request, 410), 410, _SHORT_LIVED)


async def tombstone_response(request: Request, tombstone: Tombstone) -> Response:
    """What is answered in place of a withdrawn article: 301 of a REDIRECT, 451 of LEGAL, otherwise 410.

    The page is in the words of the article's language, as the article's page was.
    """
    if tombstone.kind is WithdrawalKind.REDIRECT and tombstone.redirect_url:
        return RedirectResponse(tombstone.redirect_url, 301, _SHORT_LIVED)
    status = 451 if tombstone.kind is WithdrawalKind.LEGAL else 410
    html = await _render(request, status, note=tombstone.note, language=tombstone.language)
    return HTMLResponse(html, status, _SHORT_LIVED)


async def _http_exception(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if error.status_code == 404 and request.method in {"GET", "HEAD"} and _has_trailing_slash(request):
        query = f"?{request.url.query}" if request.url.query else ""
        return RedirectResponse(f"/{request.url.path.strip('/')}{query}", 308)
    headers = {"Cache-Control": "no-cache", **(error.headers or {})}
    return HTMLResponse(await _render(request, error.status_code), error.status_code, headers)


def _has_trailing_slash(request: Request) -> bool:
    """Starlette's router would redirect to the address in the Host header; we redirect to a bare path."""
    return len(request.url.path) > 1 and request.url.path.endswith("/")


async def _store_exception(request: Request, error: Exception) -> Response:
    """503 where the store is away; any other error of a statement is an internal one."""
    if not is_store_unavailable(error):
        raise error
    log.error("%s found no store: %s", request.method, cause_of(error), exc_info=error)
    settings = request.app.state.settings
    html = _render_without_store(settings, _STORE_UNAVAILABLE)
    headers = {"Cache-Control": "no-store", "Retry-After": str(STORE_RETRY_AFTER_SECONDS)}
    return HTMLResponse(html, 503, headers)


async def _internal_error(request: Request, error: Exception) -> Response:
    """Works without the store, which may be the cause, and sets headers that no middleware adds here."""
    settings = request.app.state.settings
    html = _render_without_store(settings, _INTERNAL_ERROR)
    return HTMLResponse(html, 500, {**SECURITY_HEADERS, "Cache-Control": "no-store"})


async def _render(
    request: Request, status: int, *, note: str | None = None, language: str | None = None
) -> str:
    """The page of a status. `note` is what this publication says of it, before what is always said."""
    settings: Settings = request.app.state.settings
    words = _WORDS.get(status)
    if words is None:
        words, language = _Words(HTTPStatus(status).phrase), "en"
    texts = {**words._asdict(), "note": note}
    try:
        return await render_page(read_context(request), settings, "error.html", language=language, **texts)
    except StoreError as error:
        if not is_store_unavailable(error):
            raise
        return _render_without_store(settings, words, note=note, language=language)


def _render_without_store(
    settings: Settings, words: _Words, *, note: str | None = None, language: str | None = None
) -> str:
    texts = {**words._asdict(), "note": note}
    return render_page_without_sections(settings, "error.html", language=language, **texts)
