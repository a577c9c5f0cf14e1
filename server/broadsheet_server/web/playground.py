"""The playground: try the GraphQL schema in a browser. Everything it needs is served from here."""

from starlette.requests import Request
from starlette.responses import Response

from broadsheet_server.web.headers import PLAYGROUND_POLICY
from broadsheet_server.web.rendering import render
from broadsheet_server.web.responses import page


async def playground(request: Request) -> Response:
    """The page; its scripts do the rest."""
    html = render("playground.html", publication=request.app.state.settings.publication)
    answer = page(request, html, kept="no-cache")
    answer.headers["Content-Security-Policy"] = PLAYGROUND_POLICY
    return answer
