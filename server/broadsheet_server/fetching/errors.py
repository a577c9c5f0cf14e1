"""Why a document could not be fetched. Each message is a sentence for the publisher."""


class FetchError(Exception):
    """A document was not fetched. `permanent` says whether asking again can help."""

    permanent = False


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
