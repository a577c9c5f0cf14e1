"""The reader's errors. `widgets.common.error_messages` has the messages."""

from dataclasses import dataclass
from enum import StrEnum


class ErrorKind(StrEnum):
    """The kind of an error, which decides how it is handled."""

    OFFLINE = "offline"
    TIMEOUT = "timeout"
    SERVER = "server"
    REJECTED = "rejected"
    ACCESS = "access"
    PROTOCOL = "protocol"
    NOT_FOUND = "not_found"


UNREACHABLE_KINDS = frozenset({ErrorKind.OFFLINE, ErrorKind.TIMEOUT})
"""The server was not reached, or did not respond: use the store."""


class ErrorCode(StrEnum):
    """The exact error; each has one message in every language of the user interface."""

    UNREACHABLE = "unreachable"
    HOST_NOT_FOUND = "host_not_found"
    TIMEOUT = "timeout"
    CONNECTION_CLOSED = "connection_closed"
    TLS_FAILED = "tls_failed"
    INVALID_SERVER_ADDRESS = "invalid_server_address"
    SERVER_NOT_FOUND = "server_not_found"
    NOT_BROADSHEET = "not_broadsheet"
    REDIRECTED = "redirected"
    ACCESS_DENIED = "access_denied"
    SERVER_ERROR = "server_error"
    RATE_LIMITED = "rate_limited"
    EMPTY_RESPONSE = "empty_response"
    RESPONSE_TOO_LARGE = "response_too_large"
    INVALID_RESPONSE = "invalid_response"
    UNSUPPORTED_OPERATION = "unsupported_operation"
    REJECTED = "rejected"
    """The value is the server's message."""
    SEARCH_UNAVAILABLE = "search_unavailable"
    SEARCH_BEING_PREPARED = "search_being_prepared"
    ARTICLE_GONE = "article_gone"
    IMAGE_UNAVAILABLE = "image_unavailable"

    SHARE_QUEUED = "share_queued"
    SHARE_NOT_SAVED = "share_not_saved"
    SHARE_REJECTED = "share_rejected"
    SHARE_RATE_LIMITED = "share_rate_limited"
    MAIL_BUSY = "mail_busy"

    INVALID_ADDRESS = "invalid_address"
    """The value is the address as typed."""
    LINK_TOO_LONG = "link_too_long"
    NOT_A_MAILTO_LINK = "not_a_mailto_link"
    MAILTO_EMPTY = "mailto_empty"
    MAILTO_TOO_LONG = "mailto_too_long"

    KEY_UNENCRYPTED = "key_unencrypted"
    STORE_CORRUPT = "store_corrupt"
    """The value is the new name of the old file; also for STORE_NEWER."""
    STORE_NEWER = "store_newer"
    STORE_NOT_WRITABLE = "store_not_writable"
    """The value is the folder."""


# Not frozen: a `with` block sets the traceback of an exception that passes through it.
@dataclass(unsafe_hash=True)
class ReaderError(Exception):
    """A failed operation. The message is built from `code` and `value`; `detail` is only logged."""

    kind: ErrorKind
    code: ErrorCode
    detail: str = ""
    value: str = ""

    def __str__(self) -> str:
        return f"{self.code}: {self.value or self.detail}"

    @property
    def can_retry(self) -> bool:
        """Whether the same request may succeed later."""
        return self.kind in {ErrorKind.OFFLINE, ErrorKind.TIMEOUT, ErrorKind.SERVER, ErrorKind.PROTOCOL}
