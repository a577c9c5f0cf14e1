"""The page behind the stop link of a mail: looking at it changes nothing, its button does."""

from datetime import UTC, datetime

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from broadsheet_server.sharing.stopping import stop
from broadsheet_server.storage.database import Database
from broadsheet_server.web.answering import private_page
from broadsheet_server.web.sheets import bare_sheet
from broadsheet_server.web.words import words_for


async def stop_page(request: Request) -> Response:
    """GET asks, with a button, because mail scanners follow every link. POST ends all mail to the address
    behind the link, from the button or by one click (RFC 8058).

    The answer is the same for a token that was never given out.
    """
    if request.method != "POST":
        return _page(request, stopped=False)
    await run_in_threadpool(_stop, request.app.state.database, request.path_params["token"])
    return _page(request, stopped=True)


def _stop(database: Database, token: str) -> None:
    with database.write() as session:
        stop(session, token, now=datetime.now(UTC))


def _page(request: Request, *, stopped: bool) -> Response:
    """In the friend's language, who may never have seen the newspaper."""
    settings = request.app.state.settings
    accepted = request.headers.get("accept-language", "").split(",")[0].split(";")[0].strip()
    words = words_for(accepted or settings.publication.language)
    html = bare_sheet(settings, "stop.html", words=words, stopped=stopped)
    return private_page(html, headers={"Vary": "Accept-Language"})
