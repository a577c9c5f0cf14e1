"""Why a document could not be fetched. Each message is a sentence for the publisher."""

from typing import Final


class FetchError(Exception):
    """A document was not fetched. `permanent` says whether asking again can help."""

    permanent = False


_TRANSIENT: Final = (408, 425, 429)
"""Answers with a fault of the request that another try may not get."""


def is_final(error: FetchError) -> bool:
    """Whether asking again gives the same: the document is not there, not for us, or too long."""
    if isinstance(error, StatusError):
        return 400 <= error.status < 500 and error.status not in _TRANSIENT
    return error.permanent or isinstance(error, OversizedResponseError)


class ForbiddenAddressError(FetchError):
    """The URL leads to an address that must not be asked, or is no web address."""

    permanent = True


class UnreachableError(FetchError):
    """The host has no address, takes no connection, breaks off, or is not who its certificate says."""


class SlowResponseError(FetchError):
    """The response was not complete in time."""


class OversizedResponseError(FetchError):
    """The response is longer than what is read of one, as it comes or decompressed."""


class BrokenResponseError(FetchError):
    """The response breaks HTTP's rules, or is compressed in a way that was not asked for."""


class StatusError(FetchError):
    """The server answered with an error.

    `status` is the HTTP status, `retry_after_s` how many seconds it asks to wait (RFC 9110, section 10.2.3),
    None where it does not say.
    """

    def __init__(self, message: str, status: int, retry_after_s: float | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.retry_after_s = retry_after_s
        self.permanent = status == 410
