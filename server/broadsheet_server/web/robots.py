"""What search engines are asked to leave alone."""

from starlette.requests import Request
from starlette.responses import PlainTextResponse

_RULES = "User-agent: *\nDisallow: /graphql\nDisallow: /mail/\nDisallow: /mailbox\nDisallow: /playground\n"


async def robots(request: Request) -> PlainTextResponse:
    """Everything that is published may be found."""
    return PlainTextResponse(_RULES, headers={"Cache-Control": "public, max-age=86400"})
