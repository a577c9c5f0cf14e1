"""The playground: the GraphQL schema to be tried in a browser. Everything it needs is served from here."""

from starlette.requests import Request
from starlette.responses import Response

from broadsheet_server.web.headers import PLAYGROUND_POLICY
from broadsheet_server.web.rendering import render
from broadsheet_server.web.responses import page_response


async def playground(request: Request) -> Response:
    """The page; its scripts do the rest."""
    html = render("playground.html", request.app.state.settings, "en")
    response = page_response(request, html, cache_control="no-cache")
    response.headers["Content-Security-Policy"] = PLAYGROUND_POLICY
    return response
