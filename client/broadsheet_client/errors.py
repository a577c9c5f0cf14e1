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

    NO_NETWORK = "no_network"
    UNREACHABLE = "unreachable"
    HOST_NOT_FOUND = "host_not_found"
    TIMEOUT = "timeout"
    CONNECTION_CLOSED = "connection_closed"
    CONNECTION_REFUSED = "connection_refused"
    TLS_FAILED = "tls_failed"
    CERTIFICATE_EXPIRED = "certificate_expired"
    """The value is the day on which it expired; of the next one, the day from which it is valid."""
    CERTIFICATE_NOT_YET_VALID = "certificate_not_yet_valid"
    CERTIFICATE_WRONG_HOST = "certificate_wrong_host"
    """The value names the hosts that the certificate is for."""
    CERTIFICATE_SELF_SIGNED = "certificate_self_signed"
    CERTIFICATE_UNKNOWN_AUTHORITY = "certificate_unknown_authority"
    """The value is the name of the authority."""
    INVALID_SERVER_ADDRESS = "invalid_server_address"
    SERVER_NOT_FOUND = "server_not_found"
    NOT_BROADSHEET = "not_broadsheet"
    REDIRECTED = "redirected"
    """The value is the address that the server leads to."""
    ACCESS_DENIED = "access_denied"
    KEY_NEEDED = "key_needed"
    KEY_MALFORMED = "key_malformed"
    KEY_REFUSED = "key_refused"
    """The server does not know the key, or not any more."""
    KEY_NOT_REMOVED = "key_not_removed"
    """It may still be kept, in the keyring or the file."""
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
