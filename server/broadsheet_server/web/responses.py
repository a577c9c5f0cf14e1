"""HTTP responses with pages: cache lifetime, ETag and conditional requests (RFC 9110, section 13)."""

from collections.abc import AsyncIterator, Collection, Sequence
from datetime import UTC, datetime
from email.utils import format_datetime
from hashlib import blake2b

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response, StreamingResponse

from broadsheet_server.execution.cache_hints import tag_headers

ONE_MINUTE = "public, max-age=60, stale-while-revalidate=60"
"""Long enough to absorb a rush, short enough that a withdrawn article disappears soon."""
_MOVED = {
    "Cache-Control": "public, max-age=60",
    **tag_headers(("article", "author", "publication", "section", "tag")),
}
"""What was moved or merged may be again, and its earlier address may become that of another page."""


def page_response(
    request: Request,
    text: str,
    *,
    changed_at: datetime | None = None,
    cache_control: str = ONE_MINUTE,
    media_type: str = "text/html",
    types: Collection[str] = (),
) -> Response:
    """The page with its ETag and Last-Modified, or 304 where the client has it.

    `types` are the cache tags: which types of the schema it shows, as answers of the API have them.
    """
    body = text.encode()
    etag = f'W/"{blake2b(body, digest_size=12).hexdigest()}"'  # weak: the same page compressed or not
    headers = {"ETag": etag, "Cache-Control": cache_control, **tag_headers(types)}
    if changed_at is not None:
        headers["Last-Modified"] = http_date(changed_at)
    if _is_not_modified(request, etag):
        vary = {"Vary": "Accept-Encoding"}  # as GZipMiddleware sends with the page
        return Response(status_code=304, headers=headers | vary)
    return Response(body, headers=headers, media_type=media_type)


def chunked_response(
    request: Request, chunks: Sequence[bytes], *, media_type: str, types: Collection[str]
) -> Response:
    """A long document that is sent, and compressed, piece by piece; with its ETag and cache tags, or 304."""
    digest = blake2b(digest_size=12)
    for chunk in chunks:
        digest.update(chunk)
    etag = f'W/"{digest.hexdigest()}"'
    headers = {"ETag": etag, "Cache-Control": ONE_MINUTE, **tag_headers(types)}
    if _is_not_modified(request, etag):
        return Response(status_code=304, headers=headers | {"Vary": "Accept-Encoding"})
    return StreamingResponse(_pieces(chunks), headers=headers, media_type=media_type)


async def _pieces(chunks: Sequence[bytes]) -> AsyncIterator[bytes]:
    for chunk in chunks:
        yield chunk


def moved_response(path: str) -> RedirectResponse:
    """301 to the present address of a section, a tag, an author, or of the feed of one; with cache tags."""
    return RedirectResponse(path, 301, _MOVED)


def http_date(when: datetime) -> str:
    """A moment as HTTP headers have it (RFC 9110, section 5.6.7)."""
    return format_datetime(when.astimezone(UTC), usegmt=True)


def private_page_response(
    html: str, status_code: int = 200, headers: dict[str, str] | None = None
) -> HTMLResponse:
    """A page that no cache stores and no search engine lists."""
    defaults = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex", "Referrer-Policy": "no-referrer"}
    return HTMLResponse(html, status_code=status_code, headers=defaults | (headers or {}))


def _is_not_modified(request: Request, etag: str) -> bool:
    """By the ETag alone, which RFC 9110, section 13.1.3, allows.

    A page changes also where its article does not: a translation or a related article comes or goes. Whoever
    sends If-Modified-Since only would keep such a page for ever.
    """
    if_none_match = request.headers.get("if-none-match")
    if if_none_match is None:
        return False
    opaque_tag = etag.removeprefix("W/")
    tags = (tag.strip().removeprefix("W/") for tag in if_none_match.split(","))
    return any(tag in {opaque_tag, "*"} for tag in tags)
