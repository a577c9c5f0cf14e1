"""What can go wrong between the reader and the server. `widgets.troubles` puts it into words."""

from dataclasses import dataclass
from enum import StrEnum


class ErrorKind(StrEnum):
    """Which kind of trouble; each has one next step."""

    OFFLINE = "offline"
    TIMEOUT = "timeout"
    SERVER = "server"
    REJECTED = "rejected"
    ACCESS = "access"
    PROTOCOL = "protocol"
    NOT_FOUND = "not_found"


UNREACHABLE = frozenset({ErrorKind.OFFLINE, ErrorKind.TIMEOUT})
"""No way to the server, or one that leads nowhere: what is saved is all there is."""


class Trouble(StrEnum):
    """What exactly is the matter; each has one sentence in every language of the window."""

    NO_WAY = "no_way"
    HOST_UNKNOWN = "host_unknown"
    TOO_SLOW = "too_slow"
    BROKEN_OFF = "broken_off"
    NOT_SECURE = "not_secure"
    NO_ADDRESS = "no_address"
    NO_SERVER = "no_server"
    OTHER_SERVER = "other_server"
    MOVED = "moved"
    NO_ACCESS = "no_access"
    SERVER_TROUBLE = "server_trouble"
    GO_SLOWER = "go_slower"
    NO_ANSWER = "no_answer"
    TOO_LONG = "too_long"
    NOT_UNDERSTOOD = "not_understood"
    UNKNOWN_QUESTION = "unknown_question"
    REFUSED = "refused"
    """The value is the server's own sentence."""
    NO_SEARCH = "no_search"
    ARTICLE_GONE = "article_gone"
    NO_PICTURE = "no_picture"

    SHARE_WAITS = "share_waits"
    SHARE_NOT_SAVED = "share_not_saved"
    SHARE_REFUSED = "share_refused"
    SHARES_TOO_MANY = "shares_too_many"
    MAIL_BUSY = "mail_busy"

    BAD_MAILBOX = "bad_mailbox"
    """The value is what was typed."""
    LINK_TOO_LONG = "link_too_long"
    NO_MAIL_LINK = "no_mail_link"
    MAIL_LINK_EMPTY = "mail_link_empty"
    MAIL_LINK_TOO_LONG = "mail_link_too_long"

    FILE_DAMAGED = "file_damaged"
    """The value is the name that the file has now; so with the next."""
    FILE_NEWER = "file_newer"
    NOTHING_KEPT = "nothing_kept"
    """The value is the folder."""


# Not frozen: Python itself sets the traceback of an exception while it passes through a `with`.
@dataclass(unsafe_hash=True)
class ReaderError(Exception):
    """One failed operation. `trouble` and `value` are put into words; `detail` goes to the log only."""

    kind: ErrorKind
    trouble: Trouble
    detail: str = ""
    value: str = ""

    def __str__(self) -> str:
        return f"{self.trouble}: {self.value or self.detail}"

    @property
    def can_retry(self) -> bool:
        """Whether the same request may succeed later."""
        return self.kind in {ErrorKind.OFFLINE, ErrorKind.TIMEOUT, ErrorKind.SERVER, ErrorKind.PROTOCOL}
