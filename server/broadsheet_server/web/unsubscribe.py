"""The page behind the stop link of a mail: looking at it changes nothing, its button does."""

from datetime import UTC, datetime
from typing import Literal

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from broadsheet_server.sharing.suppression import is_unsubscribe_token, suppress
from broadsheet_server.web.page_context import render_page_without_sections
from broadsheet_server.web.responses import private_page
from broadsheet_server.web.words import words_for


async def unsubscribe(request: Request) -> Response:
    """GET asks, with a button, because mail scanners follow every link. POST ends all mail to the address
    behind the link, from the button or by one click (RFC 8058).

    A link that did not come whole says so to people; to mail programs it is a 200 like any other.
    """
    database, token = request.app.state.database, request.path_params["token"]
    if request.method != "POST":
        whole = await run_in_threadpool(is_unsubscribe_token, database, token)
        return _page(request, "asked" if whole else "broken")
    stopped = await run_in_threadpool(suppress, database, token, now=datetime.now(UTC))
    return _page(request, "stopped" if stopped else "broken")


def _page(request: Request, state: Literal["asked", "stopped", "broken"]) -> Response:
    """In the friend's language, who may never have seen the newspaper."""
    settings = request.app.state.settings
    accepted = request.headers.get("accept-language", "").split(",")[0].split(";")[0].strip()
    words = words_for(accepted or settings.publication.language)
    html = render_page_without_sections(settings, "stop.html", words=words, state=state)
    return private_page(html, headers={"Vary": "Accept-Language"})
