"""The page behind the unsubscribe link of a mail. GET changes nothing; POST ends the mail (RFC 8058)."""

from datetime import UTC, datetime
from typing import Literal

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from broadsheet_server.sharing.suppression import is_unsubscribe_token, suppress
from broadsheet_server.web.rendering import render_page_without_sections
from broadsheet_server.web.responses import private_page_response


async def unsubscribe(request: Request) -> Response:
    """GET shows a button, because mail scanners follow every link. POST suppresses all mail to the address.

    The POST comes from the button or from a mail program's one-click request. A token that is not whole is
    told to people in words; a mail program gets status 200 for it as for any other.
    """
    database, token = request.app.state.database, request.path_params["token"]
    if request.method != "POST":
        is_valid = await run_in_threadpool(is_unsubscribe_token, database, token)
        return _page(request, "confirm" if is_valid else "broken")
    is_suppressed = await run_in_threadpool(suppress, database, token, now=datetime.now(UTC))
    return _page(request, "done" if is_suppressed else "broken")


def _page(request: Request, state: Literal["confirm", "done", "broken"]) -> Response:
    """In the language of the mail that the link came with, which the link names (see `unsubscribe_url`).

    Links of earlier versions name none: then in that of the recipient, who may never have read the
    publication.
    """
    settings = request.app.state.settings
    accepted = request.headers.get("accept-language", "").split(",")[0].split(";")[0].strip()
    language = request.query_params.get("language") or accepted or None
    html = render_page_without_sections(settings, "unsubscribe.html", language=language, state=state)
    return private_page_response(html, headers={"Vary": "Accept-Language"})
