"""The contract as a file, for tools that generate types from it."""

from functools import cache
from importlib.resources import files

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from broadsheet_server.web.responses import page_response


async def contract(request: Request) -> Response:
    """The schema in GraphQL's schema definition language; 404 where introspection is off."""
    if not request.app.state.settings.introspection:
        raise HTTPException(404)
    return page_response(request, _text(), cache_control="no-cache", media_type="text/plain")


@cache
def _text() -> str:
    return files("broadsheet_shared").joinpath("schema.graphql").read_text("utf-8")
