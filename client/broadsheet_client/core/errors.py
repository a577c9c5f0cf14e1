"""What can go wrong between the reader and the server, in words a person can act on."""

from dataclasses import dataclass
from enum import StrEnum


class ErrorKind(StrEnum):
    """Which kind of trouble; each has one sentence and one next step."""

    OFFLINE = "offline"
    TIMEOUT = "timeout"
    SERVER = "server"
    REJECTED = "rejected"
    ACCESS = "access"
    PROTOCOL = "protocol"
    NOT_FOUND = "not_found"


UNREACHABLE = frozenset({ErrorKind.OFFLINE, ErrorKind.TIMEOUT})
"""No way to the server, or one that leads nowhere: what is saved is all there is."""


# Not frozen: Python itself sets the traceback of an exception while it passes through a `with`.
@dataclass(unsafe_hash=True)
class ReaderError(Exception):
    """One failed operation. `message` is shown; `detail` goes to the log only."""

    kind: ErrorKind
    message: str
    detail: str = ""

    def __str__(self) -> str:
        return self.message

    @property
    def can_retry(self) -> bool:
        """Whether the same request may succeed later."""
        return self.kind in {ErrorKind.OFFLINE, ErrorKind.TIMEOUT, ErrorKind.SERVER, ErrorKind.PROTOCOL}
