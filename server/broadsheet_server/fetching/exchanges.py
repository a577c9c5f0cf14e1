"""What every exchange with a web server needs: its address, its errors in words, how long it asks to wait."""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx2

from broadsheet_server.fetching.errors import (
    BrokenResponseError,
    FetchError,
    ForbiddenAddressError,
    SlowResponseError,
    UnreachableError,
)


def web_url(url: str) -> httpx2.URL:
    """The URL without a fragment. Raises ForbiddenAddressError for one that is no http or https."""
    parsed = httpx2.URL(url)
    if parsed.scheme not in ("http", "https") or not parsed.host:
        raise ForbiddenAddressError(f"“{url[:200]}” is no address that begins with http:// or https://.")
    return parsed.copy_with(fragment=None)


def retry_after(response: httpx2.Response) -> float | None:
    """How many seconds the server asks to wait (RFC 9110, section 10.2.3); None where it does not say."""
    value = response.headers.get("retry-after", "").strip()
    if value.isascii() and value.isdigit():
        return float(value)
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return None
    return max(0.0, (moment.replace(tzinfo=moment.tzinfo or UTC) - datetime.now(UTC)).total_seconds())


@contextmanager
def explaining(url: str, seconds: float) -> Iterator[None]:
    """Raise every error of the client as a FetchError; `seconds` is how long the exchange may take."""
    try:
        yield
    except TimeoutError as error:
        raise SlowResponseError(f"It was not complete after {seconds:.0f} seconds.") from error
    except httpx2.HTTPError as error:
        raise _explained(error) from error
    except httpx2.InvalidURL as error:
        raise ForbiddenAddressError(f"“{url[:200]}” is no web address: {error}.") from error


def _explained(error: httpx2.HTTPError) -> FetchError:
    """An error of the client as a sentence."""
    if isinstance(error, httpx2.TimeoutException):
        return SlowResponseError("The server was silent for too long.")
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return UnreachableError(f"The server's certificate is not valid: {cause.verify_message}.")
        cause = cause.__cause__ or cause.__context__
    if isinstance(error, httpx2.ConnectError):
        return UnreachableError("The server takes no connection.")
    if isinstance(error, httpx2.NetworkError):
        return UnreachableError("The connection broke off.")
    return BrokenResponseError(f"The server's response breaks the rules of HTTP: {str(error)[:200]}.")
