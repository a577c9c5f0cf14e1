"""Answering with a page: what may be kept, for how long, and when nothing needs to be sent again."""

from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from hashlib import blake2b

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

KEPT_FOR_A_MINUTE = "public, max-age=60, stale-while-revalidate=60"
"""Long enough to carry a rush, short enough that a withdrawn article is gone soon."""


def page(
    request: Request, html: str, *, changed_at: datetime | None = None, kept: str = KEPT_FOR_A_MINUTE
) -> Response:
    """The page with its ETag and date, or 304 where the browser has it already."""
    body = html.encode()
    tag = f'W/"{blake2b(body, digest_size=12).hexdigest()}"'  # weak: compressed or not, it is the same page
    headers = {"ETag": tag, "Cache-Control": kept}
    if changed_at is not None:
        headers["Last-Modified"] = format_datetime(changed_at.astimezone(UTC), usegmt=True)
    if _has_it(request, tag, changed_at):
        return Response(
            status_code=304, headers={**headers, "Vary": "Accept-Encoding"}
        )  # as GZip says with the page
    return HTMLResponse(body, headers=headers)


def private_page(html: str, status_code: int = 200, headers: dict[str, str] | None = None) -> HTMLResponse:
    """A page that nobody keeps and no search engine lists."""
    standing = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex", "Referrer-Policy": "no-referrer"}
    return HTMLResponse(html, status_code=status_code, headers=standing | (headers or {}))


def _has_it(request: Request, tag: str, changed_at: datetime | None) -> bool:
    """RFC 9110, 13.1: If-None-Match decides alone where it is present."""
    known = request.headers.get("if-none-match")
    if known is not None:
        opaque = tag.removeprefix("W/")
        return any(item.strip().removeprefix("W/") in {opaque, "*"} for item in known.split(","))
    since = _moment(request.headers.get("if-modified-since"))
    return since is not None and changed_at is not None and changed_at.replace(microsecond=0) <= since


def _moment(text: str | None) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text) if text else None
    except ValueError:
        return None
    return moment if moment is not None and moment.tzinfo is not None else None
