"""One attempt: the payload is made, signed and posted, and the response is judged."""

from datetime import datetime
from typing import Final
from uuid import UUID

from broadsheet_server.fetching.errors import FetchError, ForbiddenAddressError
from broadsheet_server.fetching.poster import Poster, PostResponse
from broadsheet_server.models.webhooks import Webhook
from broadsheet_server.webhooks.outcomes import GONE, Attempt
from broadsheet_server.webhooks.signatures import signature_headers

USER_AGENT: Final = "Broadsheet/0.1 (webhooks)"
POST_SECONDS: Final = 15.0
"""How long a receiver may take to answer."""
TEST_SECONDS: Final = 6.0
"""How long it may take where somebody waits for the result of a test."""


async def post_payload(
    poster: Poster,
    webhook: Webhook,
    message_id: UUID,
    body: bytes,
    now: datetime,
    seconds: float = POST_SECONDS,
) -> Attempt:
    """Post one payload, signed with each secret that is valid, and judge the response."""
    headers = signature_headers(f"msg_{message_id.hex}", now, body, signing_secrets(webhook, now))
    headers["content-type"] = "application/json"
    try:
        response = await poster.post(webhook.url, body, headers, seconds)
    except ForbiddenAddressError:
        return Attempt(error="The address leads to no address of the public internet, or is none.")
    except FetchError as error:
        return Attempt(error=str(error))
    return Attempt(
        error=_fault(response),
        status=response.status,
        seconds=round(response.seconds, 3),
        excerpt=response.excerpt,
        retry_after_s=response.retry_after_s,
    )


def signing_secrets(webhook: Webhook, now: datetime) -> list[str]:
    """The secret, and beside it the previous one for as long as it is valid."""
    until = webhook.previous_secret_until
    is_rotating = webhook.previous_secret is not None and until is not None and now < until
    return [webhook.secret, webhook.previous_secret or ""] if is_rotating else [webhook.secret]


def _fault(response: PostResponse) -> str | None:
    """Why a response is no success, in a sentence."""
    if 200 <= response.status < 300:
        return None
    if response.status == GONE:
        return "The receiver says that it is gone for good (410)."
    if 300 <= response.status < 400:
        return f"The receiver redirects ({response.status}), which is not followed: change the address."
    return f"The receiver answered {response.status}."
